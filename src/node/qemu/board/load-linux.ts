import { randomBytes } from 'node:crypto';
import { boardTree } from '../../guest/board-tree.ts';
import { writeFdt } from '../../guest/fdt.ts';
import type { Entry } from '../firmware/power.ts';
import type { QemuBoard } from './qemu-board.ts';

/** What Linux is started with. */
export interface LinuxFiles {
  /** An arm64 Image, not compressed. */
  readonly kernel: Uint8Array;
  /** Its first file system. */
  readonly initrd?: Uint8Array;
  readonly bootargs: string;
  /** A device tree instead of the one that is made for the board. */
  readonly tree?: Uint8Array;
}

/** A file cannot be booted. The message says which, and why. */
export class LoadError extends Error {}

/** Header of an Image: where it says how long it is in memory, and its magic number. Source: Linux, booting.rst. */
const IMAGE = { SIZE: 0x10, MAGIC: 0x38, BYTES: 0x40 } as const;
/** "ARM\x64" */
const MAGIC = 0x644d_5241;
/** Images are aligned to 2 MiB; a device tree must not cross 2 MiB. */
const ALIGNMENT = 0x20_0000;
const SEED_BYTES = 64;

/** Puts a kernel and what belongs to it into the guest's RAM, one behind the other. Returns where it starts. Throws a LoadError. */
export function loadLinux(board: QemuBoard, files: LinuxFiles): Entry {
  const { kernel, initrd, bootargs } = files;
  const { base, end } = board.guestRam;
  const treeAt = alignUp(base + imageBytes(kernel));
  const initrdAt = treeAt + ALIGNMENT;
  const tree =
    files.tree ??
    writeFdt(
      boardTree({
        cpus: board.cpus,
        memory: { base, size: end - base },
        bootargs,
        seed: randomBytes(SEED_BYTES),
        ...(initrd === undefined ? {} : { initrd: { base: initrdAt, size: initrd.length } }),
      }),
    );
  if (tree.length > ALIGNMENT) throw new LoadError('the device tree is longer than 2 MiB');
  const needed = initrdAt + (initrd?.length ?? 0) - base;
  if (needed > end - base)
    throw new LoadError(`kernel and initrd need ${mib(needed)} MiB; the guest has ${mib(end - base)}`);
  board.load(base, kernel);
  board.load(treeAt, tree);
  if (initrd !== undefined) board.load(initrdAt, initrd);
  return { address: BigInt(base), argument: BigInt(treeAt) };
}

/** How much memory an Image takes: more than the file has, because of what it clears. */
function imageBytes(kernel: Uint8Array): number {
  const view = new DataView(kernel.buffer, kernel.byteOffset, kernel.byteLength);
  if (kernel.length < IMAGE.BYTES || view.getUint32(IMAGE.MAGIC, true) !== MAGIC)
    throw new LoadError('the kernel is no arm64 Image: one that is compressed has to be unpacked first');
  return Math.max(Number(view.getBigUint64(IMAGE.SIZE, true)), kernel.length);
}

function alignUp(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

function mib(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
