import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnnotationKind, annotate } from '../../src/core/abi/annotate.ts';
import { encodeHypervisorRetrieve, encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { encodeMessageHeader } from '../../src/core/abi/message-header.ts';
import { encodePartitionInfo } from '../../src/core/abi/partition-info.ts';
import { encodeRelinquish } from '../../src/core/abi/relinquish.ts';
import { encodeRxTxEndpoint } from '../../src/core/abi/rxtx-endpoint.ts';
import { parseUuid } from '../../src/core/abi/uuid.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2, VERSION_1_3 } from '../../src/core/abi/versions.ts';
import {
  arbitraryDescriptor,
  arbitraryMutant,
  hex,
  ONE_PAGE,
  onePageBytes,
  patched,
  scatteredPages,
  surrounded,
  VERSIONS,
} from './support.ts';

const KINDS: readonly AnnotationKind[] = [
  'transaction',
  'retrieve-request',
  'retrieve-response',
  'fragment',
  'relinquish',
  'partition-info',
  'message',
  'rxtx-endpoint',
  'resource-info',
  'address-map',
  'boot-info',
];

/** Where the fields of a composite of one range lie behind a header of sixteen bytes. */
const COMPOSITE_AT_16 = [
  ['totalPages', 16],
  ['constituentCount', 20],
  ['reserved', 24],
  ['constituents[0].address', 32],
  ['constituents[0].pages', 40],
  ['constituents[0].reserved', 44],
] as const;

/** "path offset+length value" for each field: what a hex view would print. */
function rows(bytes: Uint8Array, kind: AnnotationKind, version: number): string[] {
  return annotate(bytes, kind, version).fields.map(
    ({ path, offset, length, value }) => `${path} ${offset}+${length} ${value}`,
  );
}

describe('annotate shows', () => {
  test('a share of one page in FF-A 1.2', () => {
    expect(rows(onePageBytes(VERSION_1_2), 'transaction', VERSION_1_2)).toEqual([
      'sender 0+2 0x0000',
      'attributes 2+2 0x002f',
      'flags 4+4 0x00000000',
      'handle 8+8 0x0',
      'tag 16+8 0x0',
      'accessSize 24+4 32',
      'accessCount 28+4 1',
      'accessOffset 32+4 48',
      'reserved36 36+12 0x0',
      'receivers[0].endpoint 48+2 0x8001',
      'receivers[0].permissions 50+1 0x02',
      'receivers[0].flags 51+1 0x00',
      'receivers[0].compositeOffset 52+4 80',
      'receivers[0].impdef0 56+8 0x0',
      'receivers[0].impdef1 64+8 0x0',
      'receivers[0].reserved 72+8 0x0',
      'composite.totalPages 80+4 1',
      'composite.constituentCount 84+4 1',
      'composite.reserved 88+8 0x0',
      'composite.constituents[0].address 96+8 0x40001000',
      'composite.constituents[0].pages 104+4 1',
      'composite.constituents[0].reserved 108+4 0x0',
    ]);
  });

  test('a share of one page in FF-A 1.0, with the bytes 1.1 gave a meaning', () => {
    const shown = rows(onePageBytes(VERSION_1_0), 'transaction', VERSION_1_0);
    expect(shown).toContain('attributes 2+1 0x2f');
    expect(shown).toContain('reserved24 24+4 0x0');
    expect(shown).toContain('receivers[0].reserved 40+8 0x0');
    expect(shown).toContain('composite.constituents[0].address 64+8 0x40001000');
  });

  test('the parts of a field of bits, and bits of no part', () => {
    const bytes = patched(onePageBytes(VERSION_1_2), 2, '2f 80');
    const { fields } = annotate(bytes, 'transaction', VERSION_1_2);
    expect(fields.find(({ path }) => path === 'attributes')).toEqual({
      path: 'attributes',
      offset: 2,
      length: 2,
      kind: 'bits',
      value: '0x802f',
      raw: '2f80',
      about: 'type, cacheability and shareability of the memory',
      parts: [
        { name: 'shareability', value: 3, text: 'inner', wide: true },
        { name: 'cacheability or device kind', value: 3, text: 'write-back / GRE', wide: true },
        { name: 'type', value: 2, text: 'normal', wide: true },
        { name: 'NS', value: 0, text: 'secure or unspecified' },
        { name: 'reserved', value: 0x8000, text: '0x8000' },
      ],
    });
    expect(fields.find(({ path }) => path === 'flags')?.parts).toContainEqual({
      name: 'alignment hint',
      value: 0,
      text: '0',
      wide: true,
    });
  });

  test('a retrieve request without a composite', () => {
    const { composite: _, ...request } = ONE_PAGE;
    const bytes = encodeTransaction(request, VERSION_1_1);
    expect(annotate(bytes, 'retrieve-request', VERSION_1_1).faults).toEqual([]);
    expect(annotate(bytes, 'transaction', VERSION_1_1).faults).toEqual([
      { path: 'receivers[0].compositeOffset', offset: 52, length: 4, detail: 'names no composite' },
    ]);
  });

  test('a header without access descriptors, which states no size of one', () => {
    const bytes = encodeHypervisorRetrieve(5n, VERSION_1_2);
    expect(rows(bytes, 'retrieve-request', VERSION_1_2)).toContain('accessSize 24+4 0');
    expect(annotate(bytes, 'retrieve-request', VERSION_1_2).faults).toEqual([]);
  });

  test('a later fragment, its last constituent cut off', () => {
    const bytes = hex(`
      00 00 00 80 00 00 00 00 01 00 00 00 00 00 00 00
      00 20 00 80 00 00 00 00 02 00
    `);
    expect(rows(bytes, 'fragment', VERSION_1_2)).toEqual([
      'constituents[0].address 0+8 0x80000000',
      'constituents[0].pages 8+4 1',
      'constituents[0].reserved 12+4 0x0',
      'constituents[1].address 16+8 0x80002000',
      'constituents[1].pages 24+2 2 of 4 bytes',
    ]);
    const { fields, faults } = annotate(bytes, 'fragment', VERSION_1_2);
    expect(fields.at(-1)).toMatchObject({ kind: 'cut', raw: '0200' });
    expect(faults).toMatchObject([{ path: 'constituents[1]', offset: 16, length: 16 }]);
  });

  test('a first fragment is no fault', () => {
    const composite = scatteredPages(3);
    const bytes = encodeTransaction({ ...ONE_PAGE, composite }, VERSION_1_1).subarray(0, 96);
    const { fields, faults } = annotate(bytes, 'transaction', VERSION_1_1);
    expect(faults).toEqual([]);
    expect(fields.at(-1)).toMatchObject({ path: 'composite.constituents[0].reserved' });
  });

  test('a relinquish descriptor', () => {
    const bytes = encodeRelinquish({ handle: 0x12n, flags: 1, endpoints: [0x8001] });
    expect(rows(bytes, 'relinquish', VERSION_1_1)).toEqual([
      'handle 0+8 0x12',
      'flags 8+4 0x00000001',
      'endpointCount 12+4 1',
      'endpoints[0].endpoint 16+2 0x8001',
    ]);
    expect(annotate(bytes.subarray(0, 16), 'relinquish', VERSION_1_1).faults).toEqual([
      { path: 'endpoints', offset: 16, length: 2, detail: '0 of 1 are there' },
    ]);
  });

  test('partition descriptions by the size the manager stated', () => {
    const uuid = parseUuid('378daedc-f06b-4446-8314-40ab933c87a3')!;
    const partition = { endpoint: 0x8001, contexts: 1, properties: 7, uuid, version: VERSION_1_3 };
    const bytes = encodePartitionInfo([partition, partition], 56);
    const { fields } = annotate(bytes, 'partition-info', VERSION_1_2, { partitionInfoSize: 56 });
    const shown = fields.map(({ path, offset, value }) => `${path} ${offset} ${value}`);
    expect(shown).toContain('partitions[0].uuid 8 378daedc-f06b-4446-8314-40ab933c87a3');
    expect(shown).toContain('gap 48 8 bytes, all zero');
    expect(shown).toContain('partitions[1].endpoint 56 0x8001');
    expect(shown).toContain('partitions[1].version 96 1.3');
    expect(shown.at(-1)).toBe('tail 104 8 bytes, all zero');
  });

  test('as many partition descriptions as the manager stated', () => {
    const partition = { endpoint: 0x8001, contexts: 1, properties: 7 };
    const bytes = encodePartitionInfo([partition, partition], 8);
    const counted = (partitionCount: number) =>
      annotate(bytes, 'partition-info', VERSION_1_0, { partitionCount });
    expect(counted(1).fields.at(-1)).toMatchObject({ path: 'tail', offset: 8, length: 8 });
    expect(counted(1).faults).toEqual([]);
    expect(counted(3).faults).toMatchObject([{ path: 'partitions', detail: '2 of 3 are there' }]);
  });

  test.each([4, 0, 8.5, Number.NaN, -24])('no partition description of %d bytes', (partitionInfoSize) => {
    const bytes = new Uint8Array(24);
    const { fields, faults } = annotate(bytes, 'partition-info', VERSION_1_1, { partitionInfoSize });
    expect(fields).toMatchObject([{ path: 'tail', length: 24, kind: 'unknown' }]);
    expect(faults.length).toBe(1);
  });

  test('a message with its payload, and the gap before it', () => {
    const header = { sender: 1, receiver: 0x8001, offset: 24, size: 3, flags: 0 };
    const bytes = new Uint8Array(27);
    bytes.set(encodeMessageHeader(header, VERSION_1_1));
    bytes.set(hex('aabbcc'), 24);
    expect(rows(bytes, 'message', VERSION_1_2).slice(-3)).toEqual([
      'size 16+4 3',
      'gap 20+4 4 bytes, all zero',
      'payload 24+3 3 bytes',
    ]);
    expect(annotate(bytes, 'message', VERSION_1_2).fields.at(-1)).toMatchObject({ kind: 'opaque' });
  });

  test('a payload that is cut off', () => {
    const header = { sender: 1, receiver: 0x8001, offset: 20, size: 9, flags: 0 };
    const bytes = new Uint8Array(22);
    bytes.set(encodeMessageHeader(header, VERSION_1_1));
    const { fields, faults } = annotate(bytes, 'message', VERSION_1_1);
    expect(fields.at(-1)).toMatchObject({ path: 'payload', length: 2, kind: 'cut' });
    expect(faults).toMatchObject([{ path: 'payload', offset: 20, length: 9 }]);
  });

  test('QI11: the UUID only where the payload leaves room for it', () => {
    const header = { sender: 1, receiver: 0x8001, size: 0, flags: 0 };
    const uuidShown = (offset: number) => {
      const bytes = encodeMessageHeader({ ...header, offset }, VERSION_1_2);
      return annotate(bytes, 'message', VERSION_1_2).fields.some(({ path }) => path === 'uuid');
    };
    expect([uuidShown(39), uuidShown(40)]).toEqual([false, true]);
  });

  test('no message in FF-A 1.0', () => {
    const { fields, faults } = annotate(new Uint8Array(20), 'message', VERSION_1_0);
    expect(fields).toMatchObject([{ kind: 'unknown', length: 20 }]);
    expect(faults).toMatchObject([{ detail: 'this version has no indirect messages' }]);
  });

  test('what the secure world reaches, in the part with a header and in a later one', () => {
    const page = '00 00 10 40 00 00 00 00 01 00 00 00 13 01 80 01';
    const shown = (path: string, at: number) => [
      `${path}.address ${at}+8 0x40100000`,
      `${path}.pages ${at + 8}+4 1`,
      `${path}.permissions ${at + 12}+1 0x13`,
      `${path}.endpoint ${at + 13}+2 0x8001`,
      `${path}.flags ${at + 15}+1 0x01`,
    ];
    const header = '10 00 00 00 05 00 00 00 10 00 00 00 00 00 00 00';
    expect(rows(hex(`${header} ${page} ${page}`), 'resource-info', VERSION_1_3)).toEqual([
      'descriptorSize 0+4 16',
      'count 4+4 5',
      'offset 8+4 16',
      'reserved 12+4 0x0',
      ...shown('reached[0]', 16),
      ...shown('reached[1]', 32),
    ]);
    expect(annotate(hex(`${header} ${page}`), 'resource-info', VERSION_1_3).faults).toEqual([]);
    expect(rows(hex(page), 'address-map', VERSION_1_3)).toEqual(shown('reached[0]', 0));
  });

  test('a list of larger descriptors, and one of smaller ones that hold none', () => {
    const page = '00 00 10 40 00 00 00 00 01 00 00 00 13 01 80 01';
    const listed = (size: string) =>
      annotate(
        hex(`${size} 00 00 00 01 00 00 00 10 00 00 00 00 00 00 00 ${page}`),
        'resource-info',
        VERSION_1_3,
      );
    expect(listed('18').faults).toEqual([]);
    expect(listed('0f').faults).toEqual([
      { path: 'descriptorSize', offset: 0, length: 4, detail: '15 bytes hold no address map descriptor' },
    ]);
  });

  test('the buffers of an endpoint', () => {
    const composite = (address: number) => ({ constituents: [{ address, pages: 1 }] });
    const buffers = { endpoint: 3, rx: composite(0x1000), tx: composite(0x2000) };
    const shown = rows(encodeRxTxEndpoint(buffers, VERSION_1_0), 'rxtx-endpoint', VERSION_1_0);
    expect(shown).toContain('gap 12+4 4 bytes, all zero');
    expect(shown).toContain('rx.constituents[0].address 32+8 0x1000');
    expect(shown).toContain('tx.constituents[0].address 64+8 0x2000');
  });

  test('the TX buffer where it lies before the RX buffer', () => {
    const composite = (address: number) => ({ constituents: [{ address, pages: 1 }] });
    const buffers = { endpoint: 3, rx: composite(0x1000), tx: composite(0x2000) };
    const bytes = patched(encodeRxTxEndpoint(buffers, VERSION_1_1), 4, '30 00 00 00 10');
    const { fields } = annotate(bytes, 'rxtx-endpoint', VERSION_1_1);
    expect(fields.map(({ path, offset }) => `${path} ${offset}`)).toEqual([
      'endpoint 0',
      'reserved2 2',
      'rxOffset 4',
      'txOffset 8',
      'reserved12 12',
      ...COMPOSITE_AT_16.map(([name, offset]) => `tx.${name} ${offset}`),
      ...COMPOSITE_AT_16.map(([name, offset]) => `rx.${name} ${offset + 32}`),
    ]);
  });
});

describe('annotate partitions every input', () => {
  const partitions = (bytes: Uint8Array, kind: AnnotationKind, version: number) => {
    const { fields, faults } = annotate(surrounded(bytes, 0x00), kind, version);
    let end = 0;
    for (const { offset, length } of fields) {
      expect(offset).toBe(end);
      expect(length).toBeGreaterThan(0);
      end += length;
    }
    expect(end).toBe(bytes.length);
    expect(hex(fields.map(({ raw }) => raw).join(''))).toEqual(Uint8Array.from(bytes));
    expect(annotate(surrounded(bytes, 0xff), kind, version)).toEqual({ kind, version, fields, faults });
  };
  const kinds = fc.constantFrom(...KINDS);
  const versions = fc.constantFrom(...VERSIONS.map(([, version]) => version));

  test('random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), kinds, versions, partitions));
  });

  test('changed descriptors', () => {
    fc.assert(fc.property(arbitraryMutant, kinds, versions, partitions), { numRuns: 300 });
  });

  test('whole descriptors, without a fault or an unknown byte', () => {
    fc.assert(
      fc.property(arbitraryDescriptor, ({ version, transaction }) => {
        const bytes = encodeTransaction(transaction, version);
        partitions(bytes, 'retrieve-request', version);
        const { fields, faults } = annotate(bytes, 'retrieve-request', version);
        expect(faults).toEqual([]);
        expect(fields.filter(({ kind }) => kind === 'unknown' || kind === 'cut')).toEqual([]);
      }),
    );
  });

  test('composites without end named by every access descriptor: the work stays linear', () => {
    const size = 0x1000;
    const bytes = new Uint8Array(size);
    const view = new DataView(bytes.buffer);
    view.setUint32(24, 16, true);
    view.setUint32(28, 0xffff_ffff, true);
    view.setUint32(32, 48, true);
    for (let at = 52; at < size; at += 16) view.setUint32(at, size - at + 4, true);
    const { fields, faults } = annotate(bytes, 'transaction', VERSION_1_2);
    expect(fields.reduce((sum, { length }) => sum + length, 0)).toBe(size);
    expect(faults.length).toBeLessThanOrEqual((2 * size) / 16);
  });
});
