import type { PartitionOptions } from '../../core/board/describe-machine.ts';
import type { PartitionManifest } from '../manifest/partition.ts';
import type { SpmcManifest } from '../manifest/spmc-manifest.ts';
import { loadedAs } from '../manifest/system.ts';
import { bootOf } from './boot-of.ts';
import type { PartitionInput } from './file-schema.ts';
import { fromManifest } from './from-manifest.ts';
import { fromSpmc } from './from-spmc.ts';
import type { Mistakes } from './mistakes.ts';
import type { Neighbours } from './neighbours.ts';
import { stated } from './stated.ts';

/** A partition by what a machine file, its manifest and that of its manager say about it. */
interface Sources {
  readonly name: string;
  readonly input: PartitionInput;
  readonly manifest: PartitionManifest | undefined;
  readonly spmc: SpmcManifest | undefined;
}

/** What a file says goes before what the manifest of the manager says, and that before the partition's own. Undefined without an id. */
export async function partitionOf(
  { name, input, manifest, spmc }: Sources,
  neighbours: Neighbours,
  mistakes: Mistakes,
): Promise<PartitionOptions | undefined> {
  const { manifest: _, driver: __, program: ___, ...rest } = input;
  const { memory: ranges = [], borrowing, image, boot: start, ...own } = rest;
  const loaded = spmc === undefined ? undefined : loadedAs(spmc, manifest, name);
  const { memory: working = [], ...facts }: Partial<ReturnType<typeof fromSpmc>> =
    loaded === undefined ? {} : fromSpmc(loaded);
  const given = [
    ...ranges.map(({ size, ...owned }) => ({ ...stated(owned), base: owned.base, pages: size })),
    ...working,
  ];
  const told = manifest === undefined ? {} : fromManifest(manifest, given, loaded?.loadAddress);
  const partition = { ...told, ...facts, ...stated(own) };
  const { id } = partition;
  if (id === undefined) {
    mistakes.at(['partitions', name], `${name} has no id`, 'id, its FF-A id');
    return undefined;
  }
  const memory = [...given, ...(told.memory ?? [])];
  const loadAddress = loaded?.loadAddress ?? manifest?.loadAddress;
  const boot = await bootOf({ name, input: start, manifest, memory, loadAddress }, neighbours, mistakes);
  return {
    ...partition,
    name,
    id,
    memory,
    ...(image === undefined ? {} : { imageUuid: image }),
    ...(start?.order === undefined ? {} : { bootOrder: start.order }),
    ...(boot === undefined ? {} : { boot }),
    ...(borrowing === undefined ? {} : { borrowing: { at: borrowing.at, pages: borrowing.size } }),
  };
}
