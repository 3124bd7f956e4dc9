/**
 * Machine files from their text alone, in Node and in a browser. What is wrong with a file is a list of mistakes, never an exception.
 */

import { Board } from '../../core/board/board.ts';
import type { MachineSpec } from '../../core/board/machine.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import { checkMachine } from './check-machine.ts';
import { checkSteps } from './check-steps.ts';
import { noteIssue } from './describe-issue.ts';
import { checkDrivers, driversOf } from './drivers.ts';
import { fileSchema, type MachineFile } from './file-schema.ts';
import { machineOf } from './machine-of.ts';
import type { Mistake, Mistakes } from './mistakes.ts';
import type { Neighbours } from './neighbours.ts';
import { checkPrograms, programsOf } from './programs.ts';
import { readYaml } from './read-yaml.ts';
import { stepsOf } from './steps-of.ts';

export type MachineReading =
  | {
      readonly ok: true;
      readonly scenario: Scenario;
      /** The line of each step. */
      readonly lines: readonly number[];
    }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** Reads the text of a machine file, and what it names from its neighbours. */
export async function readMachineText(text: string, neighbours: Neighbours): Promise<MachineReading> {
  const { file, mistakes } = readYaml(text);
  if (mistakes.any) return { ok: false, mistakes: mistakes.sorted() };
  const parsed = fileSchema.safeParse(file);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) noteIssue(mistakes, issue, file);
    return { ok: false, mistakes: mistakes.sorted() };
  }
  const { machine, fits } = await machineOf(parsed.data, neighbours, mistakes);
  // What does not fit would be said once more, and less well.
  if (fits) checkMachine(parsed.data, machine, mistakes);
  checkPrograms(parsed.data, machine, mistakes);
  checkSteps(parsed.data, machine, mistakes);
  checkDrivers(parsed.data, machine, mistakes);
  if (!mistakes.any) tryBuilding(machine, parsed.data, mistakes);
  if (mistakes.any) return { ok: false, mistakes: mistakes.sorted() };
  const { about, initialising } = parsed.data;
  const programs = programsOf(parsed.data);
  const steps = stepsOf(parsed.data);
  return {
    ok: true,
    scenario: {
      ...(about === undefined ? {} : { about }),
      machine,
      ...driversOf(parsed.data),
      ...(initialising === undefined ? {} : { initialising }),
      ...(Object.keys(programs).length === 0 ? {} : { programs }),
      steps,
    },
    lines: steps.map((_, index) => mistakes.lineOf(['steps', index])),
  };
}

/** A machine that makes sense may still be too large for its limits, which only its parts know. */
function tryBuilding(machine: MachineSpec, { limits }: MachineFile, mistakes: Mistakes): void {
  try {
    new Board(machine);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    mistakes.at(
      [limits === undefined ? 'partitions' : 'limits'],
      `the machine cannot be built: ${error.message}`,
      'a machine within its limits',
    );
  }
}
