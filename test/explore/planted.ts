/** Defects that are planted in a manager, which the specification has to find. */

import { expect } from 'vitest';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import type { Move } from '../../src/core/explore/move.ts';
import type { Spmc } from '../../src/core/spmc/spmc.ts';

/** What is done to a manager after some moves, the move that shows it, if an audit alone does not, and what is said. */
export interface Planted {
  readonly after: readonly Move[];
  readonly plant: (lab: Lab) => void;
  readonly shown?: Move;
  /** Only the audit after the move tells of it. */
  readonly late?: true;
  readonly problem: RegExp;
}

export const spmcOf = ({ stand }: Lab): Spmc => stand.built.spmc;

/** Something else happens after each call, interrupt or death. */
export function following(
  lab: Lab,
  name: 'call' | 'preempt' | 'abort',
  what: (frame: Uint32Array) => void,
): void {
  const spmc = spmcOf(lab);
  const happen = spmc[name].bind(spmc);
  spmc[name] = (context, frame) => {
    const next = happen(context, frame);
    what(frame);
    return next;
  };
}

/** Makes moves on a machine, all of which are granted, plants the defect, and expects that it is found and told in its words. */
export function expectFound(
  machine: MachineSpec,
  before: readonly Move[],
  { after, plant, shown, late, problem }: Planted,
): void {
  const lab = new Lab(machine, { model: true });
  for (const move of [...before, ...after]) {
    expect(lab.step(move)).toBeUndefined();
    expect(lab.outcome?.rule).toBeUndefined();
  }

  plant(lab);

  const told = shown && lab.step(shown);
  if (late) expect(told).toBeUndefined();
  const breach = shown === undefined || late ? lab.audit() : told;
  expect(breach?.invariant.id).toBe('as-specified');
  expect(breach?.problem).toMatch(problem);
}
