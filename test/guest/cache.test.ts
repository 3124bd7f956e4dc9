import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { GuestCache } from '../../src/node/guest/cache.ts';
import type { GuestOrigin, GuestParts } from '../../src/node/guest/guest-files.ts';
import { temporaryFolder } from './temporary.ts';

const bytes = (text: string) => Buffer.from(text);
const ORIGIN: GuestOrigin = { origin: 'a test', packages: [], config: 'CONFIG_ARM_FFA_TRANSPORT=m\n' };
const guest = (release: string): GuestParts => ({
  release,
  kernel: bytes('kernel'),
  modules: [
    { name: 'ffa-core', bytes: bytes('core') },
    { name: 'ffa-module', bytes: bytes('driver') },
  ],
  busybox: bytes('busybox'),
});

const emptyCache = () => new GuestCache(path.join(temporaryFolder(), 'tantalum', 'guest'));

describe('where the cache is', () => {
  test.each([
    ['XDG_CACHE_HOME', { XDG_CACHE_HOME: '/caches', HOME: '/home/me' }, '/caches/tantalum/guest'],
    ['the home', { HOME: '/home/me' }, '/home/me/.cache/tantalum/guest'],
    [
      'the home, when XDG_CACHE_HOME is relative',
      { XDG_CACHE_HOME: 'x', HOME: '/home/me' },
      '/home/me/.cache/tantalum/guest',
    ],
    [
      'the home, when XDG_CACHE_HOME is empty',
      { XDG_CACHE_HOME: '', HOME: '/home/me' },
      '/home/me/.cache/tantalum/guest',
    ],
  ])('%s says', (_name, environment, folder) => {
    expect(GuestCache.of(environment).folder).toBe(folder);
  });
});

describe('a guest', () => {
  test('comes out as it went in', async () => {
    const cache = emptyCache();
    await cache.add(guest('7.3.4'), ORIGIN);
    expect(await cache.open('7.3.4')).toMatchObject({
      ...guest('7.3.4'),
      folder: path.join(cache.folder, '7.3.4'),
    });
  });

  test('has a manifest with checksums and nothing else beside it', async () => {
    const cache = emptyCache();
    const { folder } = await cache.add(guest('7.3.4'), ORIGIN);
    expect(readdirSync(cache.folder)).toEqual(['7.3.4']);
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual([
      'Image',
      'busybox',
      'config',
      'manifest.json',
      'modules',
      'modules/ffa-core.ko',
      'modules/ffa-module.ko',
    ]);
    const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({
      format: 1,
      release: '7.3.4',
      origin: 'a test',
      // printf kernel | sha256sum
      kernel: {
        file: 'Image',
        size: 6,
        sha256: '6923dd1bc0460082c5d55a831908c24a282860b7f1cd6c2b79cf1bc8857c639c',
      },
      modules: [{ file: 'modules/ffa-core.ko' }, { file: 'modules/ffa-module.ko' }],
    });
  });

  test('takes the place of one of the same release', async () => {
    const cache = emptyCache();
    await cache.add(guest('7.3.4'), ORIGIN);
    await cache.add({ ...guest('7.3.4'), kernel: bytes('newer') }, ORIGIN);
    expect((await cache.open('7.3.4')).kernel).toEqual(bytes('newer'));
    expect(readdirSync(cache.folder)).toEqual(['7.3.4']);
  });

  test('is gone when it is removed', async () => {
    const cache = emptyCache();
    await cache.add(guest('7.3.4'), ORIGIN);
    await cache.remove('7.3.4');
    expect(readdirSync(cache.folder)).toEqual([]);
    await expect(cache.remove('7.3.4')).rejects.toThrow('there is no guest 7.3.4');
  });

  test.each(['7.3.5', '..', '.', ''])('that is not there is not opened: %j', async (release) => {
    const cache = emptyCache();
    await cache.add(guest('7.3.4'), ORIGIN);
    await expect(cache.open(release)).rejects.toThrow(`there is no guest ${release}`);
    expect(await cache.openIntact(release)).toBeUndefined();
  });
});

describe('damage', () => {
  const cases: readonly (readonly [name: string, harm: (folder: string) => void, message: RegExp])[] = [
    [
      'a byte that changed',
      (folder) => writeFileSync(path.join(folder, 'Image'), 'Kernel'),
      /7\.3\.4\/Image has changed: its checksum is not that of the manifest$/,
    ],
    [
      'bytes too many',
      (folder) => appendFileSync(path.join(folder, 'busybox'), '!'),
      /busybox has 8 bytes instead of 7$/,
    ],
    [
      'a file that is gone',
      (folder) => rmSync(path.join(folder, 'modules/ffa-core.ko')),
      /ffa-core\.ko cannot be read: ENOENT/,
    ],
    [
      'no manifest',
      (folder) => rmSync(path.join(folder, 'manifest.json')),
      /manifest\.json does not say what is there$/,
    ],
    [
      'half a manifest',
      (folder) => writeFileSync(path.join(folder, 'manifest.json'), '{"format":1'),
      /manifest\.json does not say what is there$/,
    ],
    [
      'a manifest that leads elsewhere',
      (folder) => {
        const file = path.join(folder, 'manifest.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"Image"', '"../Image"'));
      },
      /manifest\.json does not say what is there$/,
    ],
  ];
  test.each(cases)('%s', async (_name, harm, message) => {
    const cache = emptyCache();
    const { folder } = await cache.add(guest('7.3.4'), ORIGIN);
    harm(folder);
    await expect(cache.open('7.3.4')).rejects.toMatchObject({
      message: expect.stringMatching(message),
      hint: 'Fetch it again: tantalum guest fetch (or build, if it was built)',
    });
    expect(await cache.openIntact('7.3.4')).toBeUndefined();
    expect(await cache.releases()).toEqual(['7.3.4']);
  });
});

test('the last guest that came is the first', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const cache = emptyCache();
  for (const [day, release] of [
    ['02', '7.1'],
    ['03', '6.12'],
    ['01', '7.3'],
  ] as const) {
    vi.setSystemTime(`2026-01-${day}`);
    await cache.add(guest(release), ORIGIN);
  }
  vi.useRealTimers();
  mkdirSync(path.join(cache.folder, 'something else'));
  expect(await cache.releases()).toEqual(['6.12', '7.1', '7.3', 'something else']);
});

test('a cache that is not there has no guests', async () => {
  expect(await emptyCache().releases()).toEqual([]);
});

describe('work', () => {
  test('has a folder that nobody takes for a guest, and that is gone afterwards', async () => {
    const cache = emptyCache();
    const seen = await cache.work(async (folder) => {
      writeFileSync(path.join(folder, 'file'), 'bytes');
      expect(path.dirname(folder)).toBe(cache.folder);
      return cache.releases();
    });
    expect(seen).toEqual([]);
    expect(readdirSync(cache.folder)).toEqual([]);
  });

  test('leaves nothing when it fails', async () => {
    const cache = emptyCache();
    const failure = new Error('no');
    await expect(cache.work(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(readdirSync(cache.folder)).toEqual([]);
  });

  test('removes what a process left that is no more, and nothing else', async () => {
    const cache = emptyCache();
    // No process has so high an id: the largest that Linux gives is 4194304.
    const left = ['.work-99999999-abc', `.work-${process.pid}-abc`, '.other'];
    for (const name of left) mkdirSync(path.join(cache.folder, name), { recursive: true });
    await cache.work(async () => undefined);
    expect(readdirSync(cache.folder).toSorted()).toEqual(['.other', `.work-${process.pid}-abc`]);
  });

  test.each([
    ['ENOSPC', /^there is no room left for /, 'Make room, or set XDG_CACHE_HOME to a folder elsewhere.'],
    ['EROFS', / cannot be written to$/, 'Change that, or set XDG_CACHE_HOME to a folder elsewhere.'],
  ])('says what to do about %s', async (code, message, hint) => {
    const failing = emptyCache().work(() => Promise.reject(Object.assign(new Error('system'), { code })));
    await expect(failing).rejects.toMatchObject({ message: expect.stringMatching(message), hint });
  });

  test('says so where there can be no cache', async () => {
    const file = path.join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const cache = new GuestCache(path.join(file, 'guest'));
    await expect(cache.work(async () => undefined)).rejects.toThrow(`${cache.folder} cannot be written to`);
  });
});
