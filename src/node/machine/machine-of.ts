import { dirname, resolve } from 'node:path';
import { PROPERTY_DIRECT_RECEIVE, PROPERTY_DIRECT_SEND } from '../../core/abi/bits.ts';
import { isSecureId } from '../../core/abi/operations.ts';
import { NIL_UUID } from '../../core/abi/uuid.ts';
import { VERSION_1_2 } from '../../core/abi/versions.ts';
import type { Level, MachineSpec, PartitionSpec } from '../../core/board/machine.ts';
import { EXECUTE, READ, WRITE } from '../../core/memory/page-word.ts';
import { SPEC } from '../../core/rules/profile.ts';
import { formatFinding } from '../manifest/finding.ts';
import { loadManifest } from '../manifest/manifest.ts';
import type { PartitionManifest } from '../manifest/partition.ts';
import type { MachineFile, PartitionInput } from './file-schema.ts';
import { fromManifest } from './from-manifest.ts';
import type { Mistakes } from './mistakes.ts';

/** The machine that a file describes, as far as it makes sense. */
export async function machineOf(file: MachineFile, path: string, mistakes: Mistakes): Promise<MachineSpec> {
  const partitions: PartitionSpec[] = [];
  for (const [name, input] of Object.entries(file.partitions)) {
    const manifest =
      input.manifest === undefined ? undefined : await manifestOf(name, input.manifest, path, mistakes);
    if (input.manifest !== undefined && manifest === undefined) continue;
    const partition = partitionOf(name, input, manifest, mistakes);
    if (partition !== undefined) partitions.push(partition);
  }
  return {
    profile: SPEC,
    limits: dropUndefined(file.limits ?? {}),
    memory: Object.entries(file.memory).map(([name, { base, size, secure, device }]) => ({
      name,
      base,
      pages: size,
      secure,
      device,
    })),
    partitions,
  };
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

/** What a file says about a partition goes before what its manifest says, and that before the defaults. */
function partitionOf(
  name: string,
  input: PartitionInput,
  manifest: PartitionManifest | undefined,
  mistakes: Mistakes,
): PartitionSpec | undefined {
  const told = manifest === undefined ? {} : fromManifest(manifest, input.memory?.[0]?.base);
  const id = input.id ?? told.id;
  if (id === undefined) {
    mistakes.at(['partitions', name], `${name} has no id`, 'id, the FF-A id of the partition');
    return undefined;
  }
  const memory = input.memory?.map(({ base, at = base, size, rights = READ | WRITE | EXECUTE }) => ({
    base,
    at,
    pages: size,
    rights,
  }));
  const borrowing =
    input.borrowing === undefined
      ? {}
      : { borrowing: { at: input.borrowing.at, pages: input.borrowing.size } };
  const buffers = input.buffers ?? told.buffers;
  return {
    name,
    id,
    level: input.level ?? told.level ?? levelOf(id),
    version: input.version ?? told.version ?? VERSION_1_2,
    properties: input.properties ?? told.properties ?? PROPERTY_DIRECT_RECEIVE | PROPERTY_DIRECT_SEND,
    uuids: input.uuids ?? told.uuids ?? [NIL_UUID],
    contexts: input.contexts ?? told.contexts ?? 1,
    bootOrder: told.bootOrder ?? 0,
    memory: [...(memory ?? []), ...(told.memory ?? [])],
    ...borrowing,
    ...(buffers === undefined ? {} : { buffers }),
  };
}

function levelOf(id: number): Level {
  if (isSecureId(id)) return 'S-EL1';
  return id === 0 ? 'NS-EL2' : 'NS-EL1';
}

function dropUndefined<Value extends object>(
  value: Value,
): Partial<{ [Key in keyof Value]: Exclude<Value[Key], undefined> }> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<{
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  }>;
}
