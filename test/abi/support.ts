/** Bytes as tests write them, hostile surroundings, and random transactions. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type EncodeOptions, encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { layoutsOf } from '../../src/core/abi/layouts.ts';
import type { Composite, MemoryTransaction, Receiver } from '../../src/core/abi/transaction.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';

export const VERSIONS = [
  ['1.0', VERSION_1_0],
  ['1.1', VERSION_1_1],
  ['1.2', VERSION_1_2],
] as const;

/** Bytes from hex digits; white space is free. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/\s/g, '');
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Bytes as `hex` takes them: "6f 6e 65". */
export function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** Rows of sixteen bytes: what a failing test prints. */
export function dump(bytes: Uint8Array): string[] {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) rows.push(hexOf(bytes.subarray(at, at + 16)));
  return rows;
}

/** The same bytes amid others: nothing that reads only them can tell which. */
export function surrounded(bytes: Uint8Array, poison: number): Uint8Array {
  const margin = 128;
  const memory = new Uint8Array(bytes.length + 2 * margin).fill(poison);
  memory.set(bytes, margin);
  return memory.subarray(margin, margin + bytes.length);
}

/** The bytes with some replaced. */
export function patched(bytes: Uint8Array, at: number, replacement: string): Uint8Array {
  const copy = bytes.slice();
  copy.set(hex(replacement), at);
  return copy;
}

/** A page at 0x40001000 from endpoint 0 to 0x8001, read-write. */
export const ONE_PAGE: MemoryTransaction = {
  sender: 0,
  attributes: 0x2f,
  flags: 0,
  handle: 0n,
  tag: 0n,
  receivers: [{ endpoint: 0x8001, permissions: 0x02, flags: 0, impdef: [0n, 0n] }],
  composite: { constituents: [{ address: 0x4000_1000, pages: 1 }], totalPages: 1 },
};

/** The bytes of `ONE_PAGE` in each version: clients-linux-uboot-pkvm 1.11. */
const ONE_PAGE_BYTES: ReadonlyMap<number, Uint8Array> = new Map([
  [
    VERSION_1_0,
    hex(`
      00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00
      01 80 02 00 30 00 00 00 00 00 00 00 00 00 00 00
      01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
      00 10 00 40 00 00 00 00 01 00 00 00 00 00 00 00
    `),
  ],
  [
    VERSION_1_1,
    hex(`
      00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 10 00 00 00 01 00 00 00
      30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      01 80 02 00 40 00 00 00 00 00 00 00 00 00 00 00
      01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
      00 10 00 40 00 00 00 00 01 00 00 00 00 00 00 00
    `),
  ],
  [
    VERSION_1_2,
    hex(`
      00 00 2f 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 20 00 00 00 01 00 00 00
      30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      01 80 02 00 50 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
      00 10 00 40 00 00 00 00 01 00 00 00 00 00 00 00
    `),
  ],
]);

export function onePageBytes(version: number): Uint8Array {
  return ONE_PAGE_BYTES.get(version)!.slice();
}

/** A composite of so many pages that no two of them touch. */
export function scatteredPages(count: number): Composite {
  const constituents = Array.from({ length: count }, (_, index) => ({
    address: 0x8000_0000 + index * 0x2000,
    pages: 1,
  }));
  return { constituents, totalPages: count };
}

const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffff_ffff);
const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });

/** Random transactions that a version can express with access descriptors of a size. */
export function arbitraryTransaction(version: number, accessSize: number): fc.Arbitrary<MemoryTransaction> {
  const word = accessSize > 16 ? u64 : fc.constant(0n);
  const receiver: fc.Arbitrary<Receiver> = fc.record({
    endpoint: u16,
    permissions: fc.nat(0xff),
    flags: fc.nat(0xff),
    impdef: fc.tuple(word, word),
  });
  const composite: fc.Arbitrary<Composite> = fc.record({
    constituents: fc.array(
      fc.record({ address: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), pages: u32 }),
      { maxLength: 6 },
    ),
    totalPages: u32,
  });
  const common = {
    sender: u16,
    attributes: fc.nat(version === VERSION_1_0 ? 0xff : 0xffff),
    flags: u32,
    handle: u64,
    tag: u64,
    receivers: fc.array(receiver, { minLength: 1, maxLength: 4 }),
  };
  return fc.oneof(fc.record(common), fc.record({ ...common, composite }));
}

/** A transaction with a version and a layout that the version allows, gaps included. */
export const arbitraryDescriptor: fc.Arbitrary<{
  version: number;
  transaction: MemoryTransaction;
  options: EncodeOptions;
}> = fc
  .constantFrom(
    [VERSION_1_0, 16] as const,
    [VERSION_1_1, 16] as const,
    [VERSION_1_2, 16] as const,
    [VERSION_1_2, 32] as const,
  )
  .chain(([version, accessSize]) =>
    fc
      .tuple(arbitraryTransaction(version, accessSize), fc.nat(3), fc.nat(3))
      .map(([transaction, accessGap, compositeGap]) => {
        const header = layoutsOf(version).header.size;
        const accessOffset = version === VERSION_1_0 ? header : header + accessGap * 16;
        const accessEnd = accessOffset + transaction.receivers.length * accessSize;
        const compositeOffset = transaction.composite === undefined ? 0 : accessEnd + compositeGap * 16;
        return { version, transaction, options: { accessSize, accessOffset, compositeOffset } };
      }),
  );

/** Bytes that look like a descriptor at first: encoded ones with some bytes changed and the end cut off. */
export const arbitraryMutant: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    arbitraryDescriptor,
    fc.array(fc.tuple(fc.nat(200), fc.nat(0xff)), { maxLength: 8 }),
    fc.option(fc.nat(200), { nil: Number.POSITIVE_INFINITY }),
  )
  .map(([{ version, transaction, options }, changes, end]) => {
    const bytes = encodeTransaction(transaction, version, options);
    for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
    return bytes.subarray(0, end);
  });

/** One call of a recorded trace. Registers are hex strings; buffers are hex without a prefix. */
export interface RecordedCall {
  readonly seq: number;
  readonly in: readonly string[];
  readonly out: readonly string[] | null;
  readonly tx?: string;
  readonly rx?: string;
}

const CAPTURES = new URL('../fixtures/captures/', import.meta.url);

export function recordedCalls(name: string): RecordedCall[] {
  const [, ...lines] = readFileSync(new URL(`${name}.ndjson`, CAPTURES), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as RecordedCall);
}

export function recordedBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${name}.bin`, CAPTURES)));
}
