import { describe, expect, test } from 'vitest';
import { functionId } from '../../src/core/abi/functions.ts';
import type { TraceEvent } from '../../src/core/board/trace.ts';
import { OPTEE_UUID } from '../../src/core/programs/optee/abi.ts';
import { opteeProgram } from '../../src/core/programs/optee/optee.ts';
import { SECURE_RAM } from '../../src/node/qemu/monitor/virt-map.ts';
import { HAS_QEMU } from './agent-board.ts';
import { bootLinux, type Linux } from './linux-board.ts';
import { RELEASES } from './linux-guests.ts';

const RANDOM_UUID = 'ab7a617c-b8e7-4d8f-8301-d09b61036b64';
const ECHO_UUID = '5d1b6c0e-93f4-4e0a-b7a2-61c8e5f03d27';

/** Random numbers that everybody knows: the bytes 0, 1, 2 and so on, over all requests. */
function counter(): (bytes: number) => Uint8Array {
  let next = 0;
  return (bytes) => Uint8Array.from({ length: bytes }, () => next++);
}

/** A Linux beside which is what it takes for OP-TEE. */
function linuxWithOptee(release: string, cpus = 1): Promise<Linux> {
  const buffers = { tx: SECURE_RAM, rx: SECURE_RAM + 0x1000, pages: 1 };
  return bootLinux(release, {
    cpus,
    partitions: { optee: { id: 0x8001, uuids: [OPTEE_UUID], memory: [{ base: SECURE_RAM, pages: 16 }] } },
    programs: { optee: opteeProgram({ buffers, random: counter() }) },
  });
}

/** How many pages somebody has sent and not taken back. */
function shared(events: readonly TraceEvent[]): number {
  const count = (name: string, width: 32 | 64 = 32) =>
    events.filter((event) => event.kind === 'call' && event.in[0] === functionId(name, width)).length;
  return count('FFA_MEM_SHARE', 64) - count('FFA_MEM_RECLAIM');
}

describe.runIf(HAS_QEMU).each(RELEASES)('the optee driver of Linux %s', (release) => {
  test('binds, and finds our applications', async () => {
    const { console } = await linuxWithOptee(release);

    const said = await console.run('dmesg | grep optee:');
    expect(said).toContain('optee: revision 1.2');
    expect(said).toContain('optee: initialized driver');
    expect(await console.run('ls -1 /dev/tee*')).toBe('/dev/tee0\n/dev/teepriv0\n');
    const devices = (await console.run('ls /sys/bus/tee/devices')).trim().split(/\s+/);
    expect(devices.sort()).toEqual([`optee-ta-${ECHO_UUID}`, `optee-ta-${RANDOM_UUID}`]);
  });

  test('gives the random numbers of our program to /dev/hwrng', async () => {
    const { console } = await linuxWithOptee(release);

    expect((await console.run('cat /sys/class/misc/hw_random/rng_current')).trim()).toBe('optee-rng');
    const dump = await console.run('dd if=/dev/hwrng bs=16 count=1 2>/dev/null | od -An -v -tu1');
    const numbers = dump.trim().split(/\s+/).map(Number);
    // The kernel takes some for itself, so where they begin is its secret.
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0]! + index) % 256));
    expect(numbers).toHaveLength(16);
  });

  test('takes all its memory back when it is turned off', async () => {
    const { guest, console, events } = await linuxWithOptee(release, 2);
    await console.run('dd if=/dev/hwrng bs=4096 count=4 of=/dev/null');
    expect(shared(events)).toBeGreaterThan(0);
    void console.run('poweroff -f').catch(() => undefined);
    await guest.ended;
    expect(shared(events)).toBe(0);
  });
});
