/** Which memory may be sent: owned, in no other transaction, all alike, named once. */

import { describe, expect, it } from 'vitest';
import {
  ADDRESS_SPACE,
  HEAP,
  OS_DEVICE,
  OS_NO_EXECUTE,
  OS_RAM,
  OS_READ_ONLY,
  VM1_RAM,
  VM2_RAM,
} from './support/addresses.ts';
import { constituents } from './support/bytes.ts';
import { retrieved } from './support/retrieves.ts';
import { describeSend, OPERATIONS, type Range, send, sendFirst, sendNext, sent } from './support/sends.ts';
import { accessOf, stateOf } from './support/state.ts';
import { type ActorName, type World, world } from './support/world.ts';

const A = OS_RAM + HEAP;
const page = (index: number) => A + index * 0x1000;

const TWICE: readonly [name: string, ranges: readonly Range[]][] = [
  [
    'identical',
    [
      [page(4), 4],
      [page(4), 4],
    ],
  ],
  [
    'the second inside the first',
    [
      [page(4), 4],
      [page(5), 2],
    ],
  ],
  [
    'the first inside the second',
    [
      [page(5), 2],
      [page(4), 4],
    ],
  ],
  [
    'tail of the first',
    [
      [page(4), 4],
      [page(7), 4],
    ],
  ],
  [
    'head of the first',
    [
      [page(4), 4],
      [page(2), 3],
    ],
  ],
];

describe('a page named twice in one list', () => {
  it.each(TWICE)('A6, QA4, E24: %s', (_name, ranges) => {
    const { os, sp1, spmc } = world();
    const before = stateOf(spmc);

    expect(send('share', os, [sp1], ranges).verdict).toBe('INVALID_PARAMETERS send/overlap @112+16');
    expect(stateOf(spmc)).toEqual(before);
  });

  it('A6, QA4: far apart in a long list', () => {
    const { os, sp1, spmc } = world();
    const before = stateOf(spmc);
    const ranges = Array.from({ length: 40 }, (_, index) => page(2 * index));

    const answer = send('lend', os, [sp1], [...ranges, page(2)]);

    expect(answer.verdict).toBe(`INVALID_PARAMETERS send/overlap @${96 + 40 * 16}+16`);
    expect(stateOf(spmc)).toEqual(before);
  });

  it('A7: exactly adjacent ranges do not overlap, in either order', () => {
    const { os, sp1 } = world();

    const answer = send(
      'share',
      os,
      [sp1],
      [
        [page(4), 4],
        [page(8), 1],
        [page(2), 2],
      ],
    );

    expect(answer.verdict).toBe('FFA_SUCCESS_32');
  });

  it('QA2: an empty range between does not hide it', () => {
    const { os, sp1 } = world();

    const answer = send('share', os, [sp1], [page(4), [page(4), 0], page(4)]);

    expect(answer.verdict).toBe('INVALID_PARAMETERS send/constituent-empty @120+4');
  });
});

const AGAIN: readonly [name: string, range: Range][] = [
  ['identical', [page(4), 4]],
  ['contained', [page(5), 2]],
  ['around it', [page(2), 8]],
  ['its head', [page(3), 2]],
  ['its tail', [page(7), 2]],
];

describe('a page of a live transaction', () => {
  it.each(AGAIN)('E24, QA4: %s', (_name, range) => {
    const { os, sp1, sp2, spmc } = world();
    sent('share', os, [sp1], [[page(4), 4]]);
    const before = stateOf(spmc);

    for (const operation of OPERATIONS) {
      expect(send(operation, os, [sp2], [range]).verdict).toBe('DENIED send/held @96+16');
      expect(stateOf(spmc)).toEqual(before);
    }
  });

  it('the refusal names the page and the transaction that holds it', () => {
    const { os, sp1, sp2, spmc } = world();
    sent('share', os, [sp1], [page(1)]);
    const handle = sent('lend', os, [sp1], [page(4)]);

    send('share', os, [sp2], [page(8), [page(3), 3]]);

    expect(spmc.verdict.page * 0x1000).toBe(page(4));
    expect(BigInt(spmc.verdict.holder)).toBe(handle & 0xffff_ffffn);
  });

  it('of its own send that is named twice, the refusal names the page and no transaction', () => {
    const { os, sp1, spmc } = world();

    send('share', os, [sp1], [page(4), page(2), page(4)]);

    expect(spmc.verdict.page * 0x1000).toBe(page(4));
    expect(spmc.verdict.holder).toBe(0);
  });

  it.each(['share', 'lend'] as const)('a borrower may not pass on what it was %s', (first) => {
    const { os, sp1, sp2 } = world();
    const handle = sent(first, os, [sp1], [page(4)]);
    retrieved(sp1, os, handle, { of: first });

    for (const operation of OPERATIONS)
      expect(send(operation, sp1, [sp2], [page(4)]).verdict).toBe('DENIED send/not-owner @96+16');
  });
});

describe('memory that is not the sender’s', () => {
  it.each([
    ['somebody else’s', 'os', VM1_RAM + HEAP, 'send/not-owner'],
    ['nobody’s', 'os', 0x0100_0000, 'send/unmapped'],
    ['address 0', 'os', 0, 'send/unmapped'],
    ['where its own addresses have nothing', 'vm2', VM2_RAM - 0x1000, 'send/unmapped'],
    ['a physical address to one who has its own', 'vm2', 0x6000_0000 + HEAP, 'send/unmapped'],
  ] as const)('%s', (_name, sender: ActorName, address, rule) => {
    const w = world();

    expect(send('lend', w[sender], [w.sp1], [address]).verdict).toBe(`DENIED ${rule} @96+16`);
  });
});

/** Pages that are not like the RAM around them. */
const ODD: readonly [name: string, address: number, alone: string][] = [
  ['read-only', OS_READ_ONLY, 'send/mixed'],
  ['not executable', OS_NO_EXECUTE, 'send/mixed'],
  ['device', OS_DEVICE, 'send/mixed'],
  ['already lent', page(20), 'send/held'],
  ['somebody else’s', VM1_RAM + HEAP, 'send/not-owner'],
  ['nobody’s', 0x0100_0000, 'send/unmapped'],
];

describe('QA1, QE1: one page that differs makes the whole send fail', () => {
  const cases = ODD.flatMap(([name, address, rule]) =>
    [0, 1, 2].map((position) => [name, address, rule, position] as const),
  );

  it.each(cases)('%s, %s: %s at position %i', (_name, address, rule, position) => {
    const { os, sp1, sp2, spmc } = world();
    sent('lend', os, [sp2], [page(20)]);
    const before = stateOf(spmc);
    const ranges: Range[] = [page(1), page(3)];
    ranges.splice(position, 0, address);

    const answer = send('lend', os, [sp1], ranges);

    // A page of another kind in front makes that kind the measure: the next one differs from it.
    const at = rule === 'send/mixed' && position === 0 ? 1 : position;
    expect(answer.verdict).toBe(`DENIED ${rule} @${96 + at * 16}+16`);
    expect(stateOf(spmc)).toEqual(before);
  });

  it.each(cases)('%s, %s: %s at position %i of the second fragment', (_name, address, rule, position) => {
    const { os, sp1, sp2, spmc } = world();
    sent('lend', os, [sp2], [page(20)]);
    const before = stateOf(spmc);
    const addresses = [page(1), page(3)];
    addresses.splice(position, 0, address);
    const bytes = describeSend('lend', os, [sp1], [page(5), ...addresses]);

    const { handle } = sendFirst('lend', os, bytes, 112);
    const answer = sendNext(os, handle, constituents(...addresses));

    expect(answer.verdict).toBe(`DENIED ${rule} @${112 + position * 16}+16`);
    expect(stateOf(spmc)).toEqual(before);
  });
});

describe('G7: every page of a range is looked at', () => {
  it.each([0, 1, 2, 3, 4])('page %i of five is lent already', (odd) => {
    const { os, sp1, sp2, spmc } = world();
    sent('lend', os, [sp2], [page(20 + odd)]);
    const before = stateOf(spmc);

    expect(send('lend', os, [sp1], [[page(20), 5]]).verdict).toBe('DENIED send/held @96+16');
    expect(spmc.verdict.page * 0x1000).toBe(page(20 + odd));
    expect(stateOf(spmc)).toEqual(before);
  });
});

describe('QA3: a sender’s own addresses above all physical memory', () => {
  const HIGH = ADDRESS_SPACE + 0x5000;

  function withHighWindow(): World {
    const w = world();
    const page = w.vm2.physical(VM2_RAM + HEAP) / 4096;
    w.ledger.viewOf(w.vm2.party).open({ at: HIGH / 4096, page, pages: 1 });
    return w;
  }

  it('name what its view has there', () => {
    const w = withHighWindow();

    expect(send('lend', w.vm2, [w.sp1], [HIGH]).verdict).toBe('FFA_SUCCESS_32');
    expect(accessOf(w.vm2, HIGH)).toBe('Owner-NA ---');
  });

  it.each([
    ['a hole in its view', HIGH + 0x1000, 'DENIED send/unmapped @96+16'],
    ['the last page of 52 bits', 2 ** 52 - 4096, 'DENIED send/unmapped @96+16'],
    ['above 52 bits', 2 ** 52, 'INVALID_PARAMETERS send/constituent-range @96+8'],
  ])('%s', (_name, address, verdict) => {
    const w = withHighWindow();

    expect(send('lend', w.vm2, [w.sp1], [address]).verdict).toBe(verdict);
  });

  it('of a sender that sees physical addresses there are none', () => {
    const w = world();

    expect(send('lend', w.os, [w.sp1], [HIGH]).verdict).toBe(
      'INVALID_PARAMETERS send/constituent-range @96+8',
    );
  });
});
