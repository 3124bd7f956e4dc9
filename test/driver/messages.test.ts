import { describe, expect, test } from 'vitest';
import type { DriverModel } from '../../src/core/driver/model.ts';
import { LINUX_6_12 } from '../../src/core/driver/models/linux-6.12.ts';
import { LINUX_7_2 } from '../../src/core/driver/models/linux-7.2.ts';
import { TANTALUM } from '../../src/core/driver/models/tantalum.ts';
import { U_BOOT } from '../../src/core/driver/models/u-boot.ts';
import { hex } from '../abi/support.ts';
import { SUCCESS, says } from '../client/ready.ts';
import type { Answer } from '../client/scripted.ts';
import { callsOf, manager, met, refuses } from './started.ts';

const INTERRUPT = (who: number): Answer => says(0x8400_0062, who);
const YIELD: Answer = says(0x8400_006c, 0x8001_0000);
const response32: Answer = says(0x8400_0070, 0x8001_0000, 0, 1, 2, 3, 4, 5);
const response64: Answer = says(0xc400_0070, 0x8001_0000, 0, 0x1_0000_0001n, 2, 3, 4, 5);

/** A driver with partition 0x8001 in 64 bits, that is answered from a list from now on. */
function started(model: DriverModel, answers: readonly Answer[], limits = {}) {
  const left = [...answers];
  const honest = manager(Math.min(model.version, 0x1_0002), [0xc400_0066, 0xc400_008d]);
  let listening = false;
  const all = met(model, (...call) => (listening ? left.shift()! : honest)(...call), { limits });
  expect(all.machine.run(all.driver.probe())).toMatchObject({ ok: true });
  listening = true;
  const before = all.machine.calls.length;
  const device = all.driver.bus.deviceOf(0x8001)!;
  return {
    ...all,
    device,
    calls: () => callsOf(all.machine).slice(before),
    sent: () => all.machine.sent.slice(before),
  };
}

describe('a direct request', () => {
  test('R7: of Linux has 64 bits, and 32 for a device in that mode', () => {
    const { driver, machine, device, calls } = started(LINUX_7_2, [response64, response32]);

    const wide = machine.run(driver.messages.request(device, [1n, 0x1_0000_0000n]));
    driver.messages.use32Bits(device);
    const narrow = machine.run(driver.messages.request(device, [1]));

    expect([wide, narrow]).toEqual([
      { ok: true, value: [0x1_0000_0001n, 2n, 3n, 4n, 5n] },
      { ok: true, value: [1n, 2n, 3n, 4n, 5n] },
    ]);
    expect(calls()).toEqual(['c400006f 8001 0 1 100000000', '8400006f 8001 0 1']);
  });

  test('of U-Boot has the width that its caller wants', () => {
    const { driver, machine, device, calls } = started(U_BOOT, [response64, response32]);

    machine.run(driver.messages.request(device, [0xaaaa_aaaa], 64));
    machine.run(driver.messages.request(device, [0xaaaa_aaaa], 32));

    expect(calls()).toEqual(['c400006f 8001 0 aaaaaaaa', '8400006f 8001 0 aaaaaaaa']);
  });

  test('T6: is run on after each interrupt and yield, as the answer says', () => {
    const answers = [INTERRUPT(0x8001_0003), YIELD, INTERRUPT(0x8001_0000), response64];
    const { driver, machine, device, calls } = started(LINUX_7_2, answers);

    expect(machine.run(driver.messages.request(device, []))).toMatchObject({ ok: true });

    expect(calls()).toEqual(['c400006f 8001', '8400006d 80010003', '8400006d 80010000', '8400006d 80010000']);
  });

  test.each([
    ['T7: of the other width', LINUX_7_2, [response32], 'EINVAL'],
    ['a success, for Linux', LINUX_7_2, [says(SUCCESS)], 'EINVAL'],
    ['a yield, for U-Boot', U_BOOT, [YIELD], 'EINVAL'],
    ['refused', LINUX_7_2, [refuses(-8)], 'ECANCELED'],
    ['refused after an interrupt', U_BOOT, [INTERRUPT(0x8001_0000), refuses(-6)], 'EACCES'],
    ['of another kind, for a careful driver', TANTALUM, [says(0x8400_006b)], 'EPROTO'],
  ])('is a failure when the answer is %s', (_, model, answers, errno) => {
    const { driver, machine, device } = started(model, answers);

    expect(machine.run(driver.messages.request(device, []))).toMatchObject({ ok: false, error: { errno } });
  });

  test('may have no response, for U-Boot', () => {
    const { driver, machine, device } = started(U_BOOT, [says(SUCCESS)]);

    expect(machine.run(driver.messages.request(device, []))).toEqual({ ok: true, value: [] });
  });

  test.each([
    [2, 'ok'],
    [3, 'EBUSY'],
  ])('is run on two times at most, where that is the limit: after %i interrupts %s', (times, outcome) => {
    const answers = [...new Array<Answer>(times).fill(YIELD), response64];
    const { driver, machine, device } = started(TANTALUM, answers, { runs: 2 });

    const result = machine.run(driver.messages.request(device, []));

    expect(result.ok ? 'ok' : result.error.errno).toBe(outcome);
  });
});

describe('a request to a service', () => {
  test('names it, and carries fourteen values', () => {
    const data = Array.from({ length: 14 }, (_, index) => BigInt(index + 1));
    const { driver, machine, device, calls } = started(LINUX_7_2, [
      says(0xc400_008e, 0x8001_0000, 0, 0, ...data),
    ]);

    expect(machine.run(driver.messages.requestService(device, data))).toEqual({ ok: true, value: data });

    expect(calls()).toEqual(['c400008d 8001 e311f8e7e0786148 1bc5d5a502005ebc 1 2 3 4 5 6 7 8 9 a b c d e']);
  });

  test('is not made where the manager has none, nor by a driver that has none', () => {
    const old = met(LINUX_7_2, manager(0x1_0001));
    old.machine.run(old.driver.probe());
    const device = old.driver.bus.deviceOf(0x8001)!;

    expect(old.machine.run(old.driver.messages.requestService(device, []))).toMatchObject({
      ok: false,
      error: { errno: 'EOPNOTSUPP' },
    });
    const none = started(U_BOOT, []);
    expect(none.machine.run(none.driver.messages.requestService(none.device, []))).toMatchObject({
      ok: false,
      error: { errno: 'ENOSYS' },
    });
  });
});

describe('an indirect message', () => {
  const ids = '0180 0000 03000000';
  test.each([
    [
      'Linux 7.2',
      LINUX_7_2,
      `0000000000000000 28000000 ${ids} 00000000 486178e0e7f811e3bc5e0002a5d5c51b 010203`,
    ],
    ['Linux 6.12', LINUX_6_12, `0000000000000000 14000000 ${ids} 010203`],
  ])('has the header of %s', (_, model, bytes) => {
    const { driver, machine, device, calls, sent } = started(model, [says(SUCCESS)]);

    expect(machine.run(driver.messages.send(device, Uint8Array.of(1, 2, 3)))).toMatchObject({ ok: true });

    expect(calls()).toEqual(['84000086']);
    const expected = hex(bytes);
    expect(sent()[0]!.slice(0, expected.length)).toEqual(expected);
  });

  test.each([
    [4056, 'ok'],
    [4057, 'ERANGE'],
  ])('of %i bytes: %s', (length, outcome) => {
    const { driver, machine, device } = started(LINUX_7_2, [says(SUCCESS)]);

    const result = machine.run(driver.messages.send(device, new Uint8Array(length)));

    expect(result.ok ? 'ok' : result.error.errno).toBe(outcome);
  });
});

test('FFA_RUN goes on after interrupts, and not after a yield', () => {
  const { driver, machine, device, calls } = started(LINUX_7_2, [INTERRUPT(0x8001_0002), YIELD, refuses(-4)]);

  expect(machine.run(driver.messages.run(device, 2))).toEqual({ ok: true, value: undefined });
  expect(machine.run(driver.messages.run(device))).toMatchObject({ ok: false, error: { errno: 'EBUSY' } });

  expect(calls()).toEqual(['8400006d 80010002', '8400006d 80010002', '8400006d 80010000']);
});
