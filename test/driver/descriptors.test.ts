/** What each driver writes to TX, against vectors that were worked out by hand and recorded. */

import { describe, expect, test } from 'vitest';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { LINUX_6_12 } from '../../src/core/driver/models/linux-6.12.ts';
import { LINUX_7_2 } from '../../src/core/driver/models/linux-7.2.ts';
import { U_BOOT_SHARE } from '../../src/core/driver/models/u-boot-share.ts';
import { segmentsOf } from '../../src/core/driver/scatter.ts';
import { hex, onePageBytes } from '../abi/support.ts';
import { SUCCESS, says } from '../client/ready.ts';
import { callsOf, running } from './started.ts';

const VAULT = { endpoint: 0x8001, permissions: 0x02 };
const PAGE = segmentsOf([0x4000_1000]);
const sent = says(SUCCESS, 0, 0x55, 0x66);

describe('a page shared with 0x8001', () => {
  test.each([
    ['Linux 7.2 to 1.0', LINUX_7_2, VERSION_1_0, '84000073 50 50'],
    ['Linux 7.2 to 1.1', LINUX_7_2, VERSION_1_1, '84000073 60 60'],
    ['Linux 7.2 to 1.2', LINUX_7_2, VERSION_1_2, '84000073 70 70'],
    ['Linux 6.12 to 1.0', LINUX_6_12, VERSION_1_0, '84000073 50 50'],
    ['Linux 6.12 to 1.1', LINUX_6_12, VERSION_1_1, '84000073 60 60'],
    ['U-Boot', U_BOOT_SHARE, VERSION_1_0, '84000073 50 50'],
  ])('M1, M8: is what %s writes', (_, model, version, call) => {
    const { driver, machine } = running(model, [sent], version);

    const result = machine.run(driver.memory.share({ borrowers: [VAULT], segments: PAGE }));

    expect(result).toEqual({ ok: true, value: 0x66_0000_0055n });
    expect(callsOf(machine)).toEqual([call]);
    const expected = onePageBytes(version);
    expect(machine.sent[0]!.slice(0, expected.length)).toEqual(expected);
  });
});

test('M3, T16: two borrowers of U-Boot share one composite', () => {
  const { driver, machine } = running(U_BOOT_SHARE, [sent]);
  const borrowers = [VAULT, { endpoint: 0x8002, permissions: 0x05 }];

  machine.run(driver.memory.share({ borrowers, segments: PAGE, flags: 1, tag: 0x1122_3344_5566_7788n }));

  expect(callsOf(machine)).toEqual(['84000073 60 60']);
  expect(machine.sent[0]!.slice(0, 96)).toEqual(
    hex(`
      00 00 2f 00 01 00 00 00 00 00 00 00 00 00 00 00
      88 77 66 55 44 33 22 11 00 00 00 00 02 00 00 00
      01 80 02 00 40 00 00 00 00 00 00 00 00 00 00 00
      02 80 05 00 40 00 00 00 00 00 00 00 00 00 00 00
      01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
      00 10 00 40 00 00 00 00 01 00 00 00 00 00 00 00
    `),
  );
});

describe('what a send says beside', () => {
  test('M7: a lend of Linux leaves attributes to the borrower, whoever there is', () => {
    const { driver, machine } = running(LINUX_7_2, [sent], VERSION_1_1);

    machine.run(
      driver.memory.lend({ borrowers: [VAULT, { endpoint: 0x8002, permissions: 1 }], segments: PAGE }),
    );

    expect(machine.sent[0]!.slice(0, 8)).toEqual(hex('0000 0000 0000 0000'));
  });

  test.each([
    ['1.2', VERSION_1_2, '0100000000000000 0200000000000000'],
    ['1.1, which has no place for them', VERSION_1_1, undefined],
  ])('implementation-defined words go to a manager of %s', (_, version, words) => {
    const { driver, machine } = running(LINUX_7_2, [sent], version);
    const borrower = { ...VAULT, impdef: [1n, 2n] as const };

    machine.run(driver.memory.share({ borrowers: [borrower], segments: PAGE }));

    const [bytes] = machine.sent;
    if (words === undefined) expect(bytes!.slice(0, 96)).toEqual(onePageBytes(version));
    else expect(bytes!.slice(0x38, 0x48)).toEqual(hex(words));
  });

  test('a buffer of the caller is named in x3 and x4, and TX stays as it is', () => {
    const { driver, machine } = running(LINUX_7_2, [sent], VERSION_1_1);

    // The scripted machine has TX and RX only: RX stands for the buffer.
    const result = machine.run(driver.memory.share({ borrowers: [VAULT], segments: PAGE, buffer: 0x1_0800 }));

    expect(result).toMatchObject({ ok: true });
    expect(callsOf(machine)).toEqual(['84000073 60 60 10800 1']);
    expect(machine.sent[0]!.slice(0x800, 0x860)).toEqual(onePageBytes(VERSION_1_1));
  });
});

describe('T4: 600 scattered pages', () => {
  const pages = segmentsOf(Array.from({ length: 600 }, (_, index) => 0x8000_0000 + index * 0x2000));
  const wants = (offset: number) => says(0x8400_007a, 5, 6, offset);

  test('are cut by Linux where its TX is full', () => {
    const { driver, machine } = running(
      LINUX_7_2,
      [wants(4096), wants(8192), says(SUCCESS, 0, 5, 6)],
      VERSION_1_1,
    );

    const result = machine.run(driver.memory.share({ borrowers: [VAULT], segments: pages }));

    expect(result).toEqual({ ok: true, value: 0x6_0000_0005n });
    expect(callsOf(machine)).toEqual(['84000073 25d0 1000', '8400007b 5 6 1000', '8400007b 5 6 5d0']);
    expect(machine.sent[1]!.slice(0, 16)).toEqual(hex('00601f80 00000000 01000000 00000000'));
    expect(machine.sent[2]!.slice(0x5c0, 0x5d0)).toEqual(hex('00e04a80 00000000 01000000 00000000'));
  });

  test('M5: are too much for U-Boot, which sends one range', () => {
    const { driver, machine } = running(U_BOOT_SHARE, []);

    const result = machine.run(driver.memory.share({ borrowers: [VAULT], segments: pages }));

    expect(result).toMatchObject({ ok: false, error: { errno: 'EINVAL' } });
  });
});

describe('what cannot be written', () => {
  const borrowers = Array.from({ length: 255 }, (_, index) => ({ endpoint: 0x8001 + index, permissions: 2 }));
  test.each([
    ['more borrowers than fit TX, by Linux', LINUX_7_2, { borrowers, segments: PAGE }, 'ENXIO'],
    ['more borrowers than fit TX, by U-Boot', U_BOOT_SHARE, { borrowers, segments: PAGE }, 'EINVAL'],
    ['M2: no borrower', U_BOOT_SHARE, { borrowers: [], segments: PAGE }, 'EINVAL'],
    ['M2: no memory', U_BOOT_SHARE, { borrowers: [VAULT], segments: [] }, 'EINVAL'],
    [
      'a part of a page',
      LINUX_7_2,
      { borrowers: [VAULT], segments: [{ address: 0x4000_1000, length: 100 }] },
      'EINVAL',
    ],
    [
      'M1: a buffer of its own, by U-Boot',
      U_BOOT_SHARE,
      { borrowers: [VAULT], segments: PAGE, buffer: 0x1_0000 },
      'EPROTONOSUPPORT',
    ],
  ])('is refused before any call: %s', (_, model, args, errno) => {
    const { driver, machine } = running(model, []);

    expect(machine.run(driver.memory.share(args))).toMatchObject({
      ok: false,
      error: { errno, call: undefined },
    });
  });
});

describe('segments', () => {
  test.each([
    ['pages in a row are one', [0x1000, 0x2000, 0x3000], [[0x1000, 0x3000]]],
    [
      'a gap begins another',
      [0x1000, 0x3000],
      [
        [0x1000, 0x1000],
        [0x3000, 0x1000],
      ],
    ],
    [
      'so does a page that comes before',
      [0x2000, 0x1000],
      [
        [0x2000, 0x1000],
        [0x1000, 0x1000],
      ],
    ],
    [
      'and the same page again',
      [0x1000, 0x1000],
      [
        [0x1000, 0x1000],
        [0x1000, 0x1000],
      ],
    ],
    ['none', [], []],
  ])('%s', (_, pages, expected) => {
    expect(segmentsOf(pages).map(({ address, length }) => [address, length])).toEqual(expected);
  });

  test('have no more bytes than 32 bits can say', () => {
    const pages = Array.from({ length: 0x10_0001 }, (_, index) => index * 0x1000);

    expect(segmentsOf(pages)).toEqual([
      { address: 0, length: 0xffff_f000 },
      { address: 0xffff_f000, length: 0x2000 },
    ]);
  });
});
