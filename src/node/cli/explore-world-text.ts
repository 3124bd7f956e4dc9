import type { Met, Progress } from '../../core/explore/worlds/search.ts';
import type { World } from '../../core/explore/worlds/world.ts';
import type { Terminal } from './terminal.ts';
import { wrap } from './wrap.ts';

/** What came of a search, as far as it went. */
export interface Explored {
  readonly world: World;
  readonly met: Met;
  readonly seconds: number;
  /** 'more' when it was stopped. */
  readonly stage: Progress;
  /** The executable specification was asked about each step. */
  readonly specified: boolean;
  /** The shortest way to something that does not hold, as a file. */
  readonly file: string | undefined;
  /** What the process ends with because somebody asked it to end. */
  readonly interrupted: number | undefined;
}

/** What most worlds are explored with: to ask the specification of each step takes a hundred times longer. */
const ALONE = 'held against the invariants alone; --specification asks the specification of each step, too';

const count = (value: number) => value.toLocaleString('en');

/** What was met of a world, as lines. */
export function worldLines(
  { met, seconds, stage, specified, file }: Explored,
  terminal: Terminal,
): readonly string[] {
  const { states, edges, known, calls, depth, bytes, left, rules } = met;
  const lines = [
    `${count(states)} states, ${count(edges)} edges, ${count(calls)} calls, depth ${depth}`,
    `${count(known)} of the edges are refusals that were met before in the same circumstances`,
    `${count(Math.round(edges / Math.max(seconds, 0.001)))} edges/s, ${Math.ceil(bytes / states)} bytes a state`,
    ...wrap(`${rules.size} rules seen: ${[...rules.keys()].sort().join(', ')}`, terminal.width).map((line) =>
      terminal.paint('aside', line),
    ),
    terminal.paint('aside', specified ? 'held against the specification and the invariants' : ALONE),
  ];
  if (stage === 'closed')
    return [...lines, terminal.paint('good', 'closed: there is no other state, and all is as it has to be')];
  if (typeof stage === 'string')
    return [
      ...lines,
      terminal.paint('bad', `not closed: ${count(left)} states are known that were not gone on from`),
    ];
  const { invariant, problem } = stage.breach;
  return [
    ...lines,
    terminal.paint('bad', `${invariant.id}: ${problem}`),
    `  ${invariant.what}`,
    `  after ${stage.path.length} deeds, and in no fewer: tantalum run ${file}`,
  ];
}

/** "12,345 states, 2,000 left, depth 7, 300,000 edges/s". */
export function worldPace({ states, left, depth, edges }: Met, seconds: number): string {
  const rate = Math.round(edges / Math.max(seconds, 0.001));
  return `${count(states)} states, ${count(left)} left, depth ${depth}, ${count(rate)} edges/s`;
}
