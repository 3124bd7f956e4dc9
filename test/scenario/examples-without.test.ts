/** What a profile without a rule lets through: the manager stands, and is left with nothing when all partitions are gone. */

import { describe, expect, it } from 'vitest';
import { SUPPORTED_VERSIONS } from '../../src/core/abi/versions.ts';
import type { Board } from '../../src/core/board/board.ts';
import { transactionOf } from '../../src/core/memory/page-word.ts';
import { pageOf } from '../../src/core/memory/pages.ts';
import { type Profile, SPEC } from '../../src/core/rules/profile.ts';
import { RULES } from '../../src/core/rules/registry.ts';
import { exampleOf } from '../../src/core/scenario/examples/examples.ts';
import { constituentAt } from '../../src/core/scenario/examples/places.ts';
import { SCATTERED, share } from '../../src/core/scenario/examples/steps.ts';
import { STARTED, scenarioOf, WORLD } from '../../src/core/scenario/examples/world.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { STAGE } from '../../src/core/spmc/transactions.ts';

function without(rule: string, profile = SPEC): Profile {
  return { ...profile, deviations: [...profile.deviations, { rule, enforced: false, source: 'this test' }] };
}

/** Plays the broken example of a rule on a machine whose profile lacks it. */
function playWithout(rule: string) {
  const example = exampleOf(rule);
  if (example === undefined) throw new Error(`no example provokes ${rule}`);
  const scenario = scenarioOf(example, 'broken');
  let step = -1;
  let calls = 0;
  let refusedBy: string | undefined;
  const { mediator } = scenario.machine;
  const machine = {
    ...scenario.machine,
    profile: without(rule, scenario.machine.profile),
    ...(mediator === undefined
      ? {}
      : { mediator: { ...mediator, profile: without(rule, mediator.profile) } }),
  };
  const { board } = runScenario({ ...scenario, machine }, (event) => {
    if (event.kind === 'step') step = event.index;
    if (event.kind === 'trace' && event.event.kind === 'call' && step === example.setup.length) {
      calls++;
      refusedBy = event.event.refusal?.rule;
    }
  });
  return { board, calls, refusedBy };
}

/** Pages that a transaction or a buffer still holds after the end of all partitions. */
function heldAfterTheEnd(board: Board): number {
  for (const { name } of board.spec.partitions) board.abort(name);
  let held = 0;
  for (const { base, pages } of board.spec.memory)
    for (let page = pageOf(base); page < pageOf(base) + pages; page++)
      if (transactionOf(board.ledger.map.get(page)) !== 0) held++;
  return held;
}

/** The versions that the endpoints have negotiated. */
function versionsOf({ spmc }: Board): readonly number[] {
  const { endpoints } = spmc.state;
  return [...endpoints.version.slice(1, endpoints.count + 1)];
}

const STRUCTURAL = RULES.filter((rule) => rule.structural === true).map(({ id }) => id);
const OTHERS = RULES.filter((rule) => rule.structural !== true).map(({ id }) => id);

describe('a profile without the rule', () => {
  it.each(OTHERS)('%s: another rule refuses the call, or none does, and nothing stays', (id) => {
    const { board, calls, refusedBy } = playWithout(id);

    expect(calls).toBeGreaterThan(0);
    expect(refusedBy).not.toBe(id);
    expect(versionsOf(board).filter((version) => !SUPPORTED_VERSIONS.includes(version))).toEqual([]);
    expect(heldAfterTheEnd(board)).toBe(0);
    expect(board.ledger.transactions.slots.live).toBe(0);
  });

  it.each(STRUCTURAL)('%s: it refuses the call nevertheless', (id) => {
    expect(playWithout(id).refusedBy).toBe(id);
  });

  it('descriptor/length-unit: a constituent that is cut has not arrived', () => {
    const cut = constituentAt(1) + 8;
    const { board } = runScenario({
      machine: { ...WORLD, profile: without('descriptor/length-unit') },
      steps: [...STARTED, share('os', 'vault', SCATTERED, { registers: { 2: cut } })],
    });
    const { ledger, spmc } = board;
    const begun = spmc.state.transactions.stage.indexOf(STAGE.UNFINISHED);

    expect(ledger.transactions.extents[begun]).toBe(1);
    expect(ledger.transactions.pages[begun]).toBe(1);
  });
});
