import type { MachineSpec } from '../../core/board/machine.ts';
import type { ProgramName } from '../../core/programs/registry.ts';
import type { MachineFile } from './file-schema.ts';
import type { Mistakes } from './mistakes.ts';

/** What partitions run, by their names. */
export function programsOf({ partitions }: MachineFile): Readonly<Record<string, ProgramName>> {
  return Object.fromEntries(
    Object.entries(partitions).flatMap(([name, { program }]) =>
      program === undefined ? [] : [[name, program] as const],
    ),
  );
}

/** Notes what keeps programs from running. */
export function checkPrograms(file: MachineFile, machine: MachineSpec, mistakes: Mistakes): void {
  for (const [name, program] of Object.entries(programsOf(file))) {
    const { buffers } = machine.partitions.find((each) => each.name === name) ?? {};
    if (buffers === undefined)
      mistakes.at(
        ['partitions', name, 'program'],
        `${name} runs ${program} and has no buffers`,
        'buffers: { tx, rx }, in its memory',
      );
  }
}
