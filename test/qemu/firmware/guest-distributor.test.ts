import { expect, test } from 'vitest';
import { GuestDistributor, prepareInterrupts } from '../../../src/node/qemu/firmware/guest-distributor.ts';

const DISTRIBUTOR = 0x0800_0000;
const CTLR = 0x0;
const TYPER = 0x4;
const PIDR2 = 0xffe8;
const ISENABLER1 = 0x104;
const ICENABLER1 = 0x184;
const IPRIORITYR8 = 0x420;
const IROUTER34 = 0x6110;
const IROUTER35 = 0x6118;
const BIT_34 = 4n;

/** That of a guest with interrupt 34 and processors 2 and 3. */
const distributor = () => new GuestDistributor({ own: [34], hasProcessor: (cpu) => cpu === 2 || cpu === 3 });

const read = (of: GuestDistributor, offset: number, size = 4) =>
  of.access({ offset, size, value: undefined }).value;
const write = (of: GuestDistributor, offset: number, value: bigint, size = 4) =>
  of.access({ offset, size, value }).poke;

test('a guest finds a GICv3 with 64 interrupts, in one security state', () => {
  const guest = distributor();
  expect([CTLR, TYPER, PIDR2].map((offset) => read(guest, offset))).toEqual([0x10n, 0x48_0001n, 0x3bn]);
});

test('what a guest sets of the whole concerns itself, and is what it reads', () => {
  const guest = distributor();
  expect(write(guest, CTLR, 0x12n)).toBeUndefined();
  expect(write(guest, IPRIORITYR8, 0xa0a0_a0a0n)).toBeUndefined();
  expect([read(guest, CTLR), read(guest, IPRIORITYR8)]).toEqual([0x12n, 0xa0a0_a0a0n]);
  expect(read(distributor(), IPRIORITYR8)).toBe(0n);
});

test('of interrupts only its own are enabled and disabled', () => {
  const guest = distributor();
  expect(write(guest, ICENABLER1, 0xffff_ffffn)).toEqual({ address: DISTRIBUTOR + ICENABLER1, value: 4 });
  expect(write(guest, ISENABLER1, 0xffff_fffbn)).toBeUndefined();
  expect(write(guest, ISENABLER1, 0xffff_ffffn)).toEqual({ address: DISTRIBUTOR + ISENABLER1, value: 4 });
  expect([read(guest, ISENABLER1), read(guest, ICENABLER1)]).toEqual([BIT_34, BIT_34]);
  write(guest, ICENABLER1, BIT_34);
  expect([read(guest, ISENABLER1), read(guest, ICENABLER1)]).toEqual([0n, 0n]);
});

test.each([
  ['its own to a processor of its own', IROUTER34, 3n, { address: DISTRIBUTOR + IROUTER34, value: 3 }],
  ["its own to another guest's", IROUTER34, 0n, undefined],
  ["another guest's to a processor of its own", IROUTER35, 3n, undefined],
])('a guest routes %s', (_, offset, affinity, poke) => {
  const guest = distributor();
  expect(write(guest, offset, affinity, 8)).toEqual(poke);
  expect(read(guest, offset, 8)).toBe(affinity);
});

test('interrupts without a wire are on an edge, behind what processors let pass, and go to one', () => {
  expect(
    prepareInterrupts([
      { interrupt: 34, cpu: 2 },
      { interrupt: 35, cpu: 4 },
    ]),
  ).toEqual([
    { address: 0x0800_0420, value: 0xd0d0_d0d0 },
    { address: 0x0800_0424, value: 0xd0d0_d0d0 },
    { address: 0x0800_0c08, value: 0xa0 },
    { address: 0x0800_6110, value: 2 },
    { address: 0x0800_6118, value: 4 },
  ]);
});
