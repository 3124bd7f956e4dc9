import { expect, test } from 'vitest';
import { annotate } from '../../src/core/abi/annotate.ts';
import { VERSION_1_0, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { hex, patched } from './support.ts';

/** A HOB list under a UUID, a value of the implementation under a text, and the four bytes that the first one points to. */
const BYTES = hex(`
  fa 0f 00 00 02 00 01 00 64 00 00 00 20 00 00 00
  02 00 00 00 20 00 00 00 00 00 00 00 00 00 00 00
  37 8d ae dc f0 6b 44 46 83 14 40 ab 93 3c 87 a3
  01 00 01 00 04 00 00 00 60 00 00 40 00 00 00 00
  73 65 65 64 00 00 00 00 00 00 00 00 00 00 00 00
  85 00 04 00 08 00 00 00 88 77 66 55 44 33 22 11
  aa bb cc dd
`);

/** A device tree of FF-A 1.0, and a byte behind it. */
const OLD = hex(`
  46 46 2d 41 01 00 00 00
  54 59 50 45 5f 44 54 00 00 00 00 00 00 00 00 00 00 10 48 06 00 00 00 00 2c 05 00 00 00 00 00 00
  ee
`);

const rows = (bytes: Uint8Array, version: number) =>
  annotate(bytes, 'boot-info', version).fields.map(
    ({ path, offset, length, value }) => `${path} ${offset}+${length} ${value}`,
  );

const faults = (bytes: Uint8Array) => annotate(bytes, 'boot-info', VERSION_1_2).faults;

test('boot information of FF-A 1.2 with what its entries point to', () => {
  expect(rows(BYTES, VERSION_1_2)).toEqual([
    'signature 0+4 0xffa',
    'version 4+4 1.2',
    'blobSize 8+4 100',
    'entrySize 12+4 32',
    'count 16+4 2',
    'entryOffset 20+4 32',
    'reserved 24+8 0x0',
    'entries[0].name 32+16 378daedc-f06b-4446-8314-40ab933c87a3',
    'entries[0].type 48+1 0x01',
    'entries[0].reserved17 49+1 0x0',
    'entries[0].flags 50+2 0x0001',
    'entries[0].size 52+4 4',
    'entries[0].contents 56+8 0x40000060',
    'entries[1].name 64+16 "seed"',
    'entries[1].type 80+1 0x85',
    'entries[1].reserved17 81+1 0x0',
    'entries[1].flags 82+2 0x0004',
    'entries[1].size 84+4 8',
    'entries[1].contents 88+8 0x1122334455667788',
    'contents 96+4 4 bytes',
  ]);
  expect(faults(BYTES)).toEqual([]);
});

test('boot information of FF-A 1.0, which does not say where its contents end', () => {
  expect(rows(OLD, VERSION_1_0)).toEqual([
    'magic 0+4 "FF-A"',
    'count 4+4 1',
    'entries[0].name 8+16 "TYPE_DT"',
    'entries[0].contents 24+8 0x6481000',
    'entries[0].size 32+8 1324',
    'tail 40+1 1 byte',
  ]);
});

test('contents as far as they are there, and what lies behind them', () => {
  expect(rows(BYTES.subarray(0, 98), VERSION_1_2).at(-1)).toBe('contents 96+2 2 bytes');
  expect(rows(patched(BYTES, 8, '62'), VERSION_1_2).slice(-2)).toEqual([
    'contents 96+2 2 bytes',
    'tail 98+2 2 bytes',
  ]);
  expect(rows(BYTES.subarray(0, 96), VERSION_1_2).at(-1)).toBe('entries[1].contents 88+8 0x1122334455667788');
});

test('a header that is cut off is one fault', () => {
  expect(faults(BYTES.subarray(0, 31))).toEqual([
    { path: 'header', offset: 0, length: 32, detail: 'needs 32 bytes at 0, and 31 are there' },
  ]);
});

test('an entry that is cut off behind its flags has the name that they say', () => {
  expect(rows(BYTES.subarray(0, 52), VERSION_1_2).slice(-4)).toEqual([
    'entries[0].name 32+16 378daedc-f06b-4446-8314-40ab933c87a3',
    'entries[0].type 48+1 0x01',
    'entries[0].reserved17 49+1 0x0',
    'entries[0].flags 50+2 0x0001',
  ]);
});

test('what pads the last entry is cut off', () => {
  const [header, first, second] = [BYTES.slice(0, 32), BYTES.slice(32, 64), BYTES.slice(64, 96)];
  const padded = Uint8Array.of(...header, ...first, ...new Uint8Array(8), ...second);
  expect(faults(patched(padded, 8, '70 00 00 00 28'))).toEqual([
    { path: 'entries', offset: 32, length: 80, detail: 'needs 80 bytes at 32, and 72 are there' },
  ]);
});

test('an entry that is cut off is one fault, whatever else is wrong', () => {
  expect(faults(patched(BYTES, 24, '01').subarray(0, 80))).toEqual([
    { path: 'reserved', offset: 24, length: 8, detail: 'must be zero' },
    { path: 'entries[1]', offset: 64, length: 32, detail: 'needs 32 bytes at 64, and 16 are there' },
  ]);
});
