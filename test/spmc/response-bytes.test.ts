/** Retrieve responses, byte by byte, in the layout of whoever retrieves. */

import { describe, expect, it } from 'vitest';
import { decodeTransaction } from '../../src/core/abi/decode-transaction.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { dump, hex, VERSIONS } from '../abi/support.ts';
import { HEAP, OS_RAM, SP1_NON_SECURE, VM2_RAM } from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { retrieve, retrieved } from './support/retrieves.ts';
import { type Range, scattered, sent } from './support/sends.ts';
import { world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;
const TAG = 0x1122_3344_5566_7788n;

/** One transaction with a receiver of each version. */
function shareWithThreeVersions() {
  const w = world({ versions: { sp1: VERSION_1_0, sp2: VERSION_1_1, user: VERSION_1_2 } });
  const to = [w.sp1, w.sp2, w.user];
  const handle = sent('share', w.os, to, [PAGE, [PAGE + 0x2000, 2]], {
    tag: TAG,
    permissions: [2, 1, 2],
    accessFlags: 1,
    impdef: [
      [1n, 2n],
      [3n, 4n],
      [0x20a8_4328_20cf_1a38n, 0x8ac2_47f7_13b3_8878n],
    ],
  });
  return { ...w, to, handle };
}

const RESPONSES = [
  [
    '1.0',
    'sp1',
    `
    00 00 2f 00 08 00 00 00 0d 00 00 00 00 00 00 00
    88 77 66 55 44 33 22 11 00 00 00 00 01 00 00 00
    01 80 06 01 30 00 00 00 00 00 00 00 00 00 00 00
    03 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00
    00 00 02 40 00 00 00 00 01 00 00 00 00 00 00 00
    00 20 02 40 00 00 00 00 02 00 00 00 00 00 00 00
    `,
  ],
  [
    '1.1',
    'sp2',
    `
    00 00 6f 00 08 00 00 00 0d 00 00 00 00 00 00 00
    88 77 66 55 44 33 22 11 10 00 00 00 01 00 00 00
    30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    02 80 05 01 40 00 00 00 00 00 00 00 00 00 00 00
    03 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00
    00 00 02 40 00 00 00 00 01 00 00 00 00 00 00 00
    00 20 02 40 00 00 00 00 02 00 00 00 00 00 00 00
    `,
  ],
  [
    '1.2',
    'user',
    `
    00 00 6f 00 08 00 00 00 0d 00 00 00 00 00 00 00
    88 77 66 55 44 33 22 11 20 00 00 00 01 00 00 00
    30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    03 80 06 01 50 00 00 00 38 1a cf 20 28 43 a8 20
    78 88 b3 13 f7 47 c2 8a 00 00 00 00 00 00 00 00
    03 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00
    00 00 02 40 00 00 00 00 01 00 00 00 00 00 00 00
    00 20 02 40 00 00 00 00 02 00 00 00 00 00 00 00
    `,
  ],
] as const;

describe('B8, B16: one share, three versions', () => {
  it.each(RESPONSES)('FF-A %s', (_version, name, expected) => {
    const w = shareWithThreeVersions();
    const impdef = [
      [1n, 2n],
      [3n, 4n],
      [0x20a8_4328_20cf_1a38n, 0x8ac2_47f7_13b3_8878n],
    ] as const;
    const borrower = w[name];
    const words = borrower.version === VERSION_1_2 ? impdef : [];

    const answer = retrieve(borrower, w.os, w.handle, { to: w.to, tag: TAG, permissions: 0, impdef: words });

    const bytes = hex(expected);
    expect(answer.words).toEqual([FFA.MEM_RETRIEVE_RESP, bytes.length, bytes.length, 0, 0, 0, 0, 0]);
    expect(dump(borrower.received(bytes.length))).toEqual(dump(bytes));
  });

  it.each(RESPONSES)('F1: FF-A %s: the rest of RX is zero, whatever was there', (_version, name) => {
    const w = shareWithThreeVersions();
    const borrower = w[name];
    w.memory.writeBytes(borrower.ram + 0x1_0000, new Uint8Array(4096).fill(0xa5));

    const { words } = retrieve(borrower, w.os, w.handle, {
      tag: TAG,
      permissions: 0,
      flags: 0x400,
      accessSize: 16,
    });

    expect(words[1]).toBeGreaterThan(0);
    expect(borrower.received(4096).subarray(words[2])).toEqual(new Uint8Array(4096 - words[2]!));
  });
});

it.each([
  ['ends in the first', 1],
  ['fills the first', 250],
])('F1: nor does the second page of RX keep what it had, when the response %s', (_name, constituents) => {
  const { os, sp1, memory } = world({ bufferPages: 2 });
  const second = sp1.ram + 0x1_1000;
  memory.writeBytes(second, new Uint8Array(4096).fill(0xa5));

  retrieved(sp1, os, sent('share', os, [sp1], scattered(PAGE, constituents)));

  expect(memory.readBytes(second, 4096)).toEqual(new Uint8Array(4096));
});

it('D10: an FF-A 1.0 borrower is told that memory is non-secure only when it asked to be', () => {
  const { os, sp1 } = world({ versions: { sp1: VERSION_1_0 } });
  const handles = [PAGE, PAGE + 0x1000].map((address) => sent('share', os, [sp1], [address]));

  expect(retrieved(sp1, os, handles[0]!)[2]).toBe(0x2f);
  sp1.call(FFA.FEATURES, FFA.MEM_RETRIEVE_REQ, 2);
  expect(retrieved(sp1, os, handles[1]!)[2]).toBe(0x6f);
});

it.each([
  ['share', 0, 0x08],
  ['lend', 0, 0x10],
  ['lend', 1, 0x11],
  ['donate', 0, 0x18],
  ['donate', 1, 0x19],
] as const)('B16: a %s with flags %i is answered with flags %i', (of, flags, expected) => {
  const { os, sp1 } = world();
  const handle = sent(of, os, [sp1], [PAGE], { flags });

  const response = retrieved(sp1, os, handle, { of });

  expect(response.subarray(4, 8)).toEqual(Uint8Array.of(expected, 0, 0, 0));
});

describe('every sender’s version to every borrower’s', () => {
  const pairs = VERSIONS.flatMap(([from, sender]) =>
    VERSIONS.map(([to, borrower]) => [from, to, sender, borrower] as const),
  );

  it.each(pairs)('G6, QA7: FF-A %s to %s: every constituent arrives', (_from, _to, sender, borrower) => {
    const { os, sp1 } = world({ versions: { os: sender, sp1: borrower } });
    const ranges: Range[] = [[PAGE, 3], PAGE + 0x9000, [PAGE + 0x5000, 2]];
    const handle = sent('lend', os, [sp1], ranges, { tag: TAG });

    const decoded = decodeTransaction(retrieved(sp1, os, handle, { of: 'lend', tag: TAG }), borrower);

    expect(decoded).toMatchObject({
      ok: true,
      complete: true,
      value: {
        sender: 0,
        flags: 0x10,
        handle,
        tag: TAG,
        receivers: [{ endpoint: 0x8001, permissions: 0x6, impdef: [0n, 0n] }],
        composite: {
          totalPages: 6,
          constituents: [
            { address: PAGE, pages: 3 },
            { address: PAGE + 0x9000, pages: 1 },
            { address: PAGE + 0x5000, pages: 2 },
          ],
        },
      },
    });
  });
});

describe('addresses are those of whoever reads them', () => {
  it('a borrower with its own addresses finds the memory in the place that is kept for it', () => {
    const { sp1, vm2 } = world();
    const handle = sent('donate', sp1, [vm2], [SP1_NON_SECURE, [SP1_NON_SECURE + 0x4000, 2]]);

    const response = retrieved(vm2, sp1, handle, { of: 'donate' });

    expect(dump(response.subarray(80))).toEqual([
      '03 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00',
      '00 00 00 a0 00 00 00 00 01 00 00 00 00 00 00 00',
      '00 10 00 a0 00 00 00 00 02 00 00 00 00 00 00 00',
    ]);
    expect(vm2.physical(0xa000_1000)).toBe(SP1_NON_SECURE + 0x4000);
  });

  it('physical addresses take the place of the sender’s own, one constituent for each piece', () => {
    const { sp1, vm2 } = world();
    const handle = sent('share', vm2, [sp1], [[VM2_RAM + 0x1f_f000, 3], VM2_RAM + HEAP]);

    const response = retrieved(sp1, vm2, handle);

    expect(dump(response.subarray(80))).toEqual([
      '04 00 00 00 03 00 00 00 00 00 00 00 00 00 00 00',
      '00 f0 1f 60 00 00 00 00 01 00 00 00 00 00 00 00',
      '00 00 00 68 00 00 00 00 02 00 00 00 00 00 00 00',
      '00 00 02 60 00 00 00 00 01 00 00 00 00 00 00 00',
    ]);
  });

  it('adjacent constituents stay as many as they were', () => {
    const { os, sp1 } = world();
    const handle = sent('share', os, [sp1], [PAGE, PAGE + 0x1000]);

    const response = retrieved(sp1, os, handle);

    expect(response.length).toBe(128);
    expect(response[84]).toBe(2);
  });
});
