import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { w } from '../../src/core/abi/frame.ts';
import { functionName } from '../../src/core/abi/functions.ts';
import { openHandles } from '../../src/core/board/open-handles.ts';
import { HAS_QEMU } from './agent-board.ts';
import { callsOf } from './linux-board.ts';
import { CACHE, RELEASES } from './linux-guests.ts';
import { linuxWithOptee } from './optee-board.ts';
import { TeeClient } from './tee-client.ts';

/** Has KVM stand between Linux and us. */
const PROTECTED = { level: 'EL2', bootargs: 'kvm-arm.mode=protected' } as const;

/** Whether a kernel has KVM; one for quick tests has not. */
async function hasKvm(release: string): Promise<boolean> {
  const { folder } = await CACHE.open(release);
  return /^CONFIG_KVM=y$/m.test(readFileSync(path.join(folder, 'config'), 'utf8'));
}

const PROTECTING: string[] = [];
for (const release of RELEASES) if (await hasKvm(release)) PROTECTING.push(release);
if (PROTECTING.length === 0) console.log('Left out: protected KVM in QEMU, because no guest has CONFIG_KVM.');

describe.runIf(HAS_QEMU && PROTECTING.length > 0).each(PROTECTING)('protected KVM of Linux %s', (release) => {
  test('asks what was shared before it takes memory back', async () => {
    const { board, console, events } = await linuxWithOptee(release, PROTECTED);
    expect(await console.run('dmesg | grep kvm')).toMatch(/Protected \w+ mode initialized successfully/);
    expect(openHandles(board.machine).length).toBeGreaterThan(0);

    await console.run('rmmod optee-rng; rmmod optee');

    expect(openHandles(board.machine)).toEqual([]);
    const calls = events.flatMap((event) =>
      event.kind === 'call' && event.from === 'linux'
        ? [{ name: functionName(w(event.in, 0)), refused: event.refusal !== undefined }]
        : [],
    );
    const reclaims = calls.flatMap(({ name }, index) => (name === 'FFA_MEM_RECLAIM' ? [index] : []));
    expect(reclaims.length).toBeGreaterThan(1);
    for (const index of reclaims)
      expect(calls.slice(index - 2, index + 1)).toEqual([
        { name: 'FFA_MEM_RETRIEVE_REQ_64', refused: false },
        { name: 'FFA_RX_RELEASE', refused: false },
        { name: 'FFA_MEM_RECLAIM', refused: false },
      ]);
    expect(await console.run('dmesg')).not.toMatch(/WARNING|Call trace/);
  });

  test('asks in fragments what it shared in fragments', async () => {
    const client = new TeeClient();
    client.forget(client.registerScattered(1024));
    const { board, console, events } = await linuxWithOptee(release, { ...PROTECTED, client });
    const before = openHandles(board.machine).length;
    const from = events.length;

    await console.run('tee-client > /dev/null');

    const calls = callsOf(events.slice(from), 'linux');
    const count = (name: string) => calls.filter((call) => call === name).length;
    expect(count('FFA_MEM_FRAG_TX')).toBe(4);
    // As many pieces come back.
    expect(count('FFA_MEM_FRAG_RX')).toBe(4);
    expect(calls.at(-1)).toBe('FFA_MEM_RECLAIM');
    expect(openHandles(board.machine)).toHaveLength(before);
    expect(await console.run('dmesg')).not.toMatch(/WARNING|Call trace/);
  });
});
