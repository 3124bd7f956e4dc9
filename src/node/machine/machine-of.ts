import {
  describeMachine,
  type PartitionOptions,
  type RegionOptions,
} from '../../core/board/describe-machine.ts';
import type { MachineSpec, MediatorSpec } from '../../core/board/machine.ts';
import { mediatorNamed } from '../../core/rules/profiles/mediators.ts';
import { profileNamed } from '../../core/rules/profiles/registry.ts';
import { judgeSystem } from '../manifest/check-system.ts';
import type { SpmcManifest } from '../manifest/spmc-manifest.ts';
import { type Member, memberOf } from '../manifest/system.ts';
import type { MachineFile } from './file-schema.ts';
import { regionOf } from './from-spmc.ts';
import { loadManifests, type Manifests, noteErrors } from './load-manifests.ts';
import type { Mistakes } from './mistakes.ts';
import type { Neighbours } from './neighbours.ts';
import { partitionOf } from './partition-of.ts';
import { stated } from './stated.ts';

export interface Described {
  /** Without the partitions of which not enough is known. */
  readonly machine: MachineSpec;
  /** Whether partitions and manager fit together, as far as their manifests say. */
  readonly fits: boolean;
}

/** The machine that a file describes. */
export async function machineOf(
  file: MachineFile,
  neighbours: Neighbours,
  mistakes: Mistakes,
): Promise<Described> {
  const manifests = await loadManifests(file, neighbours, mistakes);
  const partitions: PartitionOptions[] = [];
  for (const [name, input] of Object.entries(file.partitions)) {
    const manifest = manifests.partitions.get(name);
    if (input.manifest !== undefined && manifest === undefined) continue;
    const partition = await partitionOf(
      { name, input, manifest, spmc: manifests.spmc },
      neighbours,
      mistakes,
    );
    if (partition !== undefined) partitions.push(partition);
  }
  const profile = file.profile === undefined ? undefined : profileNamed(file.profile);
  const machine = describeMachine({
    ...(profile === undefined ? {} : { profile }),
    limits: stated(file.limits ?? {}),
    ...(file.mediator === undefined ? {} : { mediator: mediatorOf(file.mediator) }),
    memory: memoryOf(file, manifests.spmc, mistakes),
    partitions,
    vms: Object.entries(file.vms).map(([name, { memory, borrowing, ...vm }]) => ({
      name,
      ...vm,
      memory: memory.map(({ size, ...owned }) => ({ ...stated(owned), base: owned.base, pages: size })),
      ...(borrowing === undefined ? {} : { borrowing: { at: borrowing.at, pages: borrowing.size } }),
    })),
  });
  return { machine, fits: checkTogether(manifests, mistakes) };
}

function mediatorOf({ profile, limits }: NonNullable<MachineFile['mediator']>): Partial<MediatorSpec> {
  const named = profile === undefined ? undefined : mediatorNamed(profile);
  return { ...(named === undefined ? {} : { profile: named }), limits: stated(limits ?? {}) };
}

/** What the file says, and what the manager has for partitions. */
function memoryOf(
  { memory, spmc: named }: MachineFile,
  spmc: SpmcManifest | undefined,
  mistakes: Mistakes,
): readonly RegionOptions[] {
  if (memory === undefined && named === undefined)
    mistakes.at(
      [],
      'memory is missing',
      'a map of memory regions by name, or spmc, a manifest that has them',
    );
  const regions = Object.entries(memory ?? {}).map(([name, { size, ...region }]) => ({
    name,
    pages: size,
    ...region,
  }));
  const ranges = (spmc?.ranges ?? []).filter((range) => {
    const fits = range.end <= PHYSICAL_END;
    if (!fits)
      mistakes.at(['spmc'], `${range.name} ends at 0x${range.end.toString(16)}`, 'addresses of 52 bits');
    return fits;
  });
  return [...regions, ...ranges.map(regionOf)];
}

/** Physical addresses have 52 bits. */
const PHYSICAL_END = 2n ** 52n;

/** Judges the manifests as one system, where that of their manager is among them. Returns whether nothing is wrong. */
function checkTogether({ spmc, partitions }: Manifests, mistakes: Mistakes): boolean {
  if (spmc === undefined) return true;
  const names = new Map<string, string>();
  const members: Member[] = [];
  for (const [name, manifest] of partitions) {
    names.set(manifest.file, name);
    members.push(memberOf(manifest, spmc, name));
  }
  return !noteErrors(
    judgeSystem({ members, spmc }),
    ({ file }) => (file === spmc.file ? ['spmc'] : ['partitions', names.get(file) ?? '', 'manifest']),
    mistakes,
  );
}
