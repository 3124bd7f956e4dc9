import { dirname, resolve } from 'node:path';
import { describeMachine, type PartitionOptions } from '../../core/board/describe-machine.ts';
import type { MachineSpec } from '../../core/board/machine.ts';
import { formatFinding } from '../manifest/finding.ts';
import { loadManifest } from '../manifest/manifest.ts';
import type { PartitionManifest } from '../manifest/partition.ts';
import type { MachineFile, PartitionInput } from './file-schema.ts';
import { fromManifest } from './from-manifest.ts';
import type { Mistakes } from './mistakes.ts';

/** The machine that a file describes, as far as it makes sense. */
export async function machineOf(file: MachineFile, path: string, mistakes: Mistakes): Promise<MachineSpec> {
  const partitions: PartitionOptions[] = [];
  for (const [name, input] of Object.entries(file.partitions)) {
    const manifest =
      input.manifest === undefined ? undefined : await manifestOf(name, input.manifest, path, mistakes);
    if (input.manifest !== undefined && manifest === undefined) continue;
    const partition = partitionOf(name, input, manifest, mistakes);
    if (partition !== undefined) partitions.push(partition);
  }
  return describeMachine({
    limits: stated(file.limits ?? {}),
    memory: Object.entries(file.memory).map(([name, { base, size, secure, device }]) => ({
      name,
      base,
      pages: size,
      secure,
      device,
    })),
    partitions,
  });
}

async function manifestOf(
  name: string,
  manifest: string,
  path: string,
  mistakes: Mistakes,
): Promise<PartitionManifest | undefined> {
  const reading = await loadManifest(resolve(dirname(path), manifest));
  if (reading.manifest !== undefined) return reading.manifest;
  for (const finding of reading.findings)
    mistakes.at(
      ['partitions', name, 'manifest'],
      formatFinding(finding).split('\n')[0] ?? '',
      'a manifest that loads',
    );
  return undefined;
}

/** What a file says about a partition goes before what its manifest says. */
function partitionOf(
  name: string,
  input: PartitionInput,
  manifest: PartitionManifest | undefined,
  mistakes: Mistakes,
): PartitionOptions | undefined {
  const told = manifest === undefined ? {} : fromManifest(manifest, input.memory?.[0]?.base);
  const { manifest: _, memory = [], borrowing, ...own } = input;
  const { id } = { ...told, ...stated(own) };
  if (id === undefined) {
    mistakes.at(['partitions', name], `${name} has no id`, 'id, the FF-A id of the partition');
    return undefined;
  }
  return {
    ...told,
    ...stated(own),
    name,
    id,
    memory: [
      ...memory.map(({ size, ...owned }) => ({ ...stated(owned), base: owned.base, pages: size })),
      ...(told.memory ?? []),
    ],
    ...(borrowing === undefined ? {} : { borrowing: { at: borrowing.at, pages: borrowing.size } }),
  };
}

type Stated<Value> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> };

/** Only what is said: keys whose value is undefined are left out. */
function stated<Value extends object>(value: Value): Stated<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Stated<Value>;
}
