/** For every rule that bytes decide: bytes that break it, where, and the same bytes mended. */

import { encodeHypervisorRetrieve } from '../../src/core/abi/encode-transaction.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import type { KindName } from '../../src/core/decode/kind.ts';
import { hex, onePageBytes, patched } from '../abi/support.ts';
import * as sample from './samples.ts';

export interface BrokenCase {
  readonly rule: string;
  readonly call: KindName;
  readonly version?: number;
  readonly mended: Uint8Array;
  /** What becomes of the mended bytes. */
  readonly spoiled: (mended: Uint8Array) => Uint8Array;
  /** First byte and length of what is wrong. */
  readonly at: readonly [offset: number, length: number];
  readonly found?: string;
}

/** Replaces bytes. */
function put(at: number, replacement: string): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => patched(bytes, at, replacement);
}

function append(text: string): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => Uint8Array.of(...bytes, ...hex(text));
}

function instead(other: Uint8Array): () => Uint8Array {
  return () => other;
}

const share = { call: 'share', mended: sample.SHARE } as const;
const shareTo = { call: 'share', mended: sample.SHARE_TO_TWO } as const;
const lend = { call: 'lend', mended: sample.LEND } as const;
const donate = { call: 'donate', mended: sample.DONATION } as const;
const retrieve = { call: 'retrieve', mended: sample.REQUEST_SHARED } as const;
const retrieveLent = { call: 'retrieve', mended: sample.REQUEST_LENT } as const;
const fragment = { call: 'fragment', mended: sample.FRAGMENT } as const;

export const BROKEN_CASES: readonly BrokenCase[] = [
  { ...share, rule: 'descriptor/header-cut', spoiled: (bytes) => bytes.slice(0, 32), at: [0, 32] },
  { ...share, rule: 'descriptor/length-unit', spoiled: (bytes) => bytes.slice(0, 111), at: [96, 15] },
  { ...share, rule: 'descriptor/header-reserved', spoiled: put(47, '01'), at: [36, 12] },
  {
    ...share,
    rule: 'descriptor/header-reserved',
    version: VERSION_1_0,
    mended: onePageBytes(VERSION_1_0),
    spoiled: put(3, '01'),
    at: [3, 1],
  },
  {
    ...share,
    rule: 'descriptor/header-reserved',
    version: VERSION_1_0,
    mended: onePageBytes(VERSION_1_0),
    spoiled: put(24, '01'),
    at: [24, 4],
  },
  { ...share, rule: 'descriptor/access-size', spoiled: put(24, '18'), at: [24, 4], found: 'accessSize = 24' },
  { ...share, rule: 'descriptor/access-offset', spoiled: put(32, '20'), at: [32, 4] },
  { ...share, rule: 'descriptor/receiver-count-zero', spoiled: put(28, '00'), at: [28, 4] },
  {
    ...share,
    rule: 'descriptor/receiver-count-max',
    mended: sample.SHARE_TO_32,
    spoiled: instead(sample.SHARE_TO_33),
    at: [28, 4],
  },
  { ...share, rule: 'descriptor/access-array-cut', spoiled: put(28, '20'), at: [28, 4] },
  { ...share, rule: 'descriptor/access-reserved', spoiled: put(63, '01'), at: [56, 8] },
  {
    ...share,
    rule: 'descriptor/access-reserved',
    version: VERSION_1_2,
    mended: onePageBytes(VERSION_1_2),
    spoiled: put(79, '01'),
    at: [72, 8],
  },
  { ...share, rule: 'descriptor/attributes-reserved', spoiled: put(2, '3f'), at: [2, 2] },
  { ...share, rule: 'descriptor/attributes-ns', spoiled: put(2, '6f'), at: [2, 2] },
  { ...share, rule: 'descriptor/permission-reserved', spoiled: put(50, '03'), at: [50, 1] },

  { ...share, rule: 'send/composite-offset-zero', spoiled: put(52, '00'), at: [52, 4] },
  { ...share, rule: 'send/composite-offset', spoiled: put(52, '48'), at: [52, 4] },
  {
    ...shareTo,
    rule: 'send/composite-differs',
    spoiled: put(68, '60'),
    at: [68, 4],
    found: 'receivers[1].compositeOffset = 96',
  },
  { ...share, rule: 'send/composite-reserved', spoiled: put(72, '01'), at: [72, 8] },
  { ...share, rule: 'send/constituent-count-zero', spoiled: put(68, '00'), at: [68, 4] },
  {
    ...share,
    rule: 'send/total-length',
    spoiled: append('00 00 00 90 00 00 00 00 01 00 00 00 00 00 00 00'),
    at: [68, 4],
    found: 'composite.constituentCount = 2; the last constituent ends at byte 112, the bytes at 128',
  },
  { ...share, rule: 'send/flags-reserved', spoiled: put(5, '01'), at: [4, 4] },
  { ...share, rule: 'send/time-slice', spoiled: put(4, '02'), at: [4, 4] },
  { ...share, rule: 'send/zero-on-share', spoiled: put(4, '01'), at: [4, 4] },
  { ...donate, rule: 'send/donate-receivers', spoiled: instead(sample.DONATION_TO_TWO), at: [28, 4] },
  { ...share, rule: 'send/receiver-self', spoiled: put(0, '01 80'), at: [48, 2] },
  { ...shareTo, rule: 'send/receiver-duplicate', spoiled: put(64, '01 80'), at: [64, 2] },
  {
    ...shareTo,
    rule: 'send/to-normal-world',
    spoiled: (b) => put(48, '05 00')(put(0, '03 80')(b)),
    at: [48, 2],
  },
  { ...share, rule: 'send/normal-world-only', spoiled: put(48, '05 00'), at: [48, 2] },
  { ...share, rule: 'send/instruction-access', spoiled: put(50, '06'), at: [50, 1] },
  { ...share, rule: 'send/data-access-missing', spoiled: put(50, '00'), at: [50, 1] },
  { ...donate, rule: 'send/data-access-given', spoiled: put(50, '02'), at: [50, 1] },
  { ...lend, rule: 'send/attributes-given', spoiled: put(2, '2f'), at: [2, 2] },
  { ...share, rule: 'send/attributes-unsupported', spoiled: put(2, '27'), at: [2, 2] },
  { ...share, rule: 'send/constituent-unaligned', spoiled: put(96, '08'), at: [96, 8] },
  {
    ...share,
    rule: 'send/constituent-empty',
    spoiled: (bytes) => put(104, '00')(put(64, '01')(bytes)),
    at: [104, 4],
    found: 'composite.constituents[1].pages = 0',
  },
  { ...share, rule: 'send/constituent-range', spoiled: put(80, '00 00 00 00 00 00 10 00'), at: [80, 8] },
  {
    ...share,
    rule: 'send/page-sum',
    spoiled: put(64, '03'),
    at: [64, 4],
    found: 'composite.totalPages = 3; the constituents have 2 pages',
  },
  {
    ...share,
    rule: 'send/page-sum',
    spoiled: put(64, '01'),
    at: [104, 4],
    found:
      'composite.constituents[1].pages = 1; the constituents up to this one have 2 pages, the composite states 1',
  },
  {
    ...share,
    rule: 'send/overlap',
    spoiled: (bytes) => put(96, '00 00 00 80')(bytes),
    at: [96, 16],
    found:
      'composite.constituents[1].address = 0x80000000, composite.constituents[1].pages = 1, composite.constituents[1].reserved = 0x0; shares pages with constituents[0]',
  },

  { ...fragment, rule: 'fragment/length-unit', spoiled: append('01'), at: [48, 1] },
  { ...fragment, rule: 'send/constituent-unaligned', spoiled: put(16, '01'), at: [16, 8] },
  { ...fragment, rule: 'send/constituent-empty', spoiled: put(24, '00'), at: [24, 4] },
  { ...fragment, rule: 'send/constituent-range', spoiled: put(38, 'ff ff'), at: [32, 8] },
  { ...fragment, rule: 'send/overlap', spoiled: put(32, '00 00 00 80'), at: [32, 16] },

  {
    ...retrieve,
    rule: 'retrieve/hypervisor-fields',
    mended: encodeHypervisorRetrieve(5n, VERSION_1_1),
    spoiled: put(4, '08'),
    at: [4, 4],
  },
  {
    ...retrieve,
    rule: 'retrieve/hypervisor-fields',
    mended: encodeHypervisorRetrieve(5n, VERSION_1_1),
    spoiled: put(32, '30'),
    at: [32, 4],
  },
  { ...retrieve, rule: 'descriptor/header-cut', spoiled: (bytes) => bytes.slice(0, 16), at: [0, 16] },
  { ...retrieve, rule: 'descriptor/access-array-cut', spoiled: put(28, '02'), at: [28, 4] },
  { ...retrieve, rule: 'descriptor/attributes-ns', spoiled: put(2, '6f'), at: [2, 2] },
  { ...retrieve, rule: 'descriptor/permission-reserved', spoiled: put(50, '03'), at: [50, 1] },
  { ...retrieve, rule: 'retrieve/composite-offset', spoiled: put(52, '40'), at: [52, 4] },
  {
    ...retrieve,
    rule: 'retrieve/length',
    spoiled: append('00 00 00 90 00 00 00 00 01 00 00 00 00 00 00 00'),
    at: [28, 4],
    found: 'accessCount = 1; the last access descriptor ends at byte 64, the bytes at 80',
  },
  { ...retrieve, rule: 'retrieve/alignment-hint', spoiled: put(5, '02'), at: [4, 4] },
  { ...retrieve, rule: 'retrieve/flags-reserved', spoiled: put(6, '01'), at: [4, 4] },
  { ...retrieve, rule: 'retrieve/zero-on-share', spoiled: put(4, '0c'), at: [4, 4] },
  { ...retrieve, rule: 'retrieve/attributes-unsupported', spoiled: put(2, '27'), at: [2, 2] },
  {
    ...retrieve,
    rule: 'retrieve/bypass',
    mended: sample.REQUEST_SHARED_TO_TWO,
    spoiled: put(5, '04'),
    at: [4, 4],
  },
  {
    ...retrieve,
    rule: 'retrieve/receiver-unlisted',
    mended: sample.REQUEST_SHARED_TO_TWO,
    spoiled: put(64, '01 80'),
    at: [64, 2],
  },
  { ...retrieve, rule: 'retrieve/instruction-given', spoiled: put(50, '06'), at: [50, 1] },
  { ...retrieveLent, rule: 'retrieve/instruction-missing', spoiled: put(50, '02'), at: [50, 1] },
  {
    ...retrieve,
    rule: 'retrieve/instruction-missing',
    mended: sample.REQUEST_DONATED,
    spoiled: put(50, '02'),
    at: [50, 1],
  },
  {
    ...retrieveLent,
    rule: 'retrieve/execute-device',
    spoiled: (b) => put(2, '10')(put(50, '0a')(b)),
    at: [50, 1],
  },
  {
    ...retrieveLent,
    rule: 'retrieve/zero-read-only',
    spoiled: (b) => put(4, '11')(put(50, '05')(b)),
    at: [4, 4],
  },

  {
    call: 'relinquish',
    rule: 'relinquish/endpoint-count',
    mended: sample.RELINQUISH,
    spoiled: instead(sample.RELINQUISH_TWO),
    at: [12, 4],
  },
  {
    call: 'relinquish',
    rule: 'relinquish/flags-reserved',
    mended: sample.RELINQUISH,
    spoiled: put(8, '04'),
    at: [8, 4],
  },
  {
    call: 'message',
    rule: 'indirect/header-flags',
    mended: sample.message(VERSION_1_2, 40),
    spoiled: put(0, '01'),
    at: [0, 4],
  },
  {
    call: 'message',
    rule: 'indirect/to-self',
    mended: sample.message(VERSION_1_2, 40),
    spoiled: (bytes) => Uint8Array.of(...bytes.slice(0, 12), ...bytes.slice(14, 16), ...bytes.slice(14)),
    at: [12, 2],
  },
  {
    call: 'message',
    rule: 'indirect/offset',
    version: VERSION_1_2,
    mended: sample.message(VERSION_1_2, 40),
    spoiled: put(8, '27'),
    at: [8, 4],
  },
  {
    call: 'rxtx',
    rule: 'mailbox/descriptor',
    mended: sample.buffers(VERSION_1_1, 1),
    spoiled: put(33, '08'),
    at: [0, 16],
  },
  {
    call: 'rxtx',
    rule: 'mailbox/descriptor',
    version: VERSION_1_0,
    mended: sample.buffers(VERSION_1_0, 1),
    spoiled: (bytes) => bytes.slice(0, 60),
    at: [0, 16],
  },
  {
    call: 'rxtx',
    rule: 'mailbox/unknown-endpoint',
    mended: sample.buffers(VERSION_1_1, 1),
    spoiled: put(0, '02 80'),
    at: [0, 2],
  },
  {
    call: 'rxtx',
    rule: 'mailbox/page-count-max',
    mended: sample.buffers(VERSION_1_1, 16),
    spoiled: instead(sample.buffers(VERSION_1_1, 17)),
    at: [48, 4],
  },
];
