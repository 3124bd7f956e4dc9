/** The hot path reads descriptors by hand: it reads what the field tables say, on valid bytes and on mutated ones. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeTransaction } from '../../src/core/abi/decode-transaction.ts';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { type Field, fieldsOf, type Layout, readField } from '../../src/core/abi/fields.ts';
import { accessLayout, COMPOSITE, layoutsOf } from '../../src/core/abi/layouts.ts';
import { Descriptor } from '../../src/core/rules/descriptor.ts';
import { arbitraryDescriptor, VERSIONS } from '../abi/support.ts';

/** The bytes as the manager holds them: words of a private copy that is longer than the descriptor. */
function readByHand(bytes: Uint8Array, version: number): Descriptor {
  const words = new Uint32Array(1024);
  new Uint8Array(words.buffer).set(bytes);
  const descriptor = new Descriptor();
  descriptor.begin(words, bytes.length, bytes.length, version);
  descriptor.readHeader();
  return descriptor;
}

const join = (low: number, high: number) => (BigInt(high) << 32n) | BigInt(low);

/** The reserved fields of a structure that hold something. */
function reservedIn(bytes: Uint8Array, base: number, layout: Layout): string[] {
  const set = (field: Field) => field.kind === 'reserved' && readField(bytes, base, field) !== 0n;
  return fieldsOf(layout)
    .filter(set)
    .map(({ name }) => name);
}

/** The parts of a descriptor, as tables have them; access descriptors and composite only where they lie in the bytes and are aligned. */
function byTables(bytes: Uint8Array, version: number) {
  const { header, access } = layoutsOf(version);
  const read = (base: number, field: Field) => Number(readField(bytes, base, field));
  const { sender, attributes, flags, handle, tag, accessCount, accessSize, accessOffset } =
    header.fields as Record<string, Field>;
  const size = accessSize === undefined ? access.size : read(0, accessSize);
  const offset = accessOffset === undefined ? header.size : read(0, accessOffset);
  const count = read(0, accessCount!);
  const walkable = (size === 16 || size === 32) && offset % 16 === 0 && offset + count * size <= bytes.length;
  const layout = accessLayout(size);
  const long = layout.fields as Record<string, Field>;
  const list = Array.from({ length: walkable ? count : 0 }, (_, index) => {
    const base = offset + index * size;
    const { endpoint, permissions, flags: accessFlags, compositeOffset } = layout.fields;
    return {
      endpoint: read(base, endpoint),
      permissions: read(base, permissions),
      flags: read(base, accessFlags),
      compositeOffset: read(base, compositeOffset),
      impdef: ['impdef0', 'impdef1'].map((name) =>
        long[name] === undefined ? 0n : readField(bytes, base, long[name]),
      ),
      clear: reservedIn(bytes, base, layout).length === 0,
    };
  });
  const composite = list[0]?.compositeOffset ?? 0;
  const there = list.length > 0 && composite % 16 === 0 && composite + COMPOSITE.size <= bytes.length;
  return {
    header: {
      sender: read(0, sender!),
      attributes: read(0, attributes!),
      flags: read(0, flags!),
      handle: readField(bytes, 0, handle!),
      tag: readField(bytes, 0, tag!),
      accessSize: size,
      accessOffset: offset,
      accessCount: count,
      reserved: reservedIn(bytes, 0, header)[0],
    },
    list,
    composite: there
      ? {
          totalPages: read(composite, COMPOSITE.fields.totalPages),
          constituentCount: read(composite, COMPOSITE.fields.constituentCount),
          constituentsAt: composite + COMPOSITE.size,
          clear: reservedIn(bytes, composite, COMPOSITE).length === 0,
        }
      : undefined,
  };
}

/** The same parts as the hot path has them. */
function byHand(
  bytes: Uint8Array,
  version: number,
  like: ReturnType<typeof byTables>,
): ReturnType<typeof byTables> {
  const d = readByHand(bytes, version);
  const header = {
    sender: d.sender,
    attributes: d.attributes,
    flags: d.flags,
    handle: join(d.handleLow, d.handleHigh),
    tag: join(d.tagLow, d.tagHigh),
    accessSize: d.accessSize,
    accessOffset: d.accessOffset,
    accessCount: d.accessCount,
    reserved: d.reservedInHeader(),
  };
  const list = like.list.map((_, index) => ({
    endpoint: d.endpoint(index),
    permissions: d.permissions(index),
    flags: d.accessFlags(index),
    compositeOffset: d.compositeOffsetOf(index),
    impdef: [join(d.impdef(index, 0), d.impdef(index, 1)), join(d.impdef(index, 2), d.impdef(index, 3))],
    clear: d.accessReservedClear(index),
  }));
  if (like.composite === undefined) return { header, list, composite: undefined };
  d.readComposite();
  const { totalPages, constituentCount, constituentsAt } = d;
  return {
    header,
    list,
    composite: { totalPages, constituentCount, constituentsAt, clear: d.compositeReservedClear() },
  };
}

const CHANGES = fc.array(fc.tuple(fc.nat(200), fc.nat(0xff)), { maxLength: 6 });

it.each(VERSIONS)('FF-A %s: valid bytes and mutated ones', (_name, version) => {
  let walked = 0;
  fc.assert(
    fc.property(arbitraryDescriptor, CHANGES, ({ version: written, transaction, options }, changes) => {
      const bytes = encodeTransaction(transaction, written, options);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      if (bytes.length < layoutsOf(version).header.size) return;
      const expected = byTables(bytes, version);
      if (expected.composite !== undefined) walked++;

      expect(byHand(bytes, version, expected)).toEqual(expected);
    }),
    { numRuns: 400 },
  );
  expect(walked).toBeGreaterThan(20);
});

it('legal bytes are read as abi/decode-transaction.ts reads them', () => {
  fc.assert(
    fc.property(arbitraryDescriptor, ({ version, transaction, options }) => {
      const bytes = encodeTransaction(transaction, version, options);
      const decoded = decodeTransaction(bytes, version);
      const d = readByHand(bytes, version);
      if (!decoded.ok) throw new Error('a legal descriptor cannot be read');
      const { value, layout } = decoded;

      expect([
        d.sender,
        d.attributes,
        d.flags,
        join(d.handleLow, d.handleHigh),
        join(d.tagLow, d.tagHigh),
      ]).toEqual([value.sender, value.attributes, value.flags, value.handle, value.tag]);
      expect([d.accessSize, d.accessOffset, d.compositeOffsetOf(0)]).toEqual([
        layout.accessSize,
        layout.accessOffset,
        layout.compositeOffset,
      ]);
      expect(
        value.receivers.map((_, index) => [d.endpoint(index), d.permissions(index), d.accessFlags(index)]),
      ).toEqual(value.receivers.map(({ endpoint, permissions, flags }) => [endpoint, permissions, flags]));
    }),
    { numRuns: 300 },
  );
});
