import { describe, expect, test, vi } from 'vitest';
import { w } from '../../src/core/abi/frame.ts';
import { type FaultRule, parseFault } from '../../src/core/board/fault-rule.ts';
import { openHandles } from '../../src/core/board/open-handles.ts';
import type { TraceEvent } from '../../src/core/board/trace.ts';
import { ECHO_FUNCTION } from '../../src/core/programs/optee/apps/echo.ts';
import { HAS_QEMU } from './agent-board.ts';
import { callsOf, type Linux } from './linux-board.ts';
import { RELEASES } from './linux-guests.ts';
import { ECHO_UUID, linuxWithOptee, unpacked } from './optee-board.ts';
import { TeeClient } from './tee-client.ts';

const FFA_INTERRUPT = 0x8400_0062;

/** Errors of Linux, as system calls return them. */
const [ENXIO, ENOMEM, EACCES, EBUSY] = [-6, -12, -13, -16];
/** What the driver says of calls that it could not make, and that it says so itself. */
const [COMMUNICATION, FROM_DRIVER] = [0xffff_000e, 2];

/** A machine with one rule, from now on. */
function inject({ board }: Linux, rule: string): void {
  board.machine.inject([parseFault(rule) as FaultRule]);
}

/** Runs the client, and returns what it printed: what the kernel says goes to its log alone. */
async function run({ console }: Linux): Promise<Uint8Array> {
  await console.run('dmesg -n 1');
  return unpacked(await console.run('tee-client | gzip | base64'));
}

/** Pages of what is shared and whole, piece by piece, of more than one page each: those are a client's. */
function shared({ board }: Linux): readonly number[] {
  return openHandles(board.machine).flatMap(({ pages, since }) =>
    since !== undefined && pages > 1 ? [pages] : [],
  );
}

/** How often Linux found a partition interrupted that it had given the processor. */
function interruptsOf(events: readonly TraceEvent[]): number {
  return events.filter((event) => event.kind === 'call' && w(event.out, 0) === FFA_INTERRUPT).length;
}

/** A Linux whose client shares a page, 1 MiB and 4 MiB of scattered pages, and takes them back. */
async function sharingLinux(release: string) {
  const client = new TeeClient();
  const buffers = [
    client.register(new Uint8Array(4096)),
    client.registerScattered(256),
    client.registerScattered(1024),
  ];
  for (const buffer of buffers) client.forget(buffer);
  const linux = await linuxWithOptee(release, { client });
  const share = async () => {
    const from = linux.events.length;
    const printed = await run(linux);
    const errors = buffers.map((buffer) => Math.min(client.registered(buffer, printed), 0));
    const calls = callsOf(linux.events.slice(from), 'linux');
    return { errors, fragments: calls.filter((call) => call === 'FFA_MEM_FRAG_TX').length };
  };
  return { linux, share };
}

describe.runIf(HAS_QEMU).each(RELEASES)('the optee driver of Linux %s', (release) => {
  test('meets errors of a share as errors of its own', async () => {
    const { linux, share } = await sharingLinux(release);
    // One fragment of 1 MiB, the others of 4 MiB.
    expect(await share()).toEqual({ errors: [0, 0, 0], fragments: 5 });

    inject(linux, 'FFA_MEM_SHARE=NO_MEMORY');
    expect((await share()).errors).toEqual([ENOMEM, 0, 0]);
    inject(linux, 'FFA_MEM_SHARE#2=DENIED');
    expect((await share()).errors).toEqual([0, ENXIO, 0]);

    expect(await share()).toEqual({ errors: [0, 0, 0], fragments: 5 });
  });

  // A boot each: what Linux has begun to send and given up stays held, and its allocator may come by the same pages again.
  test.each<[rule: string, errors: readonly number[]]>([
    ['FFA_MEM_FRAG_TX=DENIED', [0, EACCES, 0]],
    // Of a fragment that is not the last the driver says no more than that it failed.
    ['FFA_MEM_FRAG_TX#2=BUSY', [0, 0, ENXIO]],
    ['FFA_MEM_FRAG_TX#5=BUSY', [0, 0, EBUSY]],
  ])('meets %s as an error of its own', async (rule, errors) => {
    const { linux, share } = await sharingLinux(release);
    inject(linux, rule);

    expect((await share()).errors).toEqual(errors);
  });

  test('logs that it cannot take memory back, which then stays shared', async () => {
    const client = new TeeClient();
    for (const pages of [2, 256, 1024]) client.forget(client.registerScattered(pages));
    const linux = await linuxWithOptee(release, { client });
    inject(linux, 'FFA_MEM_RECLAIM=DENIED*3');

    await run(linux);

    const said = await linux.console.run('dmesg | grep mem_reclaim');
    expect(said.trim().split('\n')).toHaveLength(3);
    for (const line of said.trim().split('\n')) expect(line).toMatch(new RegExp(`optee: .* ${EACCES}$`));
    expect(shared(linux)).toEqual([2, 256, 1024]);
  });

  test('tells its clients that there is nobody to talk to', async () => {
    const client = new TeeClient();
    const session = client.open(ECHO_UUID);
    const linux = await linuxWithOptee(release, { client });
    inject(linux, 'FFA_MSG_SEND_DIRECT_REQ=DENIED*');
    expect(client.opened(session, await run(linux))).toEqual({ result: COMMUNICATION, origin: FROM_DRIVER });
    linux.board.machine.inject([]);
    expect(client.opened(session, await run(linux)).result).toBe(0);
  });

  test('runs a trusted OS again that is interrupted for 70 ms', async () => {
    const client = new TeeClient();
    const session = client.open(ECHO_UUID);
    client.invoke(session, ECHO_FUNCTION.ADD, [{ values: 'inout', a: 40, b: 2 }]);
    const linux = await linuxWithOptee(release, { client });
    inject(linux, 'FFA_MSG_SEND_DIRECT_REQ=interrupt/70ms');

    const [answer] = client.answers(await run(linux));

    expect(answer).toMatchObject({ error: 0, result: 0 });
    expect(answer!.parameters[0]![0]).toBe(42n);
    // A tick every 4 ms. It may be Linux's own source of random numbers that has met them, and that goes on longer than the client.
    await vi.waitFor(() => expect(interruptsOf(linux.events)).toBe(18), { timeout: 60_000 });
  });

  test('has to be left by its client of 1 and 4 MiB before it is removed, and then takes all memory back', async () => {
    const client = new TeeClient();
    client.registerScattered(256);
    client.registerScattered(1024);
    client.sleep();
    const linux = await linuxWithOptee(release, { client });
    const { console, board } = linux;
    await console.run('tee-client & while [ $(ls -l /proc/$!/fd | grep -c tee_shm) != 2 ]; do :; done');
    expect(shared(linux)).toEqual([256, 1024]);
    const unbind = 'echo arm-ffa-1 > /sys/bus/arm_ffa/drivers/optee/unbind';

    await console.run(`(${unbind}; touch /tmp/unbound) & while [ -e /dev/tee0 ]; do :; done`);
    expect(await console.run('ls /tmp')).toBe('');
    expect(openHandles(board.machine).map(({ pages }) => pages)).toEqual([256, 1024]);

    await console.run('kill $(pidof tee-client); while [ ! -e /tmp/unbound ]; do :; done');
    expect(openHandles(board.machine)).toEqual([]);
    expect(await console.run('[ -e /sys/module/optee/refcnt ] && rmmod optee')).toBe('');
  });
});
