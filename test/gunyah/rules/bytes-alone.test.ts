/** What the bytes of a request alone decide, when every broken rule is collected and nothing is known of VMs and parcels. */

import { describe, expect, test } from 'vitest';
import { checkPlace, checkSanitize } from '../../../src/core/gunyah/rules/check-accept.ts';
import { checkAccess, checkAttributes } from '../../../src/core/gunyah/rules/check-access.ts';
import { checkForm } from '../../../src/core/gunyah/rules/check-message.ts';
import { checkTold } from '../../../src/core/gunyah/rules/check-notify.ts';
import { checkRanges } from '../../../src/core/gunyah/rules/check-reserve.ts';
import type { RmRule } from '../../../src/core/gunyah/rules/rule.ts';
import { readAccess } from '../../../src/core/gunyah/wire/access-list.ts';
import { type Entries, encodeMessage } from '../../../src/core/gunyah/wire/codec.ts';
import { REQUEST, type RequestName } from '../../../src/core/gunyah/wire/messages.ts';
import type { Received } from '../../../src/core/gunyah/wire/received.ts';
import { ACCEPT_FLAG, TRANSFER } from '../../../src/core/gunyah/wire/values.ts';
import { EveryBroken } from '../../../src/core/rules/judge.ts';
import { acl, PEER, PRIMARY, regions } from '../world.ts';

/** A check's answer and the rules that it found broken, with their bytes. */
function judged<Result>(message: Received, check: (message: Received, judge: EveryBroken<RmRule>) => Result) {
  const judge = new EveryBroken<RmRule>();
  const result = check(message, judge);
  return { result, broken: judge.broken.map(({ rule, offset, length }) => `${rule.id} ${offset}+${length}`) };
}

function received(name: RequestName, payload: Uint8Array): Received {
  const message = checkForm(payload, REQUEST[name], new EveryBroken<RmRule>());
  if (message === false) throw new Error('the message has no form');
  return message;
}

function made(name: RequestName, lists: Readonly<Record<string, Entries>>, flags = 0): Received {
  return received(name, encodeMessage(REQUEST[name], { flags }, lists));
}

describe('an access list whose sender is not known', () => {
  const check = (transfer: number, ...entries: readonly (readonly [number, number])[]) =>
    judged(made('LEND', { acl: acl(...entries), regions: regions([0, 0x1000]) }), (message, judge) => {
      const use = { type: 0, transfer, owner: undefined, exists: () => true };
      return checkAccess(message, readAccess(message), use, judge);
    });

  test.each([
    ['lent', TRANSFER.LEND],
    ['shared', TRANSFER.SHARE],
  ])('of memory that is %s: nothing is said of the owner', (_, transfer) => {
    expect(check(transfer, [PEER, 6])).toEqual({ result: true, broken: [] });
  });

  test('breaks all that it breaks, entry by entry', () => {
    expect(check(TRANSFER.DONATE, [PEER, 6], [PEER, 0])).toEqual({
      result: true,
      broken: [
        'rm-create/donate-rights 14+1',
        'rm-create/vm-repeated 16+2',
        'rm-create/rights 18+1',
        'rm-create/donate-rights 18+1',
      ],
    });
  });

  test('has an attribute list for each of its VMs', () => {
    const attributes = [
      { vmid: PRIMARY, attribute: 3 },
      { vmid: 0x55, attribute: 4 },
    ];
    const message = made('LEND', {
      ...{ acl: acl([PEER, 6], [PRIMARY, 6]), regions: regions([0, 0x1000]), attributes },
    });

    const { result, broken } = judged(message, (each, judge) => {
      const use = { type: 0, transfer: TRANSFER.LEND, owner: undefined, exists: () => true };
      return checkAttributes(each, readAccess(each), use, judge);
    });

    expect(result).toBe(true);
    expect(broken).toEqual(['rm-create/attribute-value 48+2', 'rm-create/attribute-vm 50+2']);
  });
});

describe('a place for memory whose size is not known', () => {
  test.each([
    ['of whole pages', 0x20_0000, 0x2000, []],
    ['to the last address', 2 ** 44 - 0x1000, 0x1000, []],
    ['of nothing', 0x20_0000, 0, ['rm-accept/place-size 28+8']],
    ['of half a page', 0x20_0000, 0x800, ['rm-accept/place-size 28+8']],
    ['beyond the last address', 2 ** 44, 0x1000, ['rm-accept/place-unaligned 20+8']],
    [
      'of half a page in the middle of one',
      0x20_0010,
      0x800,
      ['rm-accept/place-unaligned 20+8', 'rm-accept/place-size 28+8'],
    ],
  ])('%s', (_, base, size, broken) => {
    const message = made('ACCEPT', { regions: regions([base, size]) });
    expect(judged(message, (each, judge) => checkPlace(each, 20, judge))).toEqual({ result: true, broken });
  });
});

test.each([
  ['asks for nothing', 0, false, 0, []],
  ['writes normal memory', ACCEPT_FLAG.SANITIZE, true, 0, []],
  ['does not write it', ACCEPT_FLAG.SANITIZE, false, 0, ['rm-accept/sanitize 6+1']],
  ['writes a device', ACCEPT_FLAG.SANITIZE, true, 1, ['rm-accept/sanitize 6+1']],
])('a receiver that %s, and clearing', (_, flags, writes, type, broken) => {
  const message = received('ACCEPT', encodeMessage(REQUEST.ACCEPT, { flags, type }));
  expect(judged(message, (each, judge) => checkSanitize(each, writes, judge))).toEqual({
    result: true,
    broken,
  });
});

test.each([
  ['not there', 12, ['rm-notify/vms-missing 12+0']],
  ['empty', 16, ['rm-notify/vms-empty 12+2']],
])('of a list of VMs that is %s no more is said than that', (_, length, broken) => {
  const message = received('NOTIFY', encodeMessage(REQUEST.NOTIFY, { flags: 1 }).slice(0, length));
  expect(judged(message, checkTold).broken).toEqual(broken);
});

describe('ranges of addresses that are asked for', () => {
  /** Kind, constraints, count, then 64-bit words. */
  const ranges = (kind: number, constraints: number, count: number, ...words: readonly number[]) => {
    const payload = new Uint8Array(20 + words.length * 8);
    const view = new DataView(payload.buffer);
    view.setUint8(0, kind);
    view.setUint32(4, constraints, true);
    view.setUint16(16, count, true);
    for (const [index, word] of words.entries()) view.setBigUint64(20 + index * 8, BigInt(word), true);
    return judged(received('IPA_RESERVE', payload), checkRanges);
  };

  test('are told in pages', () => {
    expect(ranges(1, 4, 1, 0x20_0000, 0x8000, 0x2000, 0x4000)).toEqual({
      result: [{ offset: 20, length: 32, from: 0x200, span: 8, pages: 2, alignment: 4 }],
      broken: [],
    });
    expect(ranges(0, 4, 2, 0x20_0000, 0x1000, 0x30_0000, 0x2000)).toEqual({
      result: [
        { offset: 20, length: 16, from: 0x200, span: 1, pages: 1, alignment: 1 },
        { offset: 36, length: 16, from: 0x300, span: 2, pages: 2, alignment: 1 },
      ],
      broken: [],
    });
  });

  test('break all that they break, but for a kind or a list that cannot be read', () => {
    expect(ranges(0, 0x80, 1, 0x10, 0x1000).broken).toEqual([
      'rm-reserve/constraints 4+4',
      'rm-reserve/range 20+16',
    ]);
    expect(ranges(2, 0x80, 1, 0x10, 0x1000)).toEqual({ result: false, broken: ['rm-reserve/kind 0+1'] });
    expect(ranges(1, 4, 1, 0x10, 0x1000)).toEqual({ result: false, broken: ['rm-reserve/list 16+20'] });
  });
});
