import { describe, expect, test } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import { parseUuid } from '../../src/core/abi/uuid.ts';
import type { ProgramOf } from '../../src/core/board/activity.ts';
import { type FaultRule, parseFault } from '../../src/core/board/fault-rule.ts';
import type { Message } from '../../src/core/client/messages.ts';
import { READY } from '../../src/node/guest/init-script.ts';
import { SECURE_RAM } from '../../src/node/qemu/monitor/virt-map.ts';
import { HAS_QEMU } from './agent-board.ts';
import { leaveOut } from './leave-out.ts';
import { bootLinux, callsOf, type LinuxOptions } from './linux-board.ts';
import { RELEASES } from './linux-guests.ts';

const VAULT_UUID = '1d9a6c5e-27b4-4f3e-8a10-5b7c92d0e341';
const NOTARY_UUID = '7c03f1aa-95d2-4b6e-b2c8-30e4d6a1f059';

/** Answers direct requests with what they said. */
const echo: ProgramOf = function* (ffa) {
  let message: Message = yield* ffa.wait();
  for (;;) message = yield* ffa.respond(message, message.data);
};

const PARTITIONS = {
  vault: { id: 0x8001, uuids: [parseUuid(VAULT_UUID)!], memory: [{ base: SECURE_RAM, pages: 16 }] },
  notary: {
    id: 0x8002,
    uuids: [parseUuid(NOTARY_UUID)!],
    memory: [{ base: SECURE_RAM + 0x10_0000, pages: 16 }],
  },
} as const;

const linux = (release: string, options: LinuxOptions = {}) =>
  bootLinux(release, {
    partitions: PARTITIONS,
    programs: { vault: echo, notary: echo },
    ...options,
  });

/** Memory of the guest's that its kernel does not use: with `mem=256M` it ends before. */
const SPARE = 0x5800_0000;

/** Lends a page of it to the vault, and leaves no buffers behind. */
const lendSpare: ProgramOf<bigint> = function* (ffa) {
  yield* ffa.start({ tx: SPARE + 0x1000, rx: SPARE + 0x2000, pages: 1 });
  const handle = yield* ffa.lend({
    receivers: [{ endpoint: 0x8001, permissions: DATA_RW }],
    constituents: [{ address: SPARE, pages: 1 }],
  });
  yield* ffa.stop();
  return handle;
};

const DEVICES = 'for device in /sys/bus/arm_ffa/devices/*; do cat $device/partition_id $device/uuid; done';

describe.runIf(HAS_QEMU).each(RELEASES)('Linux %s', (release) => {
  test.each([
    ['behind our hypervisor', true, '0x0001', 'FFA_FEATURES'],
    ['alone', false, '0x0000', 'FFA_NOTIFICATION_BITMAP_CREATE'],
  ] as const)(
    'finds our partitions, each by its id and UUID, and itself, %s',
    async (_, mediated, id, call) => {
      const { console, events } = await linux(release, { mediated });

      const lines = (await console.run(DEVICES)).trim().split('\n');

      const pairs = lines.flatMap((line, index) => (index % 2 === 0 ? [`${line} ${lines[index + 1]}`] : []));
      expect(pairs.sort()).toEqual([
        `${id} 00000000-0000-0000-0000-000000000000`,
        `0x8001 ${VAULT_UUID}`,
        `0x8002 ${NOTARY_UUID}`,
      ]);
      const calls = callsOf(events, 'linux');
      expect(calls.slice(0, 4)).toEqual(['FFA_VERSION', 'FFA_ID_GET', 'FFA_FEATURES', 'FFA_RXTX_MAP_64']);
      expect(calls).toContain(call);
      expect(calls.at(-1)).toBe('FFA_PARTITION_INFO_GET_REGS');
    },
  );

  test('keeps what its kernel says out of what its shell does', async () => {
    const { console } = await linux(release);

    const said = await console.run(
      'for each in $(seq 100); do echo "<1>meanwhile $each" > /dev/kmsg; echo $each; done',
    );

    expect(said).toBe(Array.from({ length: 100 }, (_, index) => `${index + 1}\n`).join(''));
    expect((await console.run('dmesg | grep -c meanwhile')).trim()).toBe('100');
    expect((await console.run(`dmesg | grep -c "${READY}"`)).trim()).toBe('1');
  });

  test('takes processors out and in', async () => {
    const { console } = await linux(release, { cpus: 2 });
    expect((await console.run('grep -c ^processor /proc/cpuinfo')).trim()).toBe('2');

    const online = '/sys/devices/system/cpu/cpu1/online';
    for (const round of [1, 2, 3])
      expect(
        await console.run(`echo 0 > ${online}; cat ${online}; echo 1 > ${online}; cat ${online}`),
        `${round}`,
      ).toBe('0\n1\n');

    expect((await console.run('grep -c ^processor /proc/cpuinfo')).trim()).toBe('2');
  });

  test('loses a page that is lent: who touches it dies of SIGBUS, and Linux lives on', async ({ skip }) => {
    let handle = 0n;
    const { board, console, events } = await linux(release, {
      cpus: 2,
      // The second processor stays off: the host makes calls in its stead. Linux does not know of the last 256 MiB.
      bootargs: 'mem=256M maxcpus=1',
      prepare: ({ machine }) => {
        handle = machine.perform('linux', lendSpare, 1);
      },
    });
    if ((await console.run('test -e /dev/mem || echo none')).includes('none'))
      leaveOut(skip, `Linux ${release} has no /dev/mem`);
    const peek = `devmem ${SPARE}; echo "exit $?"`;

    expect(await console.run(peek)).toMatch(/Bus error|exit 135/);

    expect(events.filter(({ kind }) => kind === 'fault')).toMatchObject([
      { fault: { access: 'read', address: SPARE }, page: { owner: 'linux', held: { kind: 'lend', handle } } },
    ]);
    board.machine.perform('linux', (ffa) => ffa.reclaim(handle), 1);
    expect(await console.run(peek)).toMatch(/^0x00000000\n/);
  });

  test('starts at EL2 as well', async () => {
    const { console } = await linux(release, { cpus: 2, level: 'EL2' });
    expect(await console.run('dmesg')).toContain('CPU: All CPU(s) started at EL2');
    expect((await console.run('ls /sys/bus/arm_ffa/devices')).trim().split(/\s+/)).toHaveLength(3);
  });

  test('meets errors that are injected as errors of its own, and works when they are over', async () => {
    const { board, console } = await linux(release);
    const fail = (status: string) =>
      board.machine.inject([parseFault(`FFA_RXTX_MAP=${status}`) as FaultRule]);
    const errors = [
      ['DENIED', 'Permission denied', -13],
      ['BUSY', 'Device or resource busy', -16],
      ['NO_MEMORY', 'Cannot allocate memory', -12],
    ] as const;
    await console.run('cd /sys/bus/platform/drivers/arm-ffa; echo arm-ffa > unbind');

    for (const [status, message, errno] of errors) {
      fail(status);
      expect(await console.run('echo arm-ffa > bind')).toContain(`write error: ${message}`);
      expect(await console.run('dmesg | tail -n 1')).toContain(
        `probe with driver arm-ffa failed with error ${errno}`,
      );
    }

    await console.run('echo arm-ffa > bind');
    expect((await console.run('ls /sys/bus/arm_ffa/devices')).trim().split(/\s+/)).toHaveLength(3);
  });

  test('turns the machine off', async () => {
    const { guest, console } = await linux(release);
    void console.run('poweroff -f').catch(() => undefined);
    expect(await guest.ended).toEqual({ how: 'off' });
  });
});
