import { randomBytes } from 'node:crypto';
import { writeFdt } from '../../device-tree/fdt.ts';
import { type BoardFacts, boardTree } from '../../guest/board-tree.ts';
import { GuestProblem } from '../../guest/problem.ts';
import type { Entry } from '../firmware/power.ts';
import type { QemuBoard } from './qemu-board.ts';

/** What a guest is told of its machine. */
export interface TreeFacts {
  readonly bootargs: string;
  /** A device tree instead of the one that is made for the board. */
  readonly tree?: Uint8Array;
}

/** What Linux is started with. */
export interface LinuxFiles extends TreeFacts {
  /** A plain arm64 Image, as guest/kernel-image.ts reads it. */
  readonly kernel: Uint8Array;
  /** Its first file system. */
  readonly initrd?: Uint8Array;
}

/** Where the header of an Image says how many bytes it takes in memory. Source: Linux, booting.rst. */
const IMAGE_SIZE_AT = 0x10;
/** Images are aligned to 2 MiB; a device tree must not cross 2 MiB. */
const ALIGNMENT = 0x20_0000;
const SEED_BYTES = 64;
/** Linux may test its ciphers when it starts, which takes an emulated processor a second. Whoever wants that says `cryptomgr.notests=0`. */
const NO_SELF_TESTS = 'cryptomgr.notests';
/** Device trees count shared interrupts from here on. */
const FIRST_SHARED = 32;

/** Puts a kernel and what belongs to it into a guest's RAM, one behind the other. Returns where it starts. Throws a GuestProblem where there is no room. */
export function loadLinux(board: QemuBoard, { kernel, initrd, ...facts }: LinuxFiles, guest = 0): Entry {
  const { base, end } = ramOf(board, guest);
  const treeAt = alignUp(base + imageBytes(kernel));
  const initrdAt = treeAt + ALIGNMENT;
  const needed = initrdAt + (initrd?.length ?? 0) - base;
  if (needed > end - base)
    throw new GuestProblem(
      `kernel and initrd need ${mib(needed)} MiB; the guest has ${mib(end - base)}`,
      'Give it more memory.',
    );
  board.load(base, kernel, guest);
  if (initrd !== undefined) board.load(initrdAt, initrd, guest);
  const where = initrd === undefined ? {} : { initrd: { base: initrdAt, size: initrd.length } };
  loadTree(board, treeAt, { ...facts, ...where, bootargs: `${NO_SELF_TESTS} ${facts.bootargs}` }, guest);
  return { address: BigInt(base), argument: BigInt(treeAt) };
}

/** Starts something else than Linux: what was loaded decides what it does with the device tree, in the last 2 MiB, whose address is in x0. */
export function loadBare(board: QemuBoard, address: number, facts: TreeFacts): Entry {
  const treeAt = board.guestRam.end - ALIGNMENT;
  loadTree(board, treeAt, facts);
  return { address: BigInt(address), argument: BigInt(treeAt) };
}

function loadTree(
  board: QemuBoard,
  at: number,
  { tree, bootargs, initrd }: TreeFacts & Pick<BoardFacts, 'initrd'>,
  guest = 0,
): void {
  const { base, end } = ramOf(board, guest);
  const { first, cpus, interrupt } = board.room(guest);
  const made = () =>
    boardTree({
      cpus,
      ...(first === 0 ? {} : { firstCpu: first, wirelessConsole: interrupt - FIRST_SHARED }),
      memory: { base, size: end - base },
      bootargs,
      seed: randomBytes(SEED_BYTES),
      ...(initrd === undefined ? {} : { initrd }),
    });
  const bytes = tree ?? writeFdt(made());
  if (bytes.length > ALIGNMENT)
    throw new GuestProblem('the device tree is longer than 2 MiB', 'Take one that Linux can take.');
  board.load(at, bytes, guest);
}

function ramOf(board: QemuBoard, guest: number) {
  return guest === 0 ? board.guestRam : board.room(guest).ram;
}

/** More than the file has, because of what it clears. */
function imageBytes(kernel: Uint8Array): number {
  const view = new DataView(kernel.buffer, kernel.byteOffset, kernel.byteLength);
  return Math.max(Number(view.getBigUint64(IMAGE_SIZE_AT, true)), kernel.length);
}

function alignUp(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

function mib(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
