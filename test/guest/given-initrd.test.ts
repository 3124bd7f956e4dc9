import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { writeCpio } from '../../src/node/guest/cpio.ts';
import { givenInitrd } from '../../src/node/guest/given-initrd.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tantalum-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ARCHIVE = writeCpio([
  { kind: 'directory', path: 'bin' },
  { kind: 'file', path: 'bin/init', bytes: new Uint8Array(5000), executable: true },
]);
const XZ = Buffer.from('fd377a585a00', 'hex');

function file(bytes: Uint8Array): string {
  const name = path.join(folder, 'initrd');
  writeFileSync(name, bytes);
  return name;
}

describe('a first file system is taken', () => {
  test.each<[string, Uint8Array]>([
    ['as it is', ARCHIVE],
    ['packed with gzip', gzipSync(ARCHIVE)],
    ['in two parts, with zeros in between', Buffer.concat([ARCHIVE, new Uint8Array(512), ARCHIVE])],
    ['behind an archive that is not packed', Buffer.concat([ARCHIVE, gzipSync(ARCHIVE)])],
    ['packed in a way that only Linux reads', Buffer.concat([XZ, new Uint8Array(64)])],
  ])('%s', async (_, bytes) => {
    expect(await givenInitrd(file(bytes))).toEqual(Buffer.from(bytes));
  });
});

describe('a first file system is refused that', () => {
  test.each<[string, Uint8Array, string]>([
    ['is something else', Buffer.from('#!/bin/sh'), 'byte 0 begins no entry of an archive'],
    ['is empty', new Uint8Array(), 'it ends in the middle'],
    ['ends in a header', ARCHIVE.subarray(0, 50), 'it ends in the middle'],
    ['ends in a file', ARCHIVE.subarray(0, 3000), 'it ends in the middle'],
    [
      'ends behind a file',
      ARCHIVE.subarray(0, ARCHIVE.indexOf('T'.charCodeAt(0)) - 110),
      'it ends in the middle',
    ],
    [
      'is packed and cut off',
      gzipSync(ARCHIVE).subarray(0, 60),
      'it cannot be unpacked, unexpected end of file',
    ],
    ['has something else behind it', Buffer.concat([ARCHIVE, Buffer.from('more')]), 'begins no entry'],
  ])('%s', async (_, bytes, why) => {
    await expect(givenInitrd(file(bytes))).rejects.toThrow(why);
  });
});
