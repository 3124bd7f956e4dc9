import type { PartitionSpec } from '../../core/board/machine.ts';
import type { Member } from './boot-members.ts';
import { CommandError } from './exit.ts';
import { readSource } from './read-source.ts';

/** Partitions, and those of them that run something. */
export interface Company {
  readonly partitions: readonly PartitionSpec[];
  readonly members: readonly Member[];
}

/** Reads the partitions of machine files, which are to stand beside a guest. Throws a CommandError for a file that is none. */
export async function readCompany(files: readonly string[]): Promise<Company> {
  const companies: Company[] = [];
  for (const file of files) companies.push(await companyIn(file));
  return {
    partitions: companies.flatMap(({ partitions }) => partitions),
    members: companies.flatMap(({ members }) => members),
  };
}

async function companyIn(file: string): Promise<Company> {
  // Most guests have no such file, and start sooner without all that reads it.
  const { readMachine } = await import('../machine/read-machine.ts');
  const reading = await readMachine(new TextDecoder().decode(await readSource(file)), file);
  if (!reading.ok) {
    const [first] = reading.mistakes;
    throw new CommandError(
      `${file}:${first?.line}:${first?.column}: ${first?.what}, expected ${first?.expected}`,
      'docs/scenarios.md describes machine files.',
    );
  }
  const { machine, programs = {} } = reading.scenario;
  const { partitions } = machine;
  const members = partitions.flatMap(({ name: partition, buffers }) => {
    const program = programs[partition];
    return program === undefined || buffers === undefined ? [] : [{ partition, program, buffers }];
  });
  return { partitions, members };
}
