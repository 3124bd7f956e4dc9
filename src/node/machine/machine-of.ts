import { dirname, isAbsolute, join } from 'node:path';
import { describeMachine, type PartitionOptions } from '../../core/board/describe-machine.ts';
import type { MachineSpec } from '../../core/board/machine.ts';
import { profileNamed } from '../../core/rules/profiles/registry.ts';
import { loadManifest } from '../manifest/manifest.ts';
import type { PartitionManifest } from '../manifest/partition.ts';
import type { MachineFile, PartitionInput } from './file-schema.ts';
import { fromManifest } from './from-manifest.ts';
import type { Mistakes } from './mistakes.ts';

/** The machine that a file describes, without the partitions of which not enough is known. */
export async function machineOf(file: MachineFile, path: string, mistakes: Mistakes): Promise<MachineSpec> {
  const partitions: PartitionOptions[] = [];
  for (const [name, input] of Object.entries(file.partitions)) {
    const manifest =
      input.manifest === undefined ? undefined : await manifestOf(name, input.manifest, path, mistakes);
    if (input.manifest !== undefined && manifest === undefined) continue;
    const partition = partitionOf(name, input, manifest);
    if (partition === undefined) mistakes.at(['partitions', name], `${name} has no id`, 'id, its FF-A id');
    else partitions.push(partition);
  }
  const profile = file.profile === undefined ? undefined : profileNamed(file.profile);
  return describeMachine({
    ...(profile === undefined ? {} : { profile }),
    limits: stated(file.limits ?? {}),
    memory: Object.entries(file.memory).map(([name, { size, ...region }]) => ({
      name,
      pages: size,
      ...region,
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
  const reading = await loadManifest(isAbsolute(manifest) ? manifest : join(dirname(path), manifest));
  if (reading.manifest !== undefined) return reading.manifest;
  for (const { severity, file, line, column, found, rule } of reading.findings) {
    const [what, expected = 'a manifest that loads'] = found.split(', expected ');
    if (severity === 'error')
      mistakes.at(
        ['partitions', name, 'manifest'],
        `${file}:${line}:${column}: ${what} [${rule.id}]`,
        expected,
      );
  }
  return undefined;
}

/** What a file says about a partition goes before what its manifest says. */
function partitionOf(
  name: string,
  input: PartitionInput,
  manifest: PartitionManifest | undefined,
): PartitionOptions | undefined {
  const { manifest: _, memory = [], borrowing, image, ...own } = input;
  const given = memory.map(({ size, ...owned }) => ({ ...stated(owned), base: owned.base, pages: size }));
  const told = manifest === undefined ? {} : fromManifest(manifest, given);
  const { id } = { ...told, ...stated(own) };
  if (id === undefined) return undefined;
  return {
    ...told,
    ...stated(own),
    ...(image === undefined ? {} : { imageUuid: image }),
    name,
    id,
    memory: [...given, ...(told.memory ?? [])],
    ...(borrowing === undefined ? {} : { borrowing: { at: borrowing.at, pages: borrowing.size } }),
  };
}

type Stated<Value> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> };

/** Only what is said: keys whose value is undefined are left out. */
function stated<Value extends object>(value: Value): Stated<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Stated<Value>;
}
