import { accessSync, constants, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineSpec } from '../../core/board/machine.ts';
import type { FoundScenario } from '../../core/explore/to-scenario.ts';
import { scenarioFile } from '../explore/scenario-file.ts';
import { makeFolder } from '../files/make-folder.ts';
import { CommandError } from './exit.ts';

/** Makes the folder that scenarios are written to, before anything is looked for. Throws a CommandError when the system refuses. */
export function makeScenarioFolder(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new CommandError(
      `${folder} cannot be written to: ${message}`,
      'Name a folder that can be with --out.',
    );
  }
}

/** Writes what was found as a machine file, and returns its path. Throws a CommandError when the system refuses. */
export function writeScenario(
  folder: string | undefined,
  name: string,
  machine: MachineSpec,
  scenario: FoundScenario,
): string {
  const file = join(folder ?? '.', name);
  try {
    writeFileSync(file, scenarioFile(machine, scenario));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new CommandError(
      `something is wrong, and its scenario cannot be written: ${message}`,
      'Name a folder that can be written with --out. The same command finds the same again.',
    );
  }
  return file;
}
