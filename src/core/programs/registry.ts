import type { ProgramOf } from '../board/activity.ts';
import type { Buffers } from '../client/driver.ts';
import { echoProgram } from './echo.ts';
import { loanProgram } from './loan.ts';
import { type OpteeOptions, opteeProgram } from './optee/optee.ts';

/** The names that machine files have for programs. */
export const PROGRAM_NAMES = ['echo', 'loan', 'optee'] as const;

export type ProgramName = (typeof PROGRAM_NAMES)[number];

/** What programs are made with. */
export interface ProgramParts {
  /** The RX/TX buffers of the partition. */
  readonly buffers: Buffers;
  readonly random: OpteeOptions['random'];
}

const PROGRAMS: Readonly<Record<ProgramName, (parts: ProgramParts) => ProgramOf>> = {
  echo: () => echoProgram,
  loan: ({ buffers }) => loanProgram(buffers),
  optee: opteeProgram,
};

/** Makes the program of a partition. */
export function programNamed(name: ProgramName, parts: ProgramParts): ProgramOf {
  return PROGRAMS[name](parts);
}
