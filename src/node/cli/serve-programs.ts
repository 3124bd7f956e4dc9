import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProgramOf } from '../../core/board/activity.ts';
import { isSecureLevel, type MachineSpec } from '../../core/board/machine.ts';
import { FfaError } from '../../core/client/errors.ts';
import { DataAbort } from '../../core/client/port.ts';
import { loanProgram } from '../../core/programs/loan.ts';
import { CommandError } from './exit.ts';

/** A program of a user's module failed in a way that is no partition's. */
export class ProgramFailure extends Error {}

/** What the partitions of a machine run: the programs of a module, and every other secure one that has buffers takes loans. Throws a CommandError. */
export async function programsFor(
  { partitions }: MachineSpec,
  module: string | undefined,
): Promise<Readonly<Record<string, ProgramOf>>> {
  const own = module === undefined ? {} : await programsOf(module);
  for (const name of Object.keys(own))
    if (!partitions.some((partition) => partition.name === name))
      throw new CommandError(
        `${module} has a program for ${name}, and the machine no such partition`,
        `Its partitions are ${partitions.map((partition) => partition.name).join(', ')}.`,
      );
  const loans = partitions.flatMap(({ name, level, buffers }) =>
    isSecureLevel(level) && buffers !== undefined ? [[name, loanProgram(buffers)] as const] : [],
  );
  return { ...Object.fromEntries(loans), ...own };
}

/** The programs that a module exports as its default: an object of generator functions by the names of partitions. */
async function programsOf(module: string): Promise<Record<string, ProgramOf>> {
  const { default: programs } = await loaded(module);
  const entries = typeof programs === 'object' && programs !== null ? Object.entries(programs) : [];
  const fits = entries.length > 0 && entries.every(([, program]) => typeof program === 'function');
  if (!fits)
    throw new CommandError(
      `${module} exports no programs`,
      'Its default export is an object of generator functions, by the names of partitions.',
    );
  return Object.fromEntries(entries.map(([name, program]) => [name, guarded(name, program as ProgramOf)]));
}

async function loaded(module: string): Promise<{ default?: unknown }> {
  try {
    return (await import(pathToFileURL(resolve(module)).href)) as { default?: unknown };
  } catch (error) {
    throw new CommandError(
      `${module} cannot be loaded: ${(error as Error).message}`,
      'Give a JavaScript module whose default export has programs by the names of partitions.',
    );
  }
}

/** A program whose own mistakes are told as such; a refusal or a fault that it does not handle is the end of its partition, as always. */
function guarded(name: string, program: ProgramOf): ProgramOf {
  return function* (ffa) {
    try {
      yield* program(ffa);
    } catch (error) {
      if (error instanceof FfaError || error instanceof DataAbort) throw error;
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
      throw new ProgramFailure(`the program of ${name} failed: ${told}`);
    }
  };
}
