/** Whatever happens on a walk, with faults and all, can be written as a scenario that has every step come as it came. */

import { expect, test } from 'vitest';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import { Grammar } from '../../src/core/explore/grammar/grammar.ts';
import { provingGround, twoProtocols, variedGround } from '../../src/core/explore/ground.ts';
import { INVARIANTS } from '../../src/core/explore/invariants/registry.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import type { Move } from '../../src/core/explore/move.ts';
import { toScenario } from '../../src/core/explore/to-scenario.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { scenarioFile } from '../../src/node/explore/scenario-file.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';

const MOVES = 300;

/** The moves of a walk that could be made. */
function walked(lab: Lab, walk: number): readonly Move[] {
  lab.reset();
  const grammar = new Grammar(lab.stand, { hostility: 15, faults: true }, 20261122, walk);
  const moves: Move[] = [];
  while (moves.length < MOVES) {
    const move = grammar.next();
    expect(lab.step(move)).toBeUndefined();
    if (lab.outcome?.made !== true) continue;
    moves.push(move);
    grammar.learn(move, lab.outcome);
  }
  return moves;
}

test.each<[string, MachineSpec, number]>([
  ['the proving ground', provingGround(), 1],
  ['the proving ground', provingGround(), 3],
  ['a machine with two protocols', twoProtocols(), 1],
  ['a machine with two protocols', twoProtocols(), 3],
  ['a machine with S-EL0 and several contexts', variedGround(), 1],
  ['a machine with S-EL0 and several contexts', variedGround(), 3],
])('on %s, walk %#', async (_, machine, walk) => {
  const lab = new Lab(machine, { model: true });
  const moves = walked(lab, walk);

  const scenario = toScenario(lab, {
    breach: { invariant: INVARIANTS[0]!, problem: 'nothing' },
    moves,
    ended: false,
  });

  const reading = await readMachine(scenarioFile(machine, scenario), 'walk.yaml');
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  const missed: string[] = [];
  let now = -1;
  runScenario(reading.scenario, (event) => {
    if (event.kind === 'step') now = event.index;
    // Who gives the processor away hears later. On a walk it goes on without that, and its next call is another step.
    if (event.kind === 'judged' && event.missed !== undefined && event.index === now)
      missed.push(event.missed);
  });
  expect(missed).toEqual([]);
});
