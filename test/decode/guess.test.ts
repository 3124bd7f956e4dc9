/** What bytes are taken for when nobody says it, and why. */

import { describe, expect, test } from 'vitest';
import { encodeHypervisorRetrieve } from '../../src/core/abi/encode-transaction.ts';
import {
  VERSION_1_0,
  VERSION_1_1,
  VERSION_1_2,
  VERSION_1_3,
  versionText,
} from '../../src/core/abi/versions.ts';
import { inspect } from '../../src/core/decode/inspect.ts';
import { onePageBytes, patched, recordedBytes, VERSIONS } from '../abi/support.ts';
import * as sample from './samples.ts';

const PAGE = 4096;

/** The bytes at the start of a buffer of zeros. */
function inBuffer(bytes: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(PAGE);
  buffer.set(bytes);
  return buffer;
}

describe('the kind', () => {
  test.each([
    [
      'share',
      sample.SHARE,
      VERSION_1_1,
      'share: an access descriptor names a composite at byte 64, as in every send; a lend or a donation looks the same',
    ],
    [
      'retrieve',
      sample.REQUEST_SHARED,
      VERSION_1_1,
      'retrieve: no access descriptor names a composite, which only a retrieve request leaves out',
    ],
    [
      'retrieve',
      encodeHypervisorRetrieve(0x1_0000_0005n, VERSION_1_0),
      VERSION_1_0,
      'retrieve: it is a header with nothing but a handle, as a hypervisor retrieves',
    ],
    [
      'response',
      sample.RESPONSE,
      VERSION_1_2,
      'response: handle and transaction type are filled in before a composite, as the answer to a retrieve request has them',
    ],
    [
      'relinquish',
      sample.RELINQUISH,
      VERSION_1_2,
      'relinquish: byte 12 counts 1, and the bytes end with as many endpoint ids',
    ],
    [
      'message',
      sample.message(VERSION_1_1, 20),
      VERSION_1_1,
      'message: the header of a message places 5 bytes of payload at byte 20',
    ],
    [
      'message',
      sample.message(VERSION_1_2, 40),
      VERSION_1_2,
      'message: the header of a message places 5 bytes of payload at byte 40',
    ],
    [
      'partition-info',
      sample.PARTITIONS_8,
      VERSION_1_0,
      'partition-info: every 8 bytes describe a partition',
    ],
    [
      'partition-info',
      sample.PARTITIONS_24,
      VERSION_1_2,
      'partition-info: every 24 bytes describe a partition',
    ],
    [
      'partition-info',
      sample.PARTITIONS_48,
      VERSION_1_3,
      'partition-info: every 48 bytes describe a partition',
    ],
    [
      'rxtx',
      sample.buffers(VERSION_1_1, 1),
      VERSION_1_2,
      'rxtx: two offsets lead to composites with pages, as for an RX and a TX buffer',
    ],
    [
      'fragment',
      sample.FRAGMENT,
      VERSION_1_2,
      'fragment: 3 of 3 units of 16 bytes are an aligned address and a page count',
    ],
    [
      'resource-info',
      sample.RESOURCES,
      VERSION_1_3,
      'resource-info: a header counts 5 descriptions of reached memory, and they follow',
    ],
    [
      'address-map',
      sample.ADDRESS_MAP,
      VERSION_1_3,
      'address-map: 2 units of 16 bytes are an address, a page count and who may do what there',
    ],
    [
      'boot-info',
      sample.boot(VERSION_1_1),
      VERSION_1_1,
      'boot-info: it begins with the signature of boot information',
    ],
    [
      'boot-info',
      sample.boot(VERSION_1_0),
      VERSION_1_0,
      'boot-info: it begins with FF-A, as boot information of FF-A 1.0 does',
    ],
  ])('%s', (kind, bytes, version, reason) => {
    const inspection = inspect(bytes);
    expect(inspection).toMatchObject({ kind, version, valid: true });
    expect(inspection.reasons[0]).toBe(reason);
    expect(inspection.reasons[1]).toMatch(`FF-A ${versionText(version)}: `);
  });

  test.each([
    ['share', sample.SHARE],
    ['retrieve', sample.REQUEST_SHARED],
    ['response', sample.RESPONSE],
    ['relinquish', sample.RELINQUISH],
    ['message', sample.message(VERSION_1_2, 40)],
    ['partition-info', sample.PARTITIONS_8],
    ['partition-info', sample.PARTITIONS_24],
    ['partition-info', sample.PARTITIONS_48],
    ['rxtx', sample.buffers(VERSION_1_1, 1)],
    ['address-map', sample.ADDRESS_MAP],
  ])('%s, in the dump of a whole buffer', (kind, bytes) => {
    expect(inspect(inBuffer(bytes))).toMatchObject({ kind, valid: true });
  });

  test('rxtx of FF-A 1.0, where the first composite follows 12 bytes', () => {
    const bytes = sample.buffers(VERSION_1_0, 1);
    const tight = patched(Uint8Array.of(...bytes.slice(0, 12), ...bytes.slice(16)), 4, '0c 00 00 00 2c');
    expect(inspect(tight)).toMatchObject({ kind: 'rxtx', version: VERSION_1_0 });
  });

  test.each(VERSIONS)('a share of FF-A %s', (_name, version) => {
    expect(inspect(onePageBytes(version))).toMatchObject({ kind: 'share', version, valid: true });
  });

  test('a fragment with one bad constituent is still one', () => {
    expect(inspect(patched(sample.FRAGMENT, 16, '01'))).toMatchObject({ kind: 'fragment', valid: false });
  });

  test.each([
    ['a range that no page begins', 0, '01'],
    ['no pages', 8, '00'],
    ['nothing that may be done', 12, '00'],
    ['a permission that there is not', 12, '19'],
    ['a flag that there is not', 15, '02'],
  ])('a list of reached memory with %s is none', (_name, at, replacement) => {
    const { kind: list } = inspect(patched(sample.RESOURCES, 16 + at, replacement));
    const { kind: part } = inspect(patched(sample.ADDRESS_MAP, at, replacement));
    expect([list, part]).toEqual(['share', 'share']);
  });

  test.each([
    ['bytes that fit nothing', new Uint8Array(64).fill(0xa5)],
    ['a share without receivers', patched(sample.SHARE, 28, '00')],
    ['a header that is cut off', sample.SHARE.slice(0, 40)],
  ])('%s: a share', (_name, bytes) => {
    const { kind, reasons, valid } = inspect(bytes);
    expect([kind, valid]).toEqual(['share', false]);
    expect(reasons[0]).toBe('share: nothing fits the bytes, and most descriptors are shares');
  });

  test('a known version is used to recognise the kind', () => {
    const dirty = patched(onePageBytes(VERSION_1_0), 24, '10');
    expect(inspect(dirty).kind).toBe('share');
    expect(inspect(dirty, { version: VERSION_1_0 })).toMatchObject({ kind: 'share', version: VERSION_1_0 });
  });
});

describe('the version', () => {
  test('that is given counts, and a better guess is told', () => {
    const { version, reasons } = inspect(sample.SHARE, { call: 'share', version: VERSION_1_2 });
    expect(version).toBe(VERSION_1_2);
    expect(reasons).toEqual([
      'share: as given',
      'FF-A 1.2: as given',
      'the bytes look like FF-A 1.1: access descriptor size 16 at byte 24 is what FF-A 1.1 states; FF-A 1.2 may state it too; read as FF-A 1.1, the descriptor is whole',
    ]);
  });

  test.each([
    ['relinquish', sample.RELINQUISH],
    ['fragment', sample.FRAGMENT],
    ['partition-info', sample.PARTITIONS_24],
    ['rxtx', sample.buffers(VERSION_1_1, 1)],
    ['boot-info', sample.boot(VERSION_1_2)],
  ] as const)('makes no difference for a %s of FF-A 1.1 or 1.2', (call, bytes) => {
    expect(inspect(bytes, { call, version: VERSION_1_1 }).reasons).toEqual([
      `${call}: as given`,
      'FF-A 1.1: as given',
    ]);
  });

  test('decides how long a partition description is', () => {
    const paths = (version: number, bytes: Uint8Array) =>
      inspect(bytes, { call: 'partition-info', version }).fields.map(({ path }) => path);
    expect(paths(VERSION_1_0, sample.PARTITIONS_8).length).toBe(6);
    expect(paths(VERSION_1_1, sample.PARTITIONS_24).length).toBe(8);
    expect(paths(VERSION_1_2, sample.PARTITIONS_48).at(-1)).toBe('partitions[0].reserved');
  });

  test('partition descriptions of no known size are read as the version writes them', () => {
    const { valid, reasons } = inspect(new Uint8Array(20).fill(0xa5), { call: 'partition-info' });
    expect(valid).toBe(false);
    expect(reasons[1]).toBe('FF-A 1.2: descriptions of no size fit the bytes');
  });
});

describe('descriptors that Linux wrote', () => {
  test.each([
    ['share-v1.2-1page', VERSION_1_2],
    ['share-v1.2-1mib-fragment0', VERSION_1_2],
    ['share-v1.1-1page', VERSION_1_1],
    ['share-v1.1-1mib-fragment0', VERSION_1_1],
  ])('%s', (name, version) => {
    expect(inspect(recordedBytes(name))).toMatchObject({ kind: 'share', version, valid: true });
  });
});
