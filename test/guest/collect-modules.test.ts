import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { collectModules } from '../../src/node/guest/collect-modules.ts';
import { ALL_MODULES, missingOption, wantedModules } from '../../src/node/guest/drivers.ts';
import { isInstalled, read } from '../installed.ts';
import { moduleFile } from './files.ts';
import { temporaryFolder, withEnvironment } from './temporary.ts';

const HAS_XZ = isInstalled('xz', 'modules packed with xz');
const RELEASE = '7.3.4';

function folderWith(files: Readonly<Record<string, Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), bytes);
  }
  return folder;
}

const collect = (folder: string, ...names: readonly string[]) =>
  collectModules(
    folder,
    names.map((name) => ({ name, needed: true })),
    RELEASE,
  );

describe('collectModules', () => {
  test('finds modules in any folder, each after those it needs, none twice', async () => {
    const folder = folderWith({
      'drivers/a/ffa-module.ko': moduleFile(RELEASE, 'ffa-core'),
      'drivers/a/ffa-core.ko': moduleFile(RELEASE),
      'drivers/b/optee.ko': moduleFile(RELEASE, 'tee', 'ffa_core'),
      'drivers/b/tee.ko': moduleFile(RELEASE),
      'drivers/c/other.ko': moduleFile(RELEASE),
    });
    const modules = await collect(folder, 'ffa-module', 'optee');
    expect(modules.map(({ name }) => name)).toEqual(['ffa-core', 'ffa-module', 'tee', 'optee']);
    expect(Buffer.from(modules[0]!.bytes)).toEqual(moduleFile(RELEASE));
  });

  test('ends even where modules need each other', async () => {
    const folder = folderWith({ 'a.ko': moduleFile(RELEASE, 'b'), 'b.ko': moduleFile(RELEASE, 'a') });
    expect((await collect(folder, 'a')).map(({ name }) => name)).toEqual(['b', 'a']);
  });

  test('unpacks gzip', async () => {
    const folder = folderWith({ 'tee.ko.gz': gzipSync(moduleFile(RELEASE)) });
    expect(await collect(folder, 'tee')).toEqual([{ name: 'tee', bytes: moduleFile(RELEASE) }]);
  });

  test.runIf(HAS_XZ)('unpacks xz', async () => {
    const packed = read('xz', ['-c'], moduleFile(RELEASE)).out;
    const folder = folderWith({ 'tee.ko.xz': packed });
    expect(await collect(folder, 'tee')).toEqual([{ name: 'tee', bytes: moduleFile(RELEASE) }]);
  });

  test('says what a packed module is unpacked with, where that is missing', async () => {
    const folder = folderWith({ 'tee.ko.zst': Buffer.alloc(4) });
    withEnvironment({ PATH: folder });
    await expect(collect(folder, 'tee')).rejects.toMatchObject({
      message: 'there is no zstd, which tee.ko.zst is unpacked with',
      hint: 'Install it (on Debian: apt-get install zstd), or unpack the files yourself.',
    });
  });

  test.each<readonly [name: string, files: Readonly<Record<string, Uint8Array>>, message: RegExp]>([
    ['a module is missing', {}, /^there is no module tee in /],
    [
      'one that it needs is missing',
      { 'tee.ko': moduleFile(RELEASE, 'core') },
      /^there is no module core in /,
    ],
    [
      'one is of another kernel',
      { 'tee.ko': moduleFile('6.1') },
      /tee\.ko belongs to Linux 6\.1, but the kernel is 7\.3\.4$/,
    ],
    [
      'one is damaged',
      { 'tee.ko.gz': Buffer.from('no gzip') },
      /tee\.ko\.gz cannot be unpacked: incorrect header check$/,
    ],
  ])('refuses when %s', async (_name, files, message) => {
    await expect(collect(folderWith(files), 'tee')).rejects.toThrow(message);
  });

  test('leaves out what is not needed and not there', async () => {
    const folder = folderWith({ 'ffa-module.ko': moduleFile(RELEASE) });
    const modules = await collectModules(folder, ALL_MODULES, RELEASE);
    expect(modules.map(({ name }) => name)).toEqual(['ffa-module']);
  });
});

describe('a configuration', () => {
  const WITH_MODULES = 'CONFIG_ARM_FFA_TRANSPORT=m\nCONFIG_OPTEE=m\nCONFIG_HW_RANDOM_OPTEE=y\n';

  test('tells which drivers are modules', () => {
    expect(missingOption(WITH_MODULES)).toBeUndefined();
    expect(wantedModules(WITH_MODULES).map(({ name }) => name)).toEqual(['ffa-module', 'optee']);
  });

  test.each(['', '# CONFIG_ARM_FFA_TRANSPORT is not set\n', 'XCONFIG_ARM_FFA_TRANSPORT=y\n'])(
    'without FF-A: %j',
    (config) => {
      expect(missingOption(config)).toBe('CONFIG_ARM_FFA_TRANSPORT');
    },
  );
});
