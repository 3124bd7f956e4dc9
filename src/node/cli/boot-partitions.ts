import { basename, extname } from 'node:path';
import type { PartitionOptions } from '../../core/board/describe-machine.ts';
import { addressOf, pageOf } from '../../core/memory/pages.ts';
import { readGiven } from '../guest/given-files.ts';
import type { CodePartition, codePartition } from '../machine/code-partition.ts';
import type { QemuBoard } from '../qemu/board/qemu-board.ts';
import { RAM } from '../qemu/monitor/virt-map.ts';
import { CODE_BYTES } from './boot-machine.ts';
import type { PartitionFiles } from './boot-options.ts';
import { CommandError } from './exit.ts';

/** One that is read. */
export interface ReadPartition extends CodePartition {
  readonly image: Uint8Array;
}

/** Partitions begin at multiples of this. */
const ALIGNMENT = 0x1_0000;

/** Reads partitions, and finds each a place behind the guest's memory. `firstId` is the first that is free. Throws a CommandError. */
export async function readPartitions(
  files: readonly PartitionFiles[],
  memory: number,
  firstId: number,
): Promise<readonly ReadPartition[]> {
  const read: ReadPartition[] = [];
  let base = RAM + memory;
  const end = base + CODE_BYTES;
  for (const [index, { image: imageFile, manifest }] of files.entries()) {
    const image = await readGiven(imageFile);
    const name = basename(manifest, extname(manifest));
    const place = { base, end, imageBytes: image.length, id: firstId + index };
    const found = await placed(name, manifest, place);
    read.push({ ...found, image });
    base = Math.ceil(endOf(found.partition) / ALIGNMENT) * ALIGNMENT;
  }
  return read;
}

/** Gives partitions their images. */
export function installPartitions(board: QemuBoard, partitions: readonly ReadPartition[]): void {
  for (const { partition, image, entry } of partitions) board.install(partition.name, image, entry);
}

async function placed(...[name, file, place]: Parameters<typeof codePartition>): Promise<CodePartition> {
  // Most guests have no such partition, and start sooner without all that reads manifests.
  const { codePartition, UnfitManifest } = await import('../machine/code-partition.ts');
  try {
    return await codePartition(name, file, place);
  } catch (error) {
    throw error instanceof UnfitManifest ? new CommandError(error.message, error.hint) : error;
  }
}

function endOf({ memory }: PartitionOptions): number {
  return Math.max(...memory.map(({ base, pages }) => addressOf(pageOf(base) + pages)));
}
