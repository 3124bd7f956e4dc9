import { describe, expect, test } from 'vitest';
import type { DriverModel } from '../../src/core/driver/model.ts';
import { LINUX_6_12 } from '../../src/core/driver/models/linux-6.12.ts';
import { LINUX_7_2 } from '../../src/core/driver/models/linux-7.2.ts';
import { TANTALUM } from '../../src/core/driver/models/tantalum.ts';
import { U_BOOT } from '../../src/core/driver/models/u-boot.ts';
import { hex } from '../abi/support.ts';
import { SUCCESS, SUCCESS_64, says } from '../client/ready.ts';
import { type Answer, registers } from '../client/scripted.ts';
import { callsOf, manager, met, refuses } from './started.ts';

/** A driver with notifications, that is answered from a list from now on. */
function started(
  model: DriverModel,
  answers: readonly Answer[],
  { id = 0, listings = 4096, has = true } = {},
) {
  const left = [...answers];
  const features = [0xc400_0066, ...(has ? [0x8400_007d, 2] : [])];
  const honest = manager(Math.min(model.version, 0x1_0002), features, { 2214592617: says(SUCCESS, 0, id) });
  let listening = false;
  const all = met(model, (...call) => (listening ? left.shift()! : honest)(...call), {
    limits: { listings },
  });
  expect(all.machine.run(all.driver.probe())).toMatchObject({ ok: true });
  listening = true;
  const before = all.machine.calls.length;
  const device = all.driver.bus.deviceOf(0x8001)!;
  return { ...all, device, calls: () => callsOf(all.machine).slice(before) };
}

const ok = says(SUCCESS);
/** One list with id 0, and nothing more. */
const mine = says(SUCCESS_64, 0, 0x80);

describe('a notification that is requested', () => {
  test('is bound, heard of, and unbound', () => {
    const pending = says(SUCCESS, 0, 0x20, 0x8000_0000);
    const { driver, machine, device, calls } = started(LINUX_7_2, [ok, ok, mine, pending, ok]);
    const heard: number[] = [];

    machine.run(driver.notifications.request(device, 5, (id) => heard.push(id)));
    machine.run(driver.notifications.request(device, 63, (id) => heard.push(id), true));
    const served = machine.run(driver.notifications.serve());
    machine.run(driver.notifications.relinquish(device, 5));

    expect(heard).toEqual([5, 63]);
    expect(served.ok && served.value).toEqual([
      { kind: 'notification', source: 'secure', id: 5 },
      { kind: 'notification', source: 'secure', id: 63 },
    ]);
    expect(calls()).toEqual([
      '8400007f 80010000 0 20',
      '8400007f 80010000 1 0 80000000',
      'c4000083',
      '84000082 0 5',
      '84000080 80010000 0 20',
    ]);
  });

  test.each([
    ['that is none', 64, [], 'EINVAL'],
    ['that is refused', 5, [refuses(-6)], 'EACCES'],
    ['that is answered with something else', 5, [says(0x8400_006b)], 'EINVAL'],
  ])('%s is an error number', (_, id, answers, errno) => {
    const { driver, machine, device } = started(LINUX_7_2, answers);

    expect(machine.run(driver.notifications.request(device, id, () => {}))).toMatchObject({
      ok: false,
      error: { errno },
    });
    expect(machine.run(driver.notifications.relinquish(device, 5))).toMatchObject({
      ok: false,
      error: { errno: 'EINVAL' },
    });
  });

  test('is in use once for each world', () => {
    const { driver, machine, device } = started(LINUX_7_2, [ok]);
    machine.run(driver.notifications.request(device, 5, () => {}));

    expect(machine.run(driver.notifications.request(device, 5, () => {}))).toMatchObject({
      ok: false,
      error: { errno: 'EBUSY' },
    });
  });

  test('can be sent, to all of a partition or to a vCPU', () => {
    const { driver, machine, device, calls } = started(LINUX_7_2, [ok, ok]);

    machine.run(driver.notifications.send(device, 1));
    machine.run(driver.notifications.send(device, 33, 3));

    expect(calls()).toEqual(['84000081 8001 0 2', '84000081 8001 30001 0 2']);
  });
});

describe('an interrupt', () => {
  test('of another endpoint is told to whoever schedules it', () => {
    const lists = (2n << 7n) | (2n << 12n);
    const { driver, machine, calls } = started(LINUX_7_2, [
      says(SUCCESS_64, 0, lists | 1n, 0x8002_0002_0001_0009n),
      refuses(-9),
    ]);

    const served = machine.run(driver.notifications.serve());

    expect(served.ok && served.value).toEqual([
      { kind: 'others', notified: { endpoint: 9, vcpus: [1, 2] } },
      { kind: 'others', notified: { endpoint: 0x8002, vcpus: [] } },
    ]);
    expect(calls()).toEqual(['c4000083', 'c4000083']);
  });

  test('of the 32-bit form has two ids in a register', () => {
    const { driver, machine } = started(LINUX_7_2, [
      says(SUCCESS, 0, (1n << 7n) | (2n << 12n), 0xffff_ffff_0001_0009n, 0x2),
    ]);

    const served = machine.run(driver.notifications.serve());

    expect(served.ok && served.value).toEqual([{ kind: 'others', notified: { endpoint: 9, vcpus: [1, 2] } }]);
  });

  test.each([
    ['Linux 7.2 as endpoint 0', LINUX_7_2, 0, '84000082 0 5'],
    ['Linux 7.2 as another', LINUX_7_2, 3, '84000082 3 f'],
    ['Linux 6.12 as another', LINUX_6_12, 3, '84000082 3 5'],
  ])('makes %s ask those that it listens to', (_, model, id, call) => {
    const { driver, machine, calls } = started(model, [says(SUCCESS_64, 0, 0x80, id), ok], { id });

    machine.run(driver.notifications.serve());

    expect(calls()[1]).toBe(call);
  });

  test.each([
    [5, 'ok'],
    [6, 'EBUSY'],
  ])('is asked about five times at most, where that is the limit: %i', (times, outcome) => {
    const more = says(SUCCESS_64, 0, 0x81, 9);
    const { driver, machine } = started(
      TANTALUM,
      [...new Array<Answer>(times - 1).fill(more), says(SUCCESS_64, 0, 0x80, 9)],
      { listings: 5 },
    );

    const served = machine.run(driver.notifications.serve());

    expect(served.ok ? 'ok' : served.error.errno).toBe(outcome);
  });

  test('whose lists are longer than the registers is EINVAL', () => {
    const { driver, machine } = started(LINUX_7_2, [says(SUCCESS_64, 0, 21n << 7n)]);

    expect(machine.run(driver.notifications.serve())).toMatchObject({
      ok: false,
      error: { errno: 'EINVAL' },
    });
  });
});

describe('a message that fills RX', () => {
  const from = '0000 0280';
  const full =
    (bytes: string): Answer =>
    (_, __, rx) => {
      rx.set(hex(bytes));
      return registers(SUCCESS, 0, 0, 0, 0, 0, 1);
    };
  const HEADER = (offset: string, size: string) => `0000000000000000 ${offset} ${from} ${size} 00000000`;

  test('is read, and RX given back', () => {
    const bytes = `${HEADER('28000000', '02000000')} 486178e0e7f811e3bc5e0002a5d5c51b 6869`;
    const { driver, machine, calls } = started(LINUX_7_2, [mine, full(bytes), ok]);

    const served = machine.run(driver.notifications.serve());

    expect(served.ok && served.value).toEqual([
      {
        kind: 'letter',
        letter: {
          sender: 0x8002,
          payload: hex('6869'),
          uuid: [0xe078_6148, 0xe311_f8e7, 0x0200_5ebc, 0x1bc5_d5a5],
        },
      },
    ]);
    expect(calls()[2]).toBe('84000065');
  });

  test('may have a short header that is padded', () => {
    const { driver, machine } = started(LINUX_7_2, [
      mine,
      full(`${HEADER('18000000', '02000000')} 6869`),
      ok,
    ]);

    const served = machine.run(driver.notifications.serve());

    expect(served.ok && served.value).toEqual([
      { kind: 'letter', letter: { sender: 0x8002, payload: hex('6869') } },
    ]);
  });

  test.each([
    ['no length', '28000000', '00000000'],
    ['a header that is not padded', '14000000', '02000000'],
    ['a payload behind RX', '28000000', 'd90f0000'],
    ['a payload far behind RX', 'ffffffff', 'ffffffff'],
  ])('is dropped when it has %s', (_, offset, size) => {
    const { driver, machine, calls } = started(LINUX_7_2, [mine, full(HEADER(offset, size)), ok]);

    expect(machine.run(driver.notifications.serve())).toEqual({ ok: true, value: [] });
    expect(calls()[2]).toBe('84000065');
  });

  test('is not taken notice of by Linux 6.12', () => {
    const { driver, machine, calls } = started(LINUX_6_12, [mine, full(HEADER('28000000', '02000000'))]);

    machine.run(driver.notifications.serve());

    expect(calls()).toHaveLength(2);
  });
});

test.each([
  ['the manager has none', LINUX_7_2, 'EOPNOTSUPP'],
  ['the driver has none', U_BOOT, 'ENOSYS'],
])('nothing of this is there when %s', (_, model, errno) => {
  const { driver, machine, device } = started(model, [], { has: false });

  const results = [
    machine.run(driver.notifications.request(device, 1, () => {})),
    machine.run(driver.notifications.send(device, 1)),
    machine.run(driver.notifications.serve()),
  ];

  for (const result of results) expect(result).toMatchObject({ ok: false, error: { errno } });
});
