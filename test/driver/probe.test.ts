import { describe, expect, test } from 'vitest';
import type { DriverModel } from '../../src/core/driver/model.ts';
import { LINUX_6_12 } from '../../src/core/driver/models/linux-6.12.ts';
import { LINUX_7_2 } from '../../src/core/driver/models/linux-7.2.ts';
import { TANTALUM } from '../../src/core/driver/models/tantalum.ts';
import { U_BOOT } from '../../src/core/driver/models/u-boot.ts';
import { ERROR, RX, SUCCESS, says, TX } from '../client/ready.ts';
import { registers } from '../client/scripted.ts';
import { callsOf, manager, met, refuses } from './started.ts';

const OK = { ok: true, value: undefined };
const map = `c4000066 ${TX.toString(16)} ${RX.toString(16)} 1`;

/** Source: clients-linux-uboot-pkvm 1.3, 1.4, 4.2. */
const STARTS: readonly [
  name: string,
  model: DriverModel,
  answer: ReturnType<typeof manager>,
  calls: string[],
][] = [
  [
    'Linux 7.2 at a manager of 1.0 that has nothing that it need not have',
    LINUX_7_2,
    manager(0x1_0000),
    [
      ...['84000063 10002', '84000069', '84000064 c4000066', map],
      ...['84000064 c4000072', '84000064 c4000073', '84000064 c400008d', '84000064 c400008e'],
      ...['84000064 8400007d', '84000064 2', '84000064 1', '84000064 c400008b'],
      ...['84000068', '84000065', '84000068', '84000065'],
    ],
  ],
  [
    'Linux 7.2 at a manager of 1.1',
    LINUX_7_2,
    manager(0x1_0001, [0xc400_0073, 0x8400_007d, 2]),
    [
      ...['84000063 10002', '84000069', '84000064 c4000066', map],
      ...['84000064 c4000072', '84000064 c4000073', '84000064 c400008d', '84000064 c400008e'],
      ...['84000064 8400007d', '8400007d 0 1', '84000064 2', '84000064 1', '84000064 c400008b'],
      ...['84000068 0 0 0 0 1', '84000068', '84000065'],
    ],
  ],
  [
    'Linux 7.2 at a manager of 1.2, which has bitmaps and no interrupts for them',
    LINUX_7_2,
    manager(0x1_0002, [0xc400_0072, 0xc400_008e, 0x8400_007d, 0xc400_008b]),
    [
      ...['84000063 10002', '84000069', '84000064 c4000066', map],
      ...['84000064 c4000072', '84000064 c400008d', '84000064 c400008e'],
      ...['84000064 8400007d', '8400007d 0 1', '84000064 2', '84000064 1', '8400007e'],
      ...['84000064 c400008b', 'c400008b', 'c400008b'],
    ],
  ],
  [
    'Linux 6.12 at a manager of 1.2',
    LINUX_6_12,
    manager(0x1_0001, [0xc400_0072, 0xc400_008d]),
    [
      ...['84000063 10001', '84000069', '84000064 c4000066', map, '84000064 c4000072', '84000064 c400008d'],
      ...['84000064 8400007d', '84000064 2', '84000064 1', '84000064 c400008b'],
      ...['84000068 0 0 0 0 1', '84000068', '84000065'],
    ],
  ],
  [
    'a careful driver, which asks again for the version of an older manager',
    TANTALUM,
    manager(0x1_0001),
    [
      ...['84000063 10003', '84000063 10001', '84000069', '84000064 c4000066', map],
      ...['84000064 c4000072', '84000064 c4000073', '84000064 c400008d'],
      ...['84000064 8400007d', '84000064 2', '84000064 1', '84000064 c400008b'],
      ...['84000068', '84000065'],
    ],
  ],
  [
    'U-Boot, which asks for the version twice',
    U_BOOT,
    manager(0x1_0000, [0xc400_0066]),
    ['84000063 10000', '84000063 10000', '84000069', '84000064 c4000066', map, '84000068', '84000065'],
  ],
];

describe('a start', () => {
  test.each(STARTS)('R1, R2: of %s', (_, model, answer, calls) => {
    const { driver, machine } = met(model, answer);

    expect(machine.run(driver.probe())).toEqual(OK);

    expect(callsOf(machine)).toEqual(calls);
  });

  test.each([
    ['Linux 7.2', LINUX_7_2, manager(0x1_0001, [0x8400_007d, 2]), ['8400007e', '84000067']],
    [
      'U-Boot of endpoint 7',
      U_BOOT,
      manager(0x1_0000, [0xc400_0066], { 2214592617: says(SUCCESS, 0, 7) }),
      ['84000067 70000'],
    ],
  ])('is undone by %s', (_, model, answer, calls) => {
    const { driver, machine, state } = met(model, answer);
    machine.run(driver.probe());
    const before = machine.calls.length;

    expect(machine.run(driver.remove())).toEqual(OK);

    expect(callsOf(machine).slice(before)).toEqual(calls);
    expect([state.buffers, driver.bus.devices]).toEqual([undefined, []]);
    expect(machine.run(driver.remove())).toMatchObject({ ok: false, error: { errno: 'ENODEV' } });
    expect(machine.run(driver.probe())).toEqual(OK);
  });

  test('cannot be made twice', () => {
    const { driver, machine } = met(LINUX_7_2, manager(0x1_0001));
    machine.run(driver.probe());

    expect(machine.run(driver.probe())).toMatchObject({ ok: false, error: { errno: 'EBUSY' } });
  });
});

describe('a version', () => {
  test.each([
    ['none', LINUX_7_2, [0xffff_ffff], 'ENODEV'],
    ['none', LINUX_6_12, [0xffff_ffff_ffff_ffffn], 'EOPNOTSUPP'],
    ['none in 32 bits', LINUX_6_12, [0xffff_ffff], 'EINVAL'],
    ['none', U_BOOT, [0xffff_ffff], 'EOPNOTSUPP'],
    ['2.0', LINUX_7_2, [0x2_0000], 'EINVAL'],
    ['0.9', LINUX_7_2, [0x9], 'EINVAL'],
    ['2.0', U_BOOT, [0x2_0000], 'EPROTONOSUPPORT'],
    ['another refusal', LINUX_7_2, [0xffff_fffe], 'EINVAL'],
  ])('is refused: %s', (_, model, answer, errno) => {
    const { driver, machine } = met(model, [says(...answer)]);

    expect(machine.run(driver.probe())).toMatchObject({ ok: false, error: { errno, call: 'FFA_VERSION' } });

    expect(machine.calls).toHaveLength(1);
  });

  test.each([
    ['newer than the driver', LINUX_7_2, 0x1_0003, 0x1_0002],
    ['older', LINUX_7_2, 0x1_0000, 0x1_0000],
    ['newer than U-Boot', U_BOOT, 0x1_0002, 0x1_0000],
  ])('is the lower of both: %s', (_, model, offered, agreed) => {
    // What the manager speaks from then on is what the driver offered.
    const { driver, machine } = met(model, manager(agreed, [0xc400_0066], { 2214592611: says(offered) }));

    expect(machine.run(driver.probe())).toEqual(OK);

    expect(driver.info.version).toBe(agreed);
  });
});

describe('buffers', () => {
  const sizes = (word: number) => ({ 2214592612: says(SUCCESS, 0, word) });
  test.each([
    ['4 KiB', LINUX_7_2, 0, {}, [1]],
    ['64 KiB', LINUX_7_2, 1, {}, [16]],
    ['16 KiB', LINUX_7_2, 2, {}, [4]],
    ['a size that Linux takes for 4 KiB', LINUX_7_2, 3, {}, [1]],
    ['at most two pages, for a kernel with large ones', LINUX_7_2, 0x2_0000, { pageBytes: 0x1_0000 }, [2]],
    ['at most one page, with 16 KiB at least', LINUX_7_2, 0x1_0002, {}, [4]],
    ['a kernel with large pages', LINUX_7_2, 0, { pageBytes: 0x1_0000 }, [16]],
    ['U-Boot with 16 KiB', U_BOOT, 2, {}, [4]],
  ])('have the size that both want: %s', (_, model, word, surroundings, pages) => {
    const answer = manager(0x1_0000, [], sizes(word));
    const { driver, machine } = met(model, answer, {
      buffers: { tx: TX, rx: RX, pages: 16 },
      ...surroundings,
    });

    machine.run(driver.probe());

    const maps = machine.calls.filter((call) => call[0] === 0xc400_0066);
    expect(maps.map((call) => call[6])).toEqual(pages);
  });

  test('are tried with the least size, where the manager tells no maximum and does not take more', () => {
    const answer = manager(0x1_0001, [], {
      3288334438: (question) => (question[6] === 1 ? registers(SUCCESS) : registers(ERROR, 0, 0xffff_fffe)),
    });
    const { driver, machine } = met(LINUX_7_2, answer, {
      buffers: { tx: TX, rx: RX, pages: 16 },
      pageBytes: 0x1_0000,
    });

    expect(machine.run(driver.probe())).toEqual(OK);

    const maps = machine.calls.filter((call) => call[0] === 0xc400_0066);
    expect(maps.map((call) => call[6])).toEqual([16, 1]);
  });

  test.each([
    ['a maximum, which U-Boot takes for a size', U_BOOT, sizes(0x4_0000), 'EINVAL'],
    ['no answer for U-Boot', U_BOOT, {}, 'EOPNOTSUPP'],
    ['more than there is room for', LINUX_7_2, sizes(1), 'ENOMEM'],
    ['refused', LINUX_7_2, { 3288334438: refuses(-6) }, 'EACCES'],
  ])('cannot be had: %s', (_, model, others, errno) => {
    const { driver, machine } = met(model, manager(0x1_0000, [], others));

    expect(machine.run(driver.probe())).toMatchObject({ ok: false, error: { errno } });

    expect(callsOf(machine).filter((call) => call.startsWith('84000067'))).toEqual([]);
  });

  test('R3: that the hypervisor mapped are used, and stay mapped', () => {
    const { driver, machine, state } = met(TANTALUM, manager(0x1_0002), { mapped: true });

    expect(machine.run(driver.probe())).toEqual(OK);
    expect(state.buffers).toEqual({ tx: TX, rx: RX, pages: 1 });
    expect(machine.run(driver.remove())).toEqual(OK);

    expect(
      machine.calls.map((call) => call[0]).filter((id) => id === 0xc400_0066 || id === 0x8400_0067),
    ).toEqual([]);
  });
});

describe('a start that fails leaves nothing behind', () => {
  test.each([
    ['no partition, Linux', LINUX_7_2, { 2214592616: says(SUCCESS, 0, 0, 24) }, 'EINVAL'],
    ['partitions that are refused, Linux', LINUX_7_2, { 2214592616: refuses(-4) }, 'EBUSY'],
    ['more partitions than RX holds', LINUX_7_2, { 2214592616: says(SUCCESS, 0, 171, 24) }, 'EINVAL'],
    ['descriptions of no size', LINUX_7_2, { 2214592616: says(SUCCESS, 0, 1, 7) }, 'EINVAL'],
  ])('%s', (_, model, others, errno) => {
    const { driver, machine, state } = met(model, manager(0x1_0001, [0x8400_007d, 2], others));

    expect(machine.run(driver.probe())).toMatchObject({ ok: false, error: { errno, undoing: undefined } });

    expect(callsOf(machine).slice(-2)).toEqual(['8400007e', '84000067']);
    expect([state.buffers, driver.bus.devices]).toEqual([undefined, []]);
  });

  test('and tells of what it could not undo', () => {
    const others = { 2214592616: refuses(-4), 2214592615: refuses(-2) };
    const { driver, machine } = met(LINUX_7_2, manager(0x1_0001, [], others));

    expect(machine.run(driver.probe())).toMatchObject({
      ok: false,
      error: { errno: 'EBUSY', undoing: { errno: 'EINVAL', call: 'FFA_RXTX_UNMAP' } },
    });
  });

  test('no partition is no failure for U-Boot', () => {
    const { driver, machine } = met(U_BOOT, manager(0x1_0000, [0xc400_0066], { 2214592616: says(SUCCESS) }));

    expect(machine.run(driver.probe())).toEqual(OK);
  });
});
