/** Programs added through a real apt from a mirror in a folder. */

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { addPrograms } from '../../src/node/guest/add-programs.ts';
import { GuestCache } from '../../src/node/guest/cache.ts';
import type { Guest } from '../../src/node/guest/guest-files.ts';
import { GuestProblem } from '../../src/node/guest/problem.ts';
import { isInstalled } from '../installed.ts';
import { BUSYBOX, dynamicFile, elfFile, kernelFile } from './files.ts';
import { addSuite, aptOf, type PackageContents } from './mirror.ts';
import { temporaryFolder, withEnvironment } from './temporary.ts';

const HAS_APT = ['apt-get', 'dpkg-deb']
  .map((program) => isInstalled(program, 'fetches through a real apt'))
  .every(Boolean);

const RELEASE = '9.1.2-test';
const LIBRARIES = 'usr/lib/aarch64-linux-gnu';

const GREETER = dynamicFile(['libgreet.so.1', 'libc.so.6'], '/lib/ld-linux.so.1');
const LIBGREET = dynamicFile(['libc.so.6']);
const LIBC = dynamicFile(['ld-linux.so.1']);
const LOADER = dynamicFile([]);

const PACKAGES: readonly PackageContents[] = [
  {
    name: 'greeter',
    version: '1-1',
    depends: 'nowhere | elsewhere, libgreet1, greeter-doc',
    files: {
      'usr/sbin/greeter': GREETER,
      'usr/bin/greet-script': '#!/bin/sh\n',
      'usr/bin/for-another-processor': elfFile({ machine: 62 }),
    },
  },
  {
    name: 'libgreet1',
    version: '1-1',
    depends: 'libc6 (>= 2.0)',
    files: { [`${LIBRARIES}/libgreet.so.1`]: LIBGREET },
  },
  { name: 'greeter-doc', version: '1-1', depends: 'viewer', files: { 'usr/share/doc/greeter': 'read me' } },
  {
    name: 'libc6',
    version: '2-1',
    files: { [`${LIBRARIES}/libc.so.6`]: LIBC, 'usr/lib/ld-linux.so.1': LOADER },
  },
  { name: 'viewer', version: '1-1', files: { 'usr/bin/viewer': BUSYBOX } },
  {
    name: 'lonely',
    version: '1-1',
    depends: 'libgreet1',
    files: { 'usr/bin/lonely': dynamicFile(['libx.so']) },
  },
  { name: 'papers', version: '1-1', files: { 'usr/share/papers': 'none' } },
];

/** A guest in a cache, whose apt knows one mirror. */
async function world() {
  const mirror = temporaryFolder();
  addSuite(mirror, 'sid', PACKAGES);
  withEnvironment(aptOf(mirror));
  const cache = new GuestCache(path.join(temporaryFolder(), 'guest'));
  const guest = await cache.add(
    { release: RELEASE, kernel: kernelFile(RELEASE), modules: [], busybox: BUSYBOX },
    { origin: 'a test', packages: [], config: 'CONFIG_X=y\n', obtained: '2026-01-02T03:04:05.678Z' },
  );
  const add = (to: Guest, ...packages: readonly string[]): Promise<Guest> =>
    cache.work((folder) =>
      addPrograms(to, { packages, suites: ['sid'] }, cache, {
        folder,
        progress: { step: () => undefined, detail: () => undefined },
        signal: new AbortController().signal,
      }),
    );
  return { cache, guest, add };
}

describe.runIf(HAS_APT)('programs of packages', () => {
  test('come with the libraries that they are loaded with, and no more', async () => {
    const { cache, guest, add } = await world();

    await add(guest, 'greeter');

    const now = await cache.open(RELEASE);
    expect(now.programs).toEqual([
      { path: 'usr/bin/greeter', bytes: GREETER },
      { path: 'lib/ld-linux.so.1', bytes: LOADER },
      { path: 'lib/libgreet.so.1', bytes: LIBGREET },
      { path: 'lib/libc.so.6', bytes: LIBC },
    ]);
    const names = now.manifest.packages.map(({ name }) => name);
    expect(names).toEqual(['greeter', 'libgreet1', 'greeter-doc', 'libc6']);
    expect(now).toMatchObject({ kernel: kernelFile(RELEASE), busybox: BUSYBOX, config: 'CONFIG_X=y\n' });
    expect(now.manifest).toMatchObject({ origin: 'a test', obtained: '2026-01-02T03:04:05.678Z' });
  });

  test('are added to those that are there, each once', async () => {
    const { guest, add } = await world();
    const once = await add(guest, 'greeter');
    const twice = await add(once, 'greeter', 'viewer');
    expect(twice.programs?.map((each) => each.path)).toEqual([
      'usr/bin/greeter',
      'lib/ld-linux.so.1',
      'lib/libgreet.so.1',
      'lib/libc.so.6',
      'usr/bin/viewer',
    ]);
  });

  test.each([
    ['is not there', 'nosuch', 'it has no nosuch'],
    ['has no program', 'papers', 'its papers has no program'],
    ['needs what nobody has', 'lonely', 'nothing that its greeter, lonely depends on has libx.so'],
  ])('leave the guest as it was when a package %s', async (_, name, why) => {
    const { cache, guest, add } = await world();
    const added = add(guest, 'greeter', name);
    await expect(added).rejects.toThrow(GuestProblem);
    await expect(added).rejects.toThrow(`sid: ${why}`);
    expect(await cache.open(RELEASE)).toEqual(guest);
  });
});
