/** FFA_PARTITION_INFO_GET and its form in registers. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { VERSION_1_0, VERSION_1_1 } from '../../src/core/abi/versions.ts';
import { dump } from '../abi/support.ts';
import { FFA } from './support/ids.ts';
import { stateOf } from './support/state.ts';
import { SHARED_UUID, SP1_UUID, world } from './support/world.ts';

const NIL = [0, 0, 0, 0] as const;
const UNKNOWN = [1, 2, 3, 4] as const;

describe('FFA_PARTITION_INFO_GET', () => {
  it('in FF-A 1.2: every protocol of every partition, 24 bytes each', () => {
    const { os } = world();

    const { words } = os.call(FFA.PARTITION_INFO_GET, ...NIL);

    expect(words).toEqual([FFA.SUCCESS, 0, 4, 24, 0, 0, 0, 0]);
    expect(dump(os.received(112))).toEqual([
      '01 80 01 00 01 01 00 00 11 11 11 11 22 22 22 22',
      '33 33 33 33 44 44 44 44 01 80 01 00 01 01 00 00',
      '01 00 aa aa 02 00 aa aa 03 00 aa aa 04 00 aa aa',
      '02 80 01 00 01 01 00 00 01 00 aa aa 02 00 aa aa',
      '03 00 aa aa 04 00 aa aa 03 80 01 00 01 01 00 00',
      '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
      '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
    ]);
  });

  it('in FF-A 1.1: every partition once', () => {
    const { os } = world({ versions: { os: VERSION_1_1 } });

    expect(os.call(FFA.PARTITION_INFO_GET, ...NIL).words.slice(2, 4)).toEqual([3, 24]);
  });

  it('in FF-A 1.0: 8 bytes each, and no size', () => {
    const { os } = world({ versions: { os: VERSION_1_0 } });

    expect(os.call(FFA.PARTITION_INFO_GET, ...NIL).words.slice(2, 4)).toEqual([3, 0]);
    expect(dump(os.received(24))).toEqual([
      '01 80 01 00 01 00 00 00 02 80 01 00 01 00 00 00',
      '03 80 01 00 01 00 00 00',
    ]);
  });

  it('who asked for a UUID is not told it again', () => {
    const { os } = world();

    expect(os.call(FFA.PARTITION_INFO_GET, ...SHARED_UUID).words.slice(2, 4)).toEqual([2, 24]);
    expect(dump(os.received(48))).toEqual([
      '01 80 01 00 01 01 00 00 00 00 00 00 00 00 00 00',
      '00 00 00 00 00 00 00 00 02 80 01 00 01 01 00 00',
      '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
    ]);
  });

  it('a partition sees that another sends direct requests, the normal world does not', () => {
    const { sp2, os } = world();
    for (const actor of [sp2, os]) actor.call(FFA.PARTITION_INFO_GET, ...SP1_UUID);

    expect(dump(sp2.received(8))).toEqual(['01 80 01 00 03 01 00 00']);
    expect(dump(os.received(8))).toEqual(['01 80 01 00 01 01 00 00']);
  });

  it('F1: the rest of RX is zero', () => {
    const { os, memory } = world();
    os.call(FFA.PARTITION_INFO_GET, ...NIL);
    os.release();
    memory.writeBytes(os.ram + 0x1_0000, new Uint8Array(4096).fill(0xa5));

    os.call(FFA.PARTITION_INFO_GET, ...SP1_UUID);

    expect(os.received(4096).subarray(24)).toEqual(new Uint8Array(4072));
  });

  it('the count alone needs no RX', () => {
    const { os, spmc } = world({ bufferPages: 0 });
    const before = stateOf(spmc);

    expect(os.call(FFA.PARTITION_INFO_GET, ...NIL, 1).words).toEqual([FFA.SUCCESS, 0, 4, 0, 0, 0, 0, 0]);
    expect(stateOf(spmc)).toEqual(before);
  });

  it('a partition that has aborted is not listed', () => {
    const { os, sp2, spmc } = world();
    spmc.abort(sp2.context, createFrame());

    expect(os.call(FFA.PARTITION_INFO_GET, ...NIL, 1).words[2]).toBe(3);
  });

  it.each([
    ['reserved flags', [...NIL, 2], 'INVALID_PARAMETERS info/flags x5'],
    ['an unknown UUID', UNKNOWN, 'INVALID_PARAMETERS info/unknown-uuid x1'],
    ['an unknown UUID, count only', [...UNKNOWN, 1], 'INVALID_PARAMETERS info/unknown-uuid x1'],
  ])('%s: refused, and RX stays as it was', (_name, words, verdict) => {
    const { os, spmc } = world();
    const before = stateOf(spmc);

    expect(os.call(FFA.PARTITION_INFO_GET, ...words).verdict).toBe(verdict);
    expect(stateOf(spmc)).toEqual(before);
  });

  it('QD2: RX full, or none: BUSY, and what is in it stays', () => {
    const { os, spmc } = world();
    os.call(FFA.PARTITION_INFO_GET, ...NIL);
    const before = stateOf(spmc);
    const content = os.received(4096);

    expect(os.call(FFA.PARTITION_INFO_GET, ...SP1_UUID).verdict).toBe('BUSY info/no-rx');
    expect(stateOf(spmc)).toEqual(before);
    expect(os.received(4096)).toEqual(content);
    expect(world({ bufferPages: 0 }).os.call(FFA.PARTITION_INFO_GET, ...NIL).verdict).toBe('BUSY info/no-rx');
  });
});

describe('F5: a list for RX of one page', () => {
  // Three lines for the other partitions, 24 bytes each.
  const protocols = (count: number) => ({
    uuids: { sp2: Array.from({ length: count }, (_, index) => [index + 1, 0, 0, 0] as const) },
  });

  it('of 170 partitions fits', () => {
    const { os } = world(protocols(167));

    expect(os.call(FFA.PARTITION_INFO_GET, ...NIL).words.slice(2, 4)).toEqual([170, 24]);
  });

  it('of 512 fits into three pages to the byte', () => {
    const { os } = world({ ...protocols(509), bufferPages: { os: 3 } });

    expect(os.call(FFA.PARTITION_INFO_GET, ...NIL).words.slice(2, 4)).toEqual([512, 24]);
  });

  it('of 171 does not, and RX stays as it was', () => {
    const { os, spmc } = world(protocols(168));
    const before = stateOf(spmc);

    expect(os.call(FFA.PARTITION_INFO_GET, ...NIL).verdict).toBe('NO_MEMORY info/rx-too-small');
    expect(stateOf(spmc)).toEqual(before);
  });

  it('of 171 into an RX that is full is BUSY first', () => {
    const { os } = world(protocols(168));
    os.call(FFA.PARTITION_INFO_GET, ...SP1_UUID);

    expect(os.call(FFA.PARTITION_INFO_GET, ...NIL).verdict).toBe('BUSY info/no-rx');
  });
});

describe('FFA_PARTITION_INFO_GET_REGS', () => {
  const uuid = ([a, b, c, d]: readonly number[]) => [
    BigInt(a!) | (BigInt(b!) << 32n),
    BigInt(c!) | (BigInt(d!) << 32n),
  ];

  it('carries up to five descriptors in x3..x17', () => {
    const { os } = world();

    const { frame } = os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 0n);

    expect([...frame.subarray(0, 12)]).toEqual([
      ...[FFA.SUCCESS_64, 0, 0, 0, 0x0003_0003, 0x0018_0000],
      ...[0x0001_8001, 0x101, ...SP1_UUID],
    ]);
    expect([...frame.subarray(24, 36)]).toEqual([0x0001_8003, 0x101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('continues where it is asked to', () => {
    const { os } = world();

    const { frame } = os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 2n);

    expect([...frame.subarray(4, 8)]).toEqual([0x0003_0003, 0x0018_0000, 0x0001_8002, 0x101]);
    expect([...frame.subarray(18)]).toEqual(new Array(18).fill(0));
  });

  it('F1: registers behind the last descriptor are zero, also where one follows that is not listed', () => {
    const { os, user, spmc } = world({ uuids: { user: [[1, 2, 3, 4]] } });
    spmc.abort(user.context, createFrame());

    const { frame } = os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 0x1_0001n);

    expect(frame[4]).toBe(0x0002_0002);
    expect([...frame.subarray(18)]).toEqual(new Array(18).fill(0));
  });

  it('QF9: an enumeration in several calls comes to every one', () => {
    const protocols = Array.from({ length: 9 }, (_, index) => [index + 1, 0, 0, 0] as const);
    const { os } = world({ uuids: { sp2: protocols } });

    const seen: number[] = [];
    for (let last = 0; seen.length <= last; ) {
      const { frame } = os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, BigInt(seen.length));
      last = frame[4]! & 0xffff;
      for (let index = seen.length, half = 6; index <= frame[4]! >>> 16; index++, half += 6)
        seen.push(frame[half + 2]!);
    }

    expect(seen).toEqual([SP1_UUID[0], SHARED_UUID[0], 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
  });

  it('QF9: a change in between is noticed, and the enumeration begins anew', () => {
    const { os, sp1, spmc } = world();
    os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 0n);
    spmc.abort(sp1.context, createFrame());

    const changed = os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 2n);
    const anew = os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 0n);
    const tagged = os.callWide(FFA.PARTITION_INFO_GET_REGS, 0n, 0n, 0x1_0001n);

    expect(changed.verdict).toBe('RETRY info/tag x3');
    expect([...anew.frame.subarray(4, 7)]).toEqual([0x0001_0001, 0x0018_0001, 0x0001_8002]);
    expect([...tagged.frame.subarray(4, 7)]).toEqual([0x0001_0001, 0x0018_0001, 0x0001_8003]);
  });

  it.each([
    ['an unknown UUID', [...uuid(UNKNOWN), 0n], 'INVALID_PARAMETERS info/unknown-uuid x1'],
    ['A25: an index behind the end', [...uuid(NIL), 4n], 'INVALID_PARAMETERS info/start-index x3'],
    ['A25: 0xffff', [...uuid(NIL), 0xffffn], 'INVALID_PARAMETERS info/start-index x3'],
    ['a tag that nobody gave out', [...uuid(NIL), 0x1_0000n], 'RETRY info/tag x3'],
  ])('%s is refused', (_name, registers, verdict) => {
    expect(world().os.callWide(FFA.PARTITION_INFO_GET_REGS, ...registers).verdict).toBe(verdict);
  });
});
