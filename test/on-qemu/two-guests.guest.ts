/** Two Linux guests of our hypervisor, side by side on one machine. */

import { describe, expect, onTestFinished, test } from 'vitest';
import { DATA_RW, INSTRUCTION_NX } from '../../src/core/abi/bits.ts';
import { openHandles } from '../../src/core/board/open-handles.ts';
import type { TraceEvent } from '../../src/core/board/trace.ts';
import type { Ffa } from '../../src/core/client/ffa.ts';
import type { Program } from '../../src/core/client/port.ts';
import type { SendOptions } from '../../src/core/client/send.ts';
import { ownerOf, transactionOf } from '../../src/core/memory/page-word.ts';
import { pageOf } from '../../src/core/memory/pages.ts';
import { OPTEE_UUID } from '../../src/core/programs/optee/abi.ts';
import { opteeProgram } from '../../src/core/programs/optee/optee.ts';
import { initramfs } from '../../src/node/guest/initramfs.ts';
import type { Guest } from '../../src/node/qemu/board/guest.ts';
import { guestMachine } from '../../src/node/qemu/board/guest-machine.ts';
import { loadLinux } from '../../src/node/qemu/board/load-guest.ts';
import { QemuBoard } from '../../src/node/qemu/board/qemu-board.ts';
import { RAM, SECURE_RAM } from '../../src/node/qemu/monitor/virt-map.ts';
import { HAS_QEMU } from './agent-board.ts';
import { callsOf } from './linux-board.ts';
import { LinuxConsole, SHELL_ARGS } from './linux-console.ts';
import { CACHE, RELEASES } from './linux-guests.ts';

const NAMES = ['linux', 'linux2'] as const;
const RAM_BYTES = 0x2000_0000;
/** Each guest has half of the memory, and does not use all of it. */
const SECOND_HALF = RAM + RAM_BYTES / 2;
const BOOTARGS = `${SHELL_ARGS} mem=184M maxcpus=1`;
const SPARE = 0x4c00_0000;
const SPARE_IN_MEMORY = SPARE - 0x4020_0000 + SECOND_HALF;
const VAULT = 0x8002;
const VAULT_MEMORY = SECURE_RAM + 0x10_0000;

interface Two {
  readonly board: QemuBoard;
  readonly guest: Guest;
  readonly linux: LinuxConsole;
  readonly linux2: LinuxConsole;
  readonly events: readonly TraceEvent[];
}

/** Boots both up to their shells. Each has a second processor, which stays off: the host makes calls in its stead. */
async function two(release: string, prepare: (board: QemuBoard) => void = () => undefined): Promise<Two> {
  const parts = await CACHE.open(release);
  const buffers = { tx: SECURE_RAM, rx: SECURE_RAM + 0x1000, pages: 1 };
  const spec = guestMachine({
    ...{ guest: NAMES[0], others: NAMES.slice(1), mediated: true, cpus: 2, ramBytes: RAM_BYTES },
    partitions: [
      { name: 'optee', id: 0x8001, uuids: [OPTEE_UUID], memory: [{ base: SECURE_RAM, pages: 16 }] },
      { name: 'vault', id: VAULT, memory: [{ base: VAULT_MEMORY, pages: 16 }] },
    ],
  });
  const board = new QemuBoard(spec, NAMES);
  onTestFinished(() => board.close());
  const events: TraceEvent[] = [];
  board.machine.listen((event) => events.push(event));
  board.machine.boot({
    programs: { optee: opteeProgram({ buffers, random: (bytes) => new Uint8Array(bytes) }) },
  });
  prepare(board);
  const linux = { kernel: parts.kernel, initrd: initramfs(parts), bootargs: BOOTARGS };
  const [entry, ...others] = NAMES.map((_, index) => loadLinux(board, linux, index));
  const guest = board.boot({ level: 'EL1', entry: entry!, others });
  const [first, second] = guest.consoles.map((console) => new LinuxConsole(guest, console));
  await Promise.all([first!.ready(), second!.ready()]);
  return { board, guest, linux: first!, linux2: second!, events };
}

/** Lends with buffers that are gone afterwards: Linux has its own. */
function* sending(ffa: Ffa, lend: SendOptions): Program<bigint> {
  yield* ffa.start({ tx: SPARE + 0x1000, rx: SPARE + 0x2000, pages: 1 });
  const handle = yield* ffa.lend(lend);
  yield* ffa.stop();
  return handle;
}

const random = (console: LinuxConsole) => console.run('dd if=/dev/hwrng bs=16 count=1 2>/dev/null | wc -c');

describe.runIf(HAS_QEMU).each(RELEASES)('two Linux %s', (release) => {
  test('find the partitions and each other, and share with the same one', async () => {
    const { linux, linux2, events } = await two(release);

    for (const [console, own, other] of [
      [linux, '0x0001', '0x0002'],
      [linux2, '0x0002', '0x0001'],
    ] as const) {
      const ids = (await console.run('cat /sys/bus/arm_ffa/devices/*/partition_id')).trim().split(/\s+/);
      // Who starts first does not find the other yet.
      expect(ids.filter((id) => id !== other).sort()).toEqual([own, '0x8001', '0x8002']);
      expect((await random(console)).trim()).toBe('16');
      // What the other has of memory is not there.
      expect(await console.run('cat /proc/iomem')).toMatch(/40200000-[0-9a-f]+ : System RAM/);
    }

    for (const name of NAMES) expect(callsOf(events, name)).toContain('FFA_MEM_SHARE_64');
    expect(events.filter(({ kind }) => kind === 'fault')).toEqual([]);
  });

  test('do not share the end of one: what it lent stays out of use until it is given back, and the other goes on', async () => {
    let handle = 0n;
    const receivers = [{ endpoint: VAULT, permissions: DATA_RW }];
    const { board, guest, linux } = await two(release, ({ machine }) => {
      const lend = { receivers, constituents: [{ address: SPARE, pages: 1 }] };
      handle = machine.perform('linux2', (ffa) => sending(ffa, lend), 1);
    });
    const { machine } = board;
    machine.perform('vault', function* (ffa) {
      yield* ffa.start({ tx: VAULT_MEMORY, rx: VAULT_MEMORY + 0x1000, pages: 1 });
      const taken = [{ endpoint: VAULT, permissions: DATA_RW | INSTRUCTION_NX }];
      yield* ffa.retrieve({ handle, sender: 2, receivers: taken });
    });

    guest.condemn('linux2');
    while (guest.endOf('linux2') === undefined) await random(linux);

    expect(guest.endOf('linux2')).toEqual({ how: 'condemned' });
    expect(openHandles(machine).filter(({ owner }) => owner === 'linux2')).toMatchObject([
      { handle, holders: [{ partition: 'vault', pages: 1 }] },
    ]);
    expect(await linux.run('ls -d /sys/bus/arm_ffa/devices/*')).toContain('arm-ffa');
    machine.perform('vault', (ffa) => ffa.relinquish(handle));
    while (machine.hypervisor?.isBurying === true) await random(linux);
    expect(openHandles(machine).filter(({ owner }) => owner === 'linux2')).toEqual([]);
    const word = machine.ledger.map.get(pageOf(SPARE_IN_MEMORY));
    expect([ownerOf(word), transactionOf(word)]).toEqual([machine.partyOf('linux2'), 0]);
    expect((await random(linux)).trim()).toBe('16');
  });

  test('are off when both are', async () => {
    const { guest, linux, linux2, events } = await two(release);

    void linux.run('poweroff -f').catch(() => undefined);
    while (guest.endOf('linux') === undefined) await random(linux2);
    expect((await random(linux2)).trim()).toBe('16');
    void linux2.run('poweroff -f').catch(() => undefined);

    expect(await guest.ended).toEqual({ how: 'off' });
    expect(events.filter(({ kind }) => kind === 'abort')).toMatchObject([{ from: 'linux' }]);
  });
});
