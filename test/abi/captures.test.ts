/** Descriptors that Linux 7.2 wrote, as recorded. */

import { describe, expect, test } from 'vitest';
import { annotate } from '../../src/core/abi/annotate.ts';
import { convertTransaction } from '../../src/core/abi/convert-transaction.ts';
import { decodeTransaction } from '../../src/core/abi/decode-transaction.ts';
import { encodeTransaction, planTransaction } from '../../src/core/abi/encode-transaction.ts';
import { splitFragments } from '../../src/core/abi/fragments.ts';
import { functionId, functionName } from '../../src/core/abi/functions.ts';
import { guessVersion } from '../../src/core/abi/guess-version.ts';
import { decodeMessageHeader } from '../../src/core/abi/message-header.ts';
import { decodePartitionInfo } from '../../src/core/abi/partition-info.ts';
import { parseUuid } from '../../src/core/abi/uuid.ts';
import { VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { hex, recordedBytes, recordedCalls } from './support.ts';

const TRACES = [
  { name: 'linux-7.2-probe-optee', version: VERSION_1_2, sends: 3, fragments: 0 },
  { name: 'linux-7.2-share-1mib-scattered', version: VERSION_1_2, sends: 3, fragments: 1 },
  { name: 'linux-7.2-notifications', version: VERSION_1_2, sends: 2, fragments: 0 },
  { name: 'linux-7.2-spmc-v1.1-share', version: VERSION_1_1, sends: 3, fragments: 1 },
] as const;

const MEM_SHARE = functionId('FFA_MEM_SHARE', 64);
const MEM_FRAG_TX = functionId('FFA_MEM_FRAG_TX');

function transmitted(name: string, id: number): Uint8Array[] {
  const calls = recordedCalls(name).filter((call) => Number(call.in[0]) === id);
  return calls.map((call) => hex(call.tx!));
}

describe.each(TRACES)('$name', ({ name, version, sends, fragments }) => {
  test('every descriptor decodes, and encodes to the bytes Linux wrote', () => {
    const descriptors = transmitted(name, MEM_SHARE);
    expect(descriptors.length).toBe(sends);
    for (const bytes of descriptors) {
      const decoded = decodeTransaction(bytes, version);
      if (!decoded.ok) throw new Error(decoded.error.detail);
      expect(decoded.value).toMatchObject({ sender: 0, attributes: 0x2f, receivers: [{ endpoint: 0x8001 }] });
      expect(encodeTransaction(decoded.value, version, decoded.layout)).toEqual(bytes);
    }
  });

  test('every descriptor is annotated without a fault or an unknown byte, and its version guessed', () => {
    for (const bytes of transmitted(name, MEM_SHARE)) {
      const { fields, faults } = annotate(bytes, 'transaction', version);
      expect(faults).toEqual([]);
      expect(fields.filter(({ kind }) => kind === 'unknown' || kind === 'cut')).toEqual([]);
      expect(guessVersion(bytes, 'transaction').version).toBe(version);
    }
  });

  test('later fragments are constituents and nothing else', () => {
    const later = transmitted(name, MEM_FRAG_TX);
    expect(later.length).toBe(fragments);
    for (const bytes of later) {
      const { fields, faults } = annotate(bytes, 'fragment', version);
      expect(faults).toEqual([]);
      expect(fields.length).toBe((bytes.length / 16) * 3);
    }
  });

  test('every FF-A function has a name', () => {
    const ids = new Set(recordedCalls(name).map((call) => Number(call.in[0])));
    const named = [...ids].filter((id) => functionName(id).startsWith('FFA_'));
    const ours = [...ids].filter((id) => (id & 0xbfff_ff00) >>> 0 === 0x8400_0000 && (id & 0xff) >= 0x60);
    const outside = [0xc400_0190];
    expect(named.sort()).toEqual(ours.filter((id) => !outside.includes(id)).sort());
  });
});

describe('a megabyte of scattered pages', () => {
  test.each([
    ['linux-7.2-share-1mib-scattered', VERSION_1_2, [4096, 96], 250],
    ['linux-7.2-spmc-v1.1-share', VERSION_1_1, [4096, 80], 251],
  ] as const)('%s: cut where Linux cut it', (name, version, lengths, held) => {
    const first = transmitted(name, MEM_SHARE).find((bytes) => bytes.length === 4096)!;
    const [second] = transmitted(name, MEM_FRAG_TX);
    expect([first.length, second!.length]).toEqual(lengths);
    const decoded = decodeTransaction(first, version);
    if (!decoded.ok) throw new Error(decoded.error.detail);
    expect(decoded.complete).toBe(false);
    expect(decoded.value.composite!.constituents.length).toBe(held);
    expect(decoded.layout.constituentCount).toBe(256);

    const joined = new Uint8Array([...first, ...second!]);
    const whole = decodeTransaction(joined, version);
    if (!whole.ok) throw new Error(whole.error.detail);
    expect(whole.complete).toBe(true);
    const { totalPages, constituents } = whole.value.composite!;
    expect(constituents.reduce((sum, { pages }) => sum + pages, 0)).toBe(totalPages);
    const { constituentsOffset } = planTransaction(whole.value, version);
    expect(splitFragments(joined, constituentsOffset, 4096)).toEqual([first, second]);
  });
});

describe('raw descriptors', () => {
  test.each([
    ['share-v1.2-1page', VERSION_1_2, 112, true],
    ['share-v1.2-1mib-fragment0', VERSION_1_2, 4096, false],
    ['share-v1.1-1page', VERSION_1_1, 96, true],
    ['share-v1.1-1mib-fragment0', VERSION_1_1, 4096, false],
  ] as const)('%s', (name, version, length, complete) => {
    const bytes = recordedBytes(name);
    expect(bytes.length).toBe(length);
    expect(decodeTransaction(bytes, version)).toMatchObject({ ok: true, complete, length });
  });

  test('invariant 24: the page of FF-A 1.1 and back by way of 1.2', () => {
    const original = recordedBytes('share-v1.1-1page');
    const there = convertTransaction(original, VERSION_1_1, VERSION_1_2);
    if (!there.ok) throw new Error(there.error.detail);
    expect(convertTransaction(there.bytes, VERSION_1_2, VERSION_1_1)).toEqual({
      ok: true,
      bytes: original,
      lost: [],
    });
  });
});

describe('what Linux received', () => {
  test('two partitions in descriptions of 24 bytes', () => {
    const calls = recordedCalls('linux-7.2-spmc-v1.1-share');
    const [listed] = calls.filter(
      (call) => Number(call.in[0]) === functionId('FFA_PARTITION_INFO_GET') && call.rx !== undefined,
    );
    expect(decodePartitionInfo(hex(listed!.rx!), Number(listed!.out![3]))).toMatchObject({
      ok: true,
      value: [
        { endpoint: 0x8001, uuid: parseUuid('486178e0-e7f8-11e3-bc5e-0002a5d5c51b') },
        { endpoint: 0x8002, uuid: parseUuid('b4b5671e-4a90-4fe1-b81f-fb13dae1dacb') },
      ],
    });
  });

  test('an indirect message with a header of 40 bytes', () => {
    const received = recordedCalls('linux-7.2-notifications').flatMap(({ rx }) => (rx ? [hex(rx)] : []));
    expect(received.length).toBeGreaterThan(0);
    for (const bytes of received) {
      const header = { sender: 0x8002, receiver: 0, offset: 40, size: 16 };
      expect(decodeMessageHeader(bytes, VERSION_1_2)).toMatchObject({ ok: true, value: header });
      expect(annotate(bytes, 'message', VERSION_1_2).fields.at(-1)).toMatchObject({
        path: 'payload',
        length: 16,
      });
    }
  });
});
