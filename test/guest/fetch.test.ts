/** Fetching through a real apt from a mirror in a folder: no network, nothing of the machine but its apt. */

import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { GuestCache } from '../../src/node/guest/cache.ts';
import { type Fetched, type FetchRequest, fetchGuest } from '../../src/node/guest/fetch.ts';
import { isInstalled } from '../installed.ts';
import { BUSYBOX, elfFile, kernelFile, moduleFile } from './files.ts';
import { addSuite, aptOf, type PackageContents } from './mirror.ts';
import { temporaryFolder, withEnvironment } from './temporary.ts';

const HAS_APT = ['apt-get', 'dpkg-deb']
  .map((program) => isInstalled(program, 'fetches through a real apt'))
  .every(Boolean);

const RELEASE = '9.1.2+test-arm64';
const WITH_FFA = 'CONFIG_ARM_FFA_TRANSPORT=m\nCONFIG_OPTEE=y\n';
const WITHOUT_FFA = '# CONFIG_ARM_FFA_TRANSPORT is not set\n';

const BUSYBOX_PACKAGE: PackageContents = {
  name: 'busybox-static',
  version: '1:1.37-1',
  files: { 'usr/bin/busybox': BUSYBOX },
};
const NEWEST: PackageContents = {
  name: 'linux-image-arm64',
  version: '9.1.2-1',
  depends: `linux-image-${RELEASE} (= 9.1.2-1)`,
  files: {},
};

/** A kernel in four packages, all in one folder of /usr. */
const inParts = (config: string): readonly PackageContents[] => {
  const folder = `usr/lib/modules/${RELEASE}`;
  const version = '9.1.2-1';
  const depends = ['base', 'binary', 'modules'].map((part) => `linux-${part}-${RELEASE} (= ${version})`);
  return [
    NEWEST,
    {
      name: `linux-image-${RELEASE}`,
      version,
      depends: `dracut | initramfs-tools, ${depends.join(', ')}`,
      files: {},
    },
    { name: `linux-base-${RELEASE}`, version, files: { [`${folder}/config`]: config } },
    { name: `linux-binary-${RELEASE}`, version, files: { [`${folder}/vmlinuz`]: kernelFile(RELEASE) } },
    {
      name: `linux-modules-${RELEASE}`,
      version,
      depends: 'kmod',
      files: {
        [`${folder}/kernel/drivers/firmware/arm_ffa/ffa-core.ko`]: moduleFile(RELEASE),
        [`${folder}/kernel/drivers/firmware/arm_ffa/ffa-module.ko.gz`]: gzipSync(
          moduleFile(RELEASE, 'ffa-core'),
        ),
      },
    },
  ];
};

/** A kernel in one package, in /boot and /lib, packed with gzip. */
const inOne = (config: string): readonly PackageContents[] => [
  NEWEST,
  {
    name: `linux-image-${RELEASE}`,
    version: '9.1.2-1',
    depends: 'kmod, linux-base (>= 4.3~)',
    files: {
      [`boot/config-${RELEASE}`]: config,
      [`boot/vmlinuz-${RELEASE}`]: gzipSync(kernelFile(RELEASE)),
      [`lib/modules/${RELEASE}/kernel/ffa-core.ko`]: moduleFile(RELEASE),
      [`lib/modules/${RELEASE}/kernel/ffa-module.ko`]: moduleFile(RELEASE, 'ffa-core'),
    },
  },
];

/** A mirror with suites, which the apt of this process is led to, and an empty cache. */
function world(suites: Readonly<Record<string, readonly PackageContents[]>>) {
  const mirror = temporaryFolder();
  for (const [suite, packages] of Object.entries(suites)) addSuite(mirror, suite, packages);
  withEnvironment(aptOf(mirror));
  const cache = new GuestCache(path.join(temporaryFolder(), 'guest'));
  const steps: string[] = [];
  const stop = new AbortController();
  const fetch = (request: FetchRequest, stopAt?: string): Promise<Fetched> => {
    const step = (text: string) => {
      steps.push(text);
      if (stopAt !== undefined && text.includes(stopAt)) stop.abort();
    };
    const progress = { step, detail: () => undefined };
    return cache.work((folder) => fetchGuest(request, cache, { folder, progress, signal: stop.signal }));
  };
  return { mirror, cache, steps, fetch };
}

const fileWith = (bytes: Uint8Array): string => {
  const file = path.join(temporaryFolder(), 'file');
  writeFileSync(file, bytes);
  return file;
};

describe.runIf(HAS_APT)('a guest of packages', () => {
  test.each([
    ['in parts', inParts],
    ['in one', inOne],
  ])('whose kernel comes %s', async (_name, packagesOf) => {
    const { fetch, cache } = world({ sid: [...packagesOf(WITH_FFA), BUSYBOX_PACKAGE] });
    const { guest, wasThere } = await fetch({ suites: ['sid'] });
    expect(wasThere).toBe(false);
    expect(guest).toMatchObject({ release: RELEASE, kernel: kernelFile(RELEASE), busybox: BUSYBOX });
    expect(guest.modules).toEqual([
      { name: 'ffa-core', bytes: moduleFile(RELEASE) },
      { name: 'ffa-module', bytes: moduleFile(RELEASE, 'ffa-core') },
    ]);
    expect(guest.manifest.origin).toBe('sid');
    expect(guest.manifest.packages.map(({ name }) => name).toSorted()).toEqual(
      [
        ...packagesOf('')
          .slice(1)
          .map(({ name }) => name),
        'busybox-static',
      ].toSorted(),
    );
    expect(readdirSync(cache.folder)).toEqual([RELEASE]);
  });

  test('comes from the first suite that has it, with the rest from what that suite adds to', async () => {
    const { fetch } = world({
      early: [BUSYBOX_PACKAGE],
      'stable-backports': inParts(WITH_FFA),
      stable: [
        { ...NEWEST, version: '6.1-1', depends: 'linux-image-6.1-arm64' },
        { name: 'linux-image-6.1-arm64', version: '6.1-1', files: {} },
        BUSYBOX_PACKAGE,
      ],
    });
    const { guest } = await fetch({ suites: ['nosuch', 'early', 'stable-backports', 'stable'] });
    expect(guest.manifest).toMatchObject({ release: RELEASE, origin: 'stable-backports' });
  });

  test('is not fetched twice, but again when it is damaged', async () => {
    const { fetch, steps } = world({ sid: [...inParts(WITH_FFA), BUSYBOX_PACKAGE] });
    const { guest } = await fetch({ suites: ['sid'] });
    steps.length = 0;
    expect((await fetch({ suites: ['sid'] })).wasThere).toBe(true);
    expect(steps).toEqual(['sid: reading what it has']);
    writeFileSync(path.join(guest.folder, 'Image'), 'damage');
    expect((await fetch({ suites: ['sid'] })).wasThere).toBe(false);
    expect((await fetch({ suites: ['sid'] })).guest.kernel).toEqual(kernelFile(RELEASE));
  });

  test('is one sentence a suite when none has it', async () => {
    const { fetch, cache, steps } = world({
      empty: [BUSYBOX_PACKAGE],
      old: [...inParts(WITHOUT_FFA), BUSYBOX_PACKAGE],
      bare: inOne(WITH_FFA),
    });
    await expect(fetch({ suites: ['nosuch', 'empty', 'old', 'bare'] })).rejects.toMatchObject({
      message: `no suite has what a guest needs
    nosuch: no mirror has it
    empty: it has no linux-image-arm64
    old: Linux ${RELEASE} is configured without CONFIG_ARM_FFA_TRANSPORT
    bare: it has no busybox-static`,
    });
    expect(readdirSync(cache.folder)).toEqual([]);
    expect(steps.filter((step) => step.startsWith('old: fetching')).length).toBeLessThan(4);
  });

  test('is refused when a package is not the one that was promised', async () => {
    const { fetch, cache, mirror } = world({ sid: [...inOne(WITH_FFA), BUSYBOX_PACKAGE] });
    const file = path.join(mirror, 'pool/sid', `linux-image-${RELEASE}_9.1.2-1_arm64.deb`);
    writeFileSync(file, 'something else');
    await expect(fetch({ suites: ['sid'] })).rejects.toThrow(
      new RegExp(`^linux-image-${RELEASE.replace('+', '\\+')} 9.1.2-1 of sid cannot be fetched: `),
    );
    expect(readdirSync(cache.folder)).toEqual([]);
  });

  test.each(['reading', 'fetching', 'unpacking'])(
    'leaves nothing when it is stopped while %s',
    async (step) => {
      const { fetch, cache } = world({ sid: [...inParts(WITH_FFA), BUSYBOX_PACKAGE] });
      await expect(fetch({ suites: ['sid'] }, step)).rejects.toThrow('aborted');
      expect(readdirSync(cache.folder)).toEqual([]);
    },
  );

  test('is refused when nobody has signed for it', async () => {
    const { fetch, mirror } = world({ sid: inOne(WITH_FFA) });
    writeFileSync(path.join(mirror, 'sources.list'), `deb file:${mirror} stable main\n`);
    await expect(fetch({ suites: ['sid'] })).rejects.toThrow(
      'sid: its signature is by no key of this machine; a newer debian-archive-keyring may have it',
    );
  });

  test('needs a mirror', async () => {
    const { fetch, mirror } = world({});
    writeFileSync(path.join(mirror, 'sources.list'), '');
    await expect(fetch({ suites: ['sid'] })).rejects.toThrow('the apt of this machine knows no mirror');
  });

  test('can have a kernel that was given', async () => {
    const { fetch } = world({ sid: [BUSYBOX_PACKAGE] });
    const { guest } = await fetch({ suites: ['sid'], kernel: fileWith(kernelFile('7.3.4-own')) });
    expect(guest.manifest).toMatchObject({
      release: '7.3.4-own',
      origin: 'files that were given',
      packages: [{ name: 'busybox-static', version: '1:1.37-1' }],
      modules: [],
    });
  });
});

describe('a guest of files', () => {
  test('needs no apt', async () => {
    const { fetch } = world({});
    const modules = temporaryFolder();
    writeFileSync(path.join(modules, 'ffa-module.ko'), moduleFile(RELEASE));
    withEnvironment({ PATH: modules });
    const { guest } = await fetch({
      suites: ['sid'],
      kernel: fileWith(kernelFile(RELEASE)),
      modules,
      busybox: fileWith(BUSYBOX),
    });
    expect(guest.modules.map(({ name }) => name)).toEqual(['ffa-module']);
  });

  test('says what to do where files are missing and there is no apt', async () => {
    const { fetch } = world({});
    withEnvironment({ PATH: temporaryFolder() });
    await expect(fetch({ suites: ['sid'] })).rejects.toMatchObject({
      message: 'there is no apt-config, apt-get, apt-cache, dpkg-deb on this machine',
      hint: expect.stringContaining(
        'tantalum guest fetch --kernel Image --modules lib/modules/RELEASE --busybox busybox',
      ),
    });
  });

  test.each([
    ['no program', Buffer.from('hello'), 'is no program'],
    ['of another processor', elfFile({ machine: 62 }), 'is a program for another processor'],
    ['not static', elfFile({ needsLoader: true }), 'is not static: it needs libraries'],
  ])('refuses a busybox that is %s', async (_name, bytes, message) => {
    const busybox = fileWith(bytes);
    const request = { suites: [], kernel: fileWith(kernelFile(RELEASE)), busybox };
    await expect(world({}).fetch(request)).rejects.toThrow(`${busybox} ${message}`);
  });

  test.each([
    ['modules without a kernel', { modules: '/tmp' }, 'modules are given without the kernel they belong to'],
    ['a kernel that is not there', { kernel: '/no/such/Image' }, /^\/no\/such\/Image cannot be read: ENOENT/],
  ])('refuses %s', async (_name, given, message) => {
    await expect(world({}).fetch({ suites: [], ...given })).rejects.toThrow(message);
  });
});
