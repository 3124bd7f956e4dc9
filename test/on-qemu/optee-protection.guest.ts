import { describe, expect, test } from 'vitest';
import { openHandles } from '../../src/core/board/open-handles.ts';
import { pageReport } from '../../src/core/board/page-report.ts';
import { ECHO_FUNCTION } from '../../src/core/programs/optee/apps/echo.ts';
import { HAS_QEMU } from './agent-board.ts';
import { leaveOut } from './leave-out.ts';
import { callsOf, type Linux } from './linux-board.ts';
import { RELEASES } from './linux-guests.ts';
import { ECHO_UUID, linuxWithOptee, unpacked } from './optee-board.ts';
import { PROTECTED_HEAP, TeeClient } from './tee-client.ts';

/** Why a Linux cannot have memory protected; undefined for one that can. */
async function lacksHeap({ console }: Linux, release: string): Promise<string | undefined> {
  const there = (await console.run(`[ -e ${PROTECTED_HEAP} ] && echo there`)).includes('there');
  return there ? undefined : `Linux ${release} was built without CONFIG_DMABUF_HEAPS`;
}

describe.runIf(HAS_QEMU).each(RELEASES)('the optee driver of Linux %s', (release) => {
  test('lends memory that is to be protected, and takes it back when nobody has it', async ({ skip }) => {
    const client = new TeeClient();
    const session = client.open(ECHO_UUID);
    const content = Uint8Array.from({ length: 9000 }, (_, index) => index % 251);
    const from = client.register(content);
    const to = client.register(new Uint8Array(9000));
    const hidden = client.protect(0x1_0000);
    const inside = { buffer: hidden, offset: 0x4000, size: 9000 } as const;
    client.invoke(session, ECHO_FUNCTION.COPY, [
      { memory: 'in', buffer: from, size: 9000 },
      { memory: 'out', ...inside },
    ]);
    client.invoke(session, ECHO_FUNCTION.COPY, [
      { memory: 'in', ...inside },
      { memory: 'out', buffer: to, size: 9000 },
    ]);
    const linux = await linuxWithOptee(release, { client });
    const why = await lacksHeap(linux, release);
    if (why !== undefined) leaveOut(skip, why);

    const printed = unpacked(await linux.console.run('tee-client | gzip | base64'));

    expect(client.answers(printed)).toMatchObject([
      { error: 0, result: 0 },
      { error: 0, result: 0 },
    ]);
    expect(client.content(to, 9000, printed)).toEqual(content);
    const calls = callsOf(linux.events, 'linux');
    expect(calls.filter((call) => call === 'FFA_MEM_LEND_64')).toHaveLength(1);
    expect(openHandles(linux.board.machine).filter(({ kind }) => kind === 'lend')).toEqual([]);
    expect(await linux.console.run('dmesg')).not.toMatch(/WARNING|Call trace/);
  });

  test('loses what it lends: who touches it dies of SIGBUS', async ({ skip }) => {
    const client = new TeeClient();
    client.protect(0x1000);
    client.sleep();
    const linux = await linuxWithOptee(release, { client });
    const why = await lacksHeap(linux, release);
    if (why !== undefined) leaveOut(skip, why);
    const { console, board, events } = linux;
    if ((await console.run('test -e /dev/mem || echo none')).includes('none'))
      leaveOut(skip, `Linux ${release} has no /dev/mem`);
    await console.run('tee-client & while ! ls -l /proc/$!/fd | grep -q tee_shm; do :; done');

    const [lent, ...others] = pageReport(board.machine).filter(({ held }) => held?.kind === 'lend');
    expect(lent).toMatchObject({ owner: 'linux', pages: 512, access: [{ partition: 'optee' }] });
    expect(others).toEqual([]);
    const peek = `devmem ${lent!.address}; echo "exit $?"`;
    expect(await console.run(peek)).toMatch(/Bus error|exit 135/);
    expect(events.filter(({ kind }) => kind === 'fault')).toMatchObject([
      { fault: { access: 'read', address: lent!.address }, page: { owner: 'linux', held: { kind: 'lend' } } },
    ]);

    await console.run('kill $(pidof tee-client); while pidof tee-client; do :; done');
    expect(openHandles(board.machine).filter(({ kind }) => kind === 'lend')).toEqual([]);
    expect(await console.run(peek)).toMatch(/^0x00000000\n/);
  });
});
