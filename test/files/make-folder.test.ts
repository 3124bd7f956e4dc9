import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../../src/node/files/make-folder.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tantalum-files-'));
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a folder', () => {
  it('is made with those above it, all with the same rights, and once', () => {
    const path = join(folder, 'a', 'b', 'c');

    expect(makeFolder(path, 0o700)).toBe(true);
    expect(makeFolder(path, 0o700)).toBe(false);

    expect(statSync(path).isDirectory()).toBe(true);
    expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['where a file is', () => join(folder, 'file'), 'EEXIST'],
    ['below a file', () => join(folder, 'file', 'a'), 'ENOTDIR'],
    ['where a link leads nowhere', () => join(folder, 'link'), 'ENOENT'],
    ['where the system makes all folders', () => '/proc/tantalum', 'ENOENT'],
    ['below one that cannot be made there', () => '/proc/tantalum/a/b', 'ENOENT'],
    ['without a name', () => '', 'ENOENT'],
  ])('%s is not made', (_, path, code) => {
    expect(() => makeFolder(path())).toThrow(expect.objectContaining({ code }));
  });
});
