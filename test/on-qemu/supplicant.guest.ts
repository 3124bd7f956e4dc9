import { describe, expect, test } from 'vitest';
import { ECHO_FUNCTION } from '../../src/core/programs/optee/apps/echo.ts';
import { HAS_QEMU } from './agent-board.ts';
import { CACHE, RELEASES } from './linux-guests.ts';
import { ECHO_UUID, linuxWithOptee, unpacked } from './optee-board.ts';
import { TeeClient } from './tee-client.ts';

const SUPPLICANT = 'usr/bin/tee-supplicant';

const guests = await Promise.all(RELEASES.map((release) => CACHE.open(release)));
const ready = guests
  .filter(({ programs = [] }) => programs.some(({ path }) => path === SUPPLICANT))
  .map(({ release }) => release);
if (ready.length === 0)
  console.log('Left out: tee-supplicant, which no guest has. tantalum guest add tee-supplicant gets it.');

describe.runIf(HAS_QEMU).each(ready)('tee-supplicant in Linux %s', (release) => {
  test('starts, and lends our trusted OS memory when it is asked', async () => {
    const content = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);
    const client = new TeeClient();
    const session = client.open(ECHO_UUID);
    const buffer = client.register(content);
    const parameters = [{ memory: 'inout', buffer, size: 5000 }] as const;
    client.invoke(session, ECHO_FUNCTION.BORROW_OF_SUPPLICANT, parameters);
    const { console } = await linuxWithOptee(release, { cpus: 2, client });

    await console.run('tee-supplicant & while ! ls -l /proc/$!/fd | grep -q teepriv0; do :; done');
    const printed = unpacked(await console.run('tee-client | gzip | base64'));

    expect(client.answers(printed)).toMatchObject([{ error: 0, result: 0 }]);
    expect(client.content(buffer, 5000, printed)).toEqual(content);
    expect(await console.run('pidof tee-supplicant')).toMatch(/^\d+\n$/);
  });
});
