import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../src/core/board/trace.ts';
import { ECHO_FUNCTION } from '../../src/core/programs/optee/apps/echo.ts';
import { HAS_QEMU } from './agent-board.ts';
import { callsOf } from './linux-board.ts';
import { RELEASES } from './linux-guests.ts';
import { ECHO_UUID, linuxWithOptee, unpacked } from './optee-board.ts';
import { TeeClient } from './tee-client.ts';

const RANDOM_UUID = 'ab7a617c-b8e7-4d8f-8301-d09b61036b64';
const NOT_SUPPORTED = 0xffff_000a;

/** How many pieces of memory Linux shares and has not taken back. */
function shared(events: readonly TraceEvent[]): number {
  const calls = callsOf(events, 'linux');
  const count = (name: string) => calls.filter((call) => call === name).length;
  return count('FFA_MEM_SHARE_64') - count('FFA_MEM_RECLAIM');
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
    const { guest, console, events } = await linuxWithOptee(release, { cpus: 2 });
    await console.run('dd if=/dev/hwrng bs=4096 count=4 of=/dev/null');
    expect(shared(events)).toBeGreaterThan(0);
    void console.run('poweroff -f').catch(() => undefined);
    await guest.ended;
    expect(shared(events)).toBe(0);
  });

  test('takes clients to our application: memory in place, RPC with a nested share, an alarm', async () => {
    const client = new TeeClient();
    const session = client.open(ECHO_UUID);
    const content = Uint8Array.from({ length: 9000 }, (_, index) => index % 251);
    const from = client.register(content, 100);
    const to = client.register(new Uint8Array(9000), 8);
    client.invoke(session, ECHO_FUNCTION.ADD, [{ values: 'inout', a: 40, b: 2 }]);
    client.invoke(session, ECHO_FUNCTION.COPY, [
      { memory: 'in', buffer: from, size: 9000 },
      { memory: 'out', buffer: to, size: 9000 },
    ]);
    client.invoke(session, ECHO_FUNCTION.INVERT, [{ memory: 'inout', buffer: from, size: 9000 }]);
    client.invoke(session, ECHO_FUNCTION.BORROW, [{ memory: 'inout', buffer: to, size: 9000 }]);
    client.invoke(session, ECHO_FUNCTION.TIME, [{ values: 'out' }]);
    client.invoke(session, ECHO_FUNCTION.SLEEP, [{ values: 'in', a: 20 }]);
    client.invoke(session, ECHO_FUNCTION.ALARM, [{ values: 'in', a: 5000 }]);
    client.invoke(session, 99, []);
    client.forget(from);
    client.forget(to);
    const { console, events } = await linuxWithOptee(release, { cpus: 2, client });

    const printed = unpacked(await console.run('tee-client | gzip | base64'));

    const answers = client.answers(printed);
    expect(answers.map(({ error, result }) => [error, result])).toEqual([
      ...new Array(7).fill([0, 0]),
      [0, NOT_SUPPORTED],
    ]);
    expect(answers[0]!.parameters[0]![0]).toBe(42n);
    expect(client.content(from, 9000, printed)).toEqual(content.map((byte) => ~byte));
    expect(client.content(to, 9000, printed)).toEqual(content);
    const [seconds = 0n, nanoseconds = 0n] = answers[4]!.parameters[0]!;
    expect(seconds * 1_000_000_000n + nanoseconds).toBeGreaterThan(0n);
    expect(callsOf(events, 'optee')).toContain('FFA_NOTIFICATION_SET');
    expect(callsOf(events, 'linux')).toContain('FFA_NOTIFICATION_GET');
  });

  test('shares 4 MiB of scattered pages in fragments, and takes them back', async () => {
    const bytes = 1024 * 4096;
    const client = new TeeClient();
    const session = client.open(ECHO_UUID);
    const end = client.register(new Uint8Array(64));
    const scattered = client.registerScattered(1024);
    client.invoke(session, ECHO_FUNCTION.INVERT, [{ memory: 'inout', buffer: scattered, size: bytes }]);
    client.invoke(session, ECHO_FUNCTION.COPY, [
      { memory: 'in', buffer: scattered, offset: bytes - 64, size: 64 },
      { memory: 'out', buffer: end, size: 64 },
    ]);
    client.forget(scattered);
    const { console, events } = await linuxWithOptee(release, { client });

    const printed = unpacked(await console.run('tee-client | gzip | base64'));

    expect(client.answers(printed)).toMatchObject([
      { error: 0, result: 0 },
      { error: 0, result: 0 },
    ]);
    expect(client.content(end, 64, printed)).toEqual(new Uint8Array(64).fill(0xff));
    const count = (name: string, call: string) =>
      callsOf(events, name).filter((each) => each === call).length;
    expect(count('linux', 'FFA_MEM_FRAG_TX')).toBeGreaterThan(2);
    expect(count('optee', 'FFA_MEM_FRAG_RX')).toBeGreaterThan(2);
    expect(count('optee', 'FFA_MEM_RELINQUISH')).toBeGreaterThan(0);
    expect(shared(events)).toBeLessThan(count('linux', 'FFA_MEM_SHARE_64'));
  });

  test('serves clients while a processor comes and goes', async () => {
    const client = new TeeClient();
    const session = client.open(ECHO_UUID);
    const buffer = client.register(new Uint8Array(5000), 300);
    for (let round = 0; round < 20; round++) {
      client.invoke(session, ECHO_FUNCTION.INVERT, [{ memory: 'inout', buffer, size: 5000 }]);
      client.invoke(session, ECHO_FUNCTION.BORROW, [{ memory: 'inout', buffer, size: 5000 }]);
      client.invoke(session, ECHO_FUNCTION.ALARM, [{ values: 'in', a: 5000 }]);
    }
    const { console } = await linuxWithOptee(release, { cpus: 2, client });
    const online = '/sys/devices/system/cpu/cpu1/online';

    await console.run('(tee-client | gzip | base64 > /tmp/printed; touch /tmp/done) & true');
    const cycles = await console.run(
      `n=0; while [ ! -e /tmp/done ]; do echo 0 > ${online}; echo 1 > ${online}; n=$((n + 1)); done; echo $n`,
    );

    const printed = unpacked(await console.run('cat /tmp/printed'));
    expect(client.answers(printed)).toHaveLength(60);
    expect(client.answers(printed).filter(({ error, result }) => error !== 0 || result !== 0)).toEqual([]);
    expect(client.content(buffer, 5000, printed)).toEqual(new Uint8Array(5000));
    expect(Number(cycles)).toBeGreaterThan(0);
  });
});
