import { randomBytes } from 'node:crypto';
import type { ProgramOf } from '../../core/board/activity.ts';
import type { Buffers } from '../../core/client/driver.ts';
import { type ProgramName, programNamed } from '../../core/programs/registry.ts';

/** A partition that runs a program. */
export interface Member {
  readonly partition: string;
  readonly program: ProgramName;
  readonly buffers: Buffers;
}

/** What members run, by the names of their partitions. */
export function programsOf(members: readonly Member[]): Readonly<Record<string, ProgramOf>> {
  return Object.fromEntries(
    members.map(({ partition, program, buffers }) => [
      partition,
      programNamed(program, { buffers, random: randomBytes }),
    ]),
  );
}
