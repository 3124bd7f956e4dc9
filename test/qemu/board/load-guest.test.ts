import { describe, expect, onTestFinished, test } from 'vitest';
import { GuestProblem } from '../../../src/node/guest/problem.ts';
import { guestMachine } from '../../../src/node/qemu/board/guest-machine.ts';
import { type LinuxFiles, loadBare, loadLinux } from '../../../src/node/qemu/board/load-guest.ts';
import { QemuBoard } from '../../../src/node/qemu/board/qemu-board.ts';

const MIB = 2 ** 20;

/** A board of 64 MiB whose guest has two processors. */
function board(): QemuBoard {
  const spec = guestMachine({ guest: 'linux', mediated: false, cpus: 2, ramBytes: 64 * MIB, partitions: [] });
  const made = new QemuBoard(spec, 'linux');
  onTestFinished(() => made.close());
  return made;
}

/** The header of an Image that takes so many bytes of memory, and 4 KiB of the file. */
function image(bytes: number): Uint8Array {
  const file = new Uint8Array(4096);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x1400_0000, true);
  view.setBigUint64(0x10, BigInt(bytes), true);
  view.setUint32(0x38, 0x644d_5241, true);
  return file;
}

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('latin1');

describe('what is loaded', () => {
  test('lies one behind the other, each at 2 MiB', () => {
    const made = board();
    const initrd = Uint8Array.of(7, 8, 9);

    const entry = loadLinux(made, { kernel: image(5 * MIB), initrd, bootargs: 'quiet' });

    expect(entry).toEqual({ address: 0x4020_0000n, argument: 0x4080_0000n });
    const { memory } = made.machine;
    expect(text(memory.readBytes(0x4020_0038, 4))).toBe('ARMd');
    expect([...(memory.readBytes(0x4080_0000, 4) ?? [])]).toEqual([0xd0, 0x0d, 0xfe, 0xed]);
    expect([...(memory.readBytes(0x40a0_0000, 4) ?? [])]).toEqual([7, 8, 9, 0]);
  });

  test('is described by the tree: processors, memory, arguments', () => {
    const made = board();
    loadLinux(made, { kernel: image(MIB), bootargs: 'quiet tantalum.test' });
    const tree = text(made.machine.memory.readBytes(0x4040_0000, 4096));
    // What the caller says comes last, so that it holds.
    expect(tree).toContain('cryptomgr.notests quiet tantalum.test\0');
    expect(tree).toContain('cpu@1');
    expect(tree).not.toContain('cpu@2');
    expect(tree).toContain('memory@40200000');
  });

  test("may have a tree of the caller's own", () => {
    const made = board();
    loadLinux(made, { kernel: image(MIB), bootargs: '', tree: new TextEncoder().encode('my own tree') });
    expect(text(made.machine.memory.readBytes(0x4040_0000, 11))).toBe('my own tree');
  });
});

describe('what cannot be loaded', () => {
  test.each<[string, Partial<LinuxFiles>, string]>([
    ['a kernel that needs more than there is', { kernel: image(63 * MIB) }, 'need 66 MiB; the guest has 62'],
    ['a long initrd', { initrd: new Uint8Array(60 * MIB) }, 'need 64 MiB; the guest has 62'],
    ['a long tree', { tree: new Uint8Array(2 * MIB + 1) }, 'the device tree is longer than 2 MiB'],
  ])('%s', (_name, files, message) => {
    const load = () => loadLinux(board(), { kernel: image(MIB), bootargs: '', ...files });
    expect(load).toThrow(GuestProblem);
    expect(load).toThrow(message);
  });
});

describe('a board that cannot be', () => {
  test.each([
    ['of nobody', 'solaris', 1, 'no guest is called solaris'],
    ['of too many processors', 'linux', 9, 'linux: 9 contexts; guests may have 1 to 8'],
  ])('%s', (_name, guest, cpus, message) => {
    const spec = guestMachine({ guest: 'linux', mediated: false, cpus, ramBytes: 64 * MIB, partitions: [] });
    expect(() => new QemuBoard(spec, guest)).toThrow(message);
  });
});

test('what is no Linux starts where it was put, and finds the tree in the last 2 MiB', () => {
  const made = board();
  const entry = loadBare(made, 0x4030_0000, { bootargs: 'bare' });
  expect(entry).toEqual({ address: 0x4030_0000n, argument: 0x43e0_0000n });
  expect(text(made.machine.memory.readBytes(0x43e0_0000, 4096))).toContain('bare');
});
