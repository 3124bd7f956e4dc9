import type { Found } from '../../core/explore/campaign/batch.ts';
import type { Report } from '../../core/explore/campaign/report.ts';
import { INVARIANTS } from '../../core/explore/invariants/registry.ts';
import { GUEST_INVARIANTS } from '../qemu/explore/guest-invariants.ts';
import type { Terminal } from './terminal.ts';
import { wrap } from './wrap.ts';

/** So many parts that were not met are named: what was found stands above them, and should not scroll away. */
const MOST_NAMED = 10;

const count = (value: number) => value.toLocaleString('en');

/** What a campaign has shown, as lines. `aside` says why the specification did not look on. */
export function reportLines(
  report: Report,
  terminal: Terminal,
  aside: string | undefined,
): readonly string[] {
  const { walks, calls, found, specification } = report;
  const onWalks = walks === 1 ? '1 walk' : `${count(walks)} walks`;
  const lines = [`${count(calls)} calls on ${onWalks}, against ${INVARIANTS.length} invariants`];
  if (aside !== undefined) lines.push(terminal.paint('aside', `the specification was left aside: ${aside}`));
  if (specification !== undefined) lines.push(...specificationLines(specification, terminal));
  const wrong = found.length === 1 ? '1 walk' : `${found.length} walks`;
  const verdict = found.length === 0 ? 'all as it has to be' : `${wrong} on which something is wrong`;
  return [...lines, terminal.paint(found.length === 0 ? 'good' : 'bad', verdict)];
}

function specificationLines(
  { parts, notMet }: NonNullable<Report['specification']>,
  terminal: Terminal,
): readonly string[] {
  const met = parts - notMet.length;
  const percent = Math.floor((100 * met) / parts);
  const first = `${met} of ${parts} parts of the specification were met (${percent} %)`;
  if (notMet.length === 0) return [first];
  const shown = notMet.slice(0, MOST_NAMED).join(', ');
  const rest = notMet.length - MOST_NAMED;
  const names = rest > 0 ? `${shown} and ${rest} more: --json names all` : shown;
  return [first, ...wrap(`not met: ${names}`, terminal.width).map((line) => terminal.paint('aside', line))];
}

/** Something that is wrong: where, what, and how to see it again. */
export function foundLines(
  { walk, invariant, problem, moves }: Found,
  file: string | undefined,
): readonly string[] {
  const what =
    [...INVARIANTS, ...Object.values(GUEST_INVARIANTS)].find(({ id }) => id === invariant)?.what ??
    'Whatever guests do, the manager answers.';
  return [
    `walk ${walk}: ${invariant}: ${problem}`,
    `  ${what}`,
    file === undefined ? `  after ${moves} moves` : `  after ${moves} moves: tantalum run ${file}`,
  ];
}
