import { BOOT_FDT } from '../../core/abi/bits.ts';
import type { BootItem } from '../../core/abi/boot-blob.ts';
import type { OwnedOptions } from '../../core/board/describe-machine.ts';
import type { BootGift } from '../../core/board/machine.ts';
import { PAGE_SIZE } from '../../core/memory/pages.ts';
import type { PartitionManifest } from '../manifest/partition.ts';
import type { BootInput, BootItemInput } from './boot-schema.ts';
import { manifestBlob } from './manifest-blob.ts';
import type { Mistakes, Path } from './mistakes.ts';
import type { Neighbours } from './neighbours.ts';

/** What is known of a partition that starts. */
export interface Starter {
  readonly name: string;
  readonly input: BootInput | undefined;
  readonly manifest: PartitionManifest | undefined;
  readonly memory: readonly OwnedOptions[];
  /** Where it is loaded, as a physical address. */
  readonly loadAddress: bigint | undefined;
}

/**
 * What a partition is given when it starts: what its manifest asks for, then what the file says. Undefined where that is nothing, or where
 * a manifest asks for it and the partition has no memory where it is loaded.
 */
export async function bootOf(
  starter: Starter,
  neighbours: Neighbours,
  mistakes: Mistakes,
): Promise<BootGift | undefined> {
  const { name, input, manifest } = starter;
  const path = ['partitions', name, 'boot', 'info'];
  const given = await Promise.all(
    (input?.info ?? []).map((item, index) => itemOf(item, neighbours, [...path, index], mistakes)),
  );
  const items = [...askedBy(starter, mistakes), ...given];
  if (items.length === 0) return undefined;
  const at = input?.at ?? startOf(starter);
  if (at !== undefined) return { register: input?.register ?? manifest?.bootRegister ?? 0, at, items };
  if (given.length > 0)
    mistakes.at(
      path,
      `${name} has no memory where it is loaded`,
      'at under boot, the place of its boot information',
    );
  return undefined;
}

/** Its own manifest, for a partition that wants it and says where. */
function askedBy({ name, input, manifest }: Starter, mistakes: Mistakes): readonly BootItem[] {
  const register = input?.register ?? manifest?.bootRegister;
  if (manifest?.bootInfo?.ffaManifest !== true || register === undefined) return [];
  try {
    return [{ name: '', type: BOOT_FDT, contents: manifestBlob(manifest.node) }];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    mistakes.at(
      ['partitions', name, 'manifest'],
      `${manifest.file}: ${error.message}`,
      'a device tree that can be compiled',
    );
    return [];
  }
}

async function itemOf(
  { type, name, uuid, bytes, file, value }: BootItemInput,
  neighbours: Neighbours,
  path: Path,
  mistakes: Mistakes,
): Promise<BootItem> {
  const contents = value ?? bytes ?? (await bytesOf(file ?? '', neighbours, [...path, 'file'], mistakes));
  return { name: uuid ?? name ?? '', type, contents };
}

async function bytesOf(
  file: string,
  neighbours: Neighbours,
  path: Path,
  mistakes: Mistakes,
): Promise<Uint8Array> {
  try {
    return await neighbours.bytes(file);
  } catch (error) {
    mistakes.at(path, `${file} cannot be read: ${(error as Error).message}`, 'a file that is there');
    return new Uint8Array(0);
  }
}

/** Where a partition sees the memory that it is loaded into; the start of its memory, where it is loaded nowhere. */
function startOf({ memory, loadAddress }: Starter): number | undefined {
  if (loadAddress === undefined) return memory[0]?.at ?? memory[0]?.base;
  const load = Number(loadAddress);
  const home = memory.find(({ base, pages }) => base <= load && load < base + pages * PAGE_SIZE);
  return home === undefined ? undefined : (home.at ?? home.base) + load - home.base;
}
