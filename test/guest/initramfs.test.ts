import { expect, test } from 'vitest';
import { initramfs } from '../../src/node/guest/initramfs.ts';
import { isInstalled, read } from '../installed.ts';

const HAS_CPIO = isInstalled('cpio', 'the initramfs read back by GNU cpio');
const HAS_SHELL = isInstalled('sh', 'the check of /init by a shell');

const bytes = (text: string) => new TextEncoder().encode(text);
const ARCHIVE = initramfs({
  busybox: bytes('busybox'),
  modules: [
    { name: 'ffa-core', bytes: bytes('core') },
    { name: 'ffa-module', bytes: bytes('driver') },
  ],
  programs: [
    { path: 'usr/bin/greeter', bytes: bytes('hello') },
    { path: 'lib/libgreet.so.1', bytes: bytes('greet') },
  ],
});

/** The contents of one file of the archive, by GNU cpio. */
const contents = (path: string) => read('cpio', ['-i', '--to-stdout', '--quiet', path], ARCHIVE).out;

test.runIf(HAS_CPIO)('has what the kernel and /init look for', () => {
  const { out } = read('cpio', ['-t', '--quiet'], ARCHIVE);
  const paths = out.toString().trimEnd().split('\n');
  for (const path of ['init', 'bin/busybox', 'bin/sh', 'dev/console', 'proc', 'sys', 'modules/ffa-core.ko'])
    expect(paths).toContain(path);
});

test.runIf(HAS_CPIO)('keeps modules and their order', () => {
  expect(contents('modules/ffa-module.ko').toString()).toBe('driver');
  expect(contents('modules/order').toString()).toBe('ffa-core\nffa-module\n');
});

test.runIf(HAS_CPIO)('has programs where they are found, to be executed', () => {
  expect(contents('lib/libgreet.so.1').toString()).toBe('greet');
  const { out } = read('cpio', ['-itv', '--quiet', 'usr/bin/greeter'], ARCHIVE);
  expect(out.toString()).toMatch(/^-rwxr-xr-x .* usr\/bin\/greeter\n$/);
});

test.runIf(HAS_CPIO && HAS_SHELL)('has an /init that a shell can read', () => {
  const script = contents('init');
  expect(script.toString()).toMatch(/^#!\/bin\/busybox sh\n/);
  expect(read('sh', ['-n'], script)).toMatchObject({ status: 0, err: '' });
});

test('is the same for the same parts, and small without any', () => {
  const parts = { busybox: bytes('b'), modules: [] };
  expect(initramfs(parts)).toEqual(initramfs(parts));
  expect(initramfs(parts).length).toBeLessThan(4096);
});
