import { describe, expect, test } from 'vitest';
import { VERSION_1_1 } from '../../src/core/abi/versions.ts';
import type { DriverModel } from '../../src/core/driver/model.ts';
import { LINUX_7_2 } from '../../src/core/driver/models/linux-7.2.ts';
import { TANTALUM } from '../../src/core/driver/models/tantalum.ts';
import { U_BOOT } from '../../src/core/driver/models/u-boot.ts';
import { U_BOOT_SHARE } from '../../src/core/driver/models/u-boot-share.ts';
import { segmentsOf } from '../../src/core/driver/scatter.ts';
import { SUCCESS, says } from '../client/ready.ts';
import type { Answer } from '../client/scripted.ts';
import { callsOf, refuses, running } from './started.ts';

const borrowers = [{ endpoint: 0x8001, permissions: 2 }];
/** A descriptor of 96 bytes, and one of 9680 in fragments of 4096, 4096 and 1488. */
const ONE = { borrowers, segments: segmentsOf([0x4000_0000]) };
const MANY = {
  borrowers,
  segments: segmentsOf(Array.from({ length: 600 }, (_, index) => 0x8000_0000 + index * 0x2000)),
};
const wants = (offset: number, handle = 5): Answer => says(0x8400_007a, handle, 0, offset);
const done = (handle = 5): Answer => says(SUCCESS, 0, handle);
const pause: Answer = says(0x8400_0078, 5, 0);
const back: Answer = says(SUCCESS);
const RECLAIM = '84000077 5';

describe('a careful driver believes no answer that it has not compared with what it sent', () => {
  const LIES: readonly [string, typeof MANY, readonly Answer[]][] = [
    ['a success before the end', MANY, [done(), back]],
    ['an offset that is not where it is', MANY, [wants(4080), back]],
    ['an offset that does not go on', MANY, [wants(0), back]],
    ['another handle', MANY, [wants(4096), wants(8192, 6), back]],
    ['another handle in the end', MANY, [wants(4096), wants(8192), done(6), back]],
    ['no end', MANY, [wants(4096), wants(8192), wants(9680), back]],
    ['a wish for more, where all was sent', ONE, [wants(96), back]],
    ['something else in the middle', MANY, [wants(4096), says(0x8400_006b), back]],
  ];

  test.each(LIES)('%s: it has the memory back', (_, args, answers) => {
    const { driver, machine } = running(TANTALUM, answers, VERSION_1_1);

    const result = machine.run(driver.memory.share(args));

    expect(result).toMatchObject({ ok: false, error: { errno: 'EPROTO', handle: undefined } });
    expect(callsOf(machine).at(-1)).toBe(RECLAIM);
    expect([driver.held.size, machine.left]).toEqual([0, 0]);
  });

  test.each(LIES)(
    '%s, and it cannot be reclaimed: both failures are told, and the handle is held',
    (_, args, answers) => {
      const { driver, machine } = running(TANTALUM, [...answers.slice(0, -1), refuses(-6)], VERSION_1_1);

      const result = machine.run(driver.memory.share(args));

      expect(result).toMatchObject({
        ok: false,
        error: { errno: 'EPROTO', handle: 5n, undoing: { errno: 'EACCES', call: 'FFA_MEM_RECLAIM' } },
      });
      expect([...driver.held]).toEqual([[5n, { name: 'FFA_MEM_SHARE', whole: false }]]);
    },
  );

  test('something that is no answer at all leaves nothing to have back', () => {
    const { driver, machine } = running(TANTALUM, [says(0x8400_006b)], VERSION_1_1);

    expect(machine.run(driver.memory.share(ONE))).toMatchObject({
      ok: false,
      error: { errno: 'EPROTO', handle: undefined },
    });
    expect(driver.held.size).toBe(0);
  });
});

describe('a refusal', () => {
  test.each([
    ['of the first fragment', [refuses(-6)], 'EACCES', undefined],
    ['of a fragment in the middle', [wants(4096), refuses(-3), back], 'ENOMEM', undefined],
    ['of the last', [wants(4096), wants(8192), refuses(-8), back], 'ECANCELED', undefined],
    ['and of the reclaim', [wants(4096), refuses(-3), refuses(-2)], 'ENOMEM', 5n],
  ])('%s is told by its status', (_, answers, errno, handle) => {
    const { driver, machine } = running(TANTALUM, answers, VERSION_1_1);

    expect(machine.run(driver.memory.share(MANY))).toMatchObject({ ok: false, error: { errno, handle } });
    expect([...driver.held.keys()]).toEqual(handle === undefined ? [] : [handle]);
  });

  test('of a fragment that is not the last is ENXIO in Linux, which leaves the rest to its client', () => {
    const { driver, machine } = running(LINUX_7_2, [wants(4096), refuses(-3), back], VERSION_1_1);

    const result = machine.run(driver.memory.share(MANY));

    expect(result).toMatchObject({
      ok: false,
      error: { errno: 'ENXIO', call: 'FFA_MEM_FRAG_TX', status: -3, handle: 5n },
    });
    expect([...driver.held]).toEqual([[5n, { name: 'FFA_MEM_SHARE', whole: false }]]);
    expect(machine.run(driver.memory.reclaim(5n))).toEqual({ ok: true, value: undefined });
    expect(driver.held.size).toBe(0);
  });

  test.each([
    ['the last', [wants(4096), wants(8192), refuses(-3)], 'ENOMEM'],
    ['the only one, by an answer that is none', [says(0x8400_006b)], 'EOPNOTSUPP'],
  ])('of %s Linux tells', (_, answers, errno) => {
    const { driver, machine } = running(LINUX_7_2, answers, VERSION_1_1);

    const args = answers.length === 1 ? ONE : MANY;
    expect(machine.run(driver.memory.share(args))).toMatchObject({ ok: false, error: { errno } });
  });

  test('M12: U-Boot takes every answer but a success for one', () => {
    const { driver, machine } = running(U_BOOT_SHARE, [wants(80), refuses(-6)]);

    const wanting = machine.run(driver.memory.share(ONE));
    const refused = machine.run(driver.memory.share(ONE));

    expect(wanting).toMatchObject({ ok: false, error: { errno: 'EINVAL', handle: 5n } });
    expect(refused).toMatchObject({ ok: false, error: { errno: 'EACCES', handle: undefined } });
  });
});

test('T5: Linux does not steer by what the manager wants', () => {
  const { driver, machine } = running(LINUX_7_2, [wants(0), done(9), wants(16, 7)], VERSION_1_1);

  expect(machine.run(driver.memory.share(MANY))).toEqual({ ok: true, value: 5n });

  expect(callsOf(machine)).toEqual(['84000073 25d0 1000', '8400007b 5 0 1000', '8400007b 5 0 5d0']);
});

describe('a pause', () => {
  test.each([TANTALUM, LINUX_7_2])('is resumed by $name', (model) => {
    const { driver, machine } = running(model, [pause, pause, done()], VERSION_1_1);

    expect(machine.run(driver.memory.share(ONE))).toEqual({ ok: true, value: 5n });
    expect(callsOf(machine).slice(1)).toEqual(['84000079 5', '84000079 5']);
  });

  test('M5: is a failure for U-Boot', () => {
    const { driver, machine } = running(U_BOOT_SHARE, [pause]);

    expect(machine.run(driver.memory.share(ONE))).toMatchObject({ ok: false, error: { errno: 'EINVAL' } });
  });

  test('is resumed so often and no more; then the memory is reclaimed', () => {
    const answers = new Array<Answer>(4097).fill(pause);
    const enough = running(TANTALUM, [...answers.slice(1), done()], VERSION_1_1);
    expect(enough.machine.run(enough.driver.memory.share(ONE))).toEqual({ ok: true, value: 5n });

    const { driver, machine } = running(TANTALUM, [...answers, back], VERSION_1_1);

    expect(machine.run(driver.memory.share(ONE))).toMatchObject({ ok: false, error: { errno: 'EPROTO' } });
    expect([machine.left, driver.held.size, callsOf(machine).at(-1)]).toEqual([0, 0, RECLAIM]);
  });
});

describe('BUSY and RETRY', () => {
  test.each([
    [-4, 8, 'ok'],
    [-7, 8, 'ok'],
    [-4, 9, 'EBUSY'],
    [-7, 9, 'EAGAIN'],
  ])('status %i, %i times: %s', (status, times, outcome) => {
    const answers = [...new Array<Answer>(times).fill(refuses(status)), done()];
    const { driver, machine } = running(TANTALUM, answers, VERSION_1_1);

    const result = machine.run(driver.memory.share(ONE));

    expect(result.ok ? 'ok' : result.error.errno).toBe(outcome);
    expect(machine.calls).toHaveLength(9);
  });

  test('are told at once by Linux', () => {
    const { driver, machine } = running(LINUX_7_2, [refuses(-4), done()], VERSION_1_1);

    expect(machine.run(driver.memory.share(ONE))).toMatchObject({ ok: false, error: { errno: 'EBUSY' } });
  });
});

describe('a reclaim', () => {
  const share = (model: DriverModel, last: Answer) => {
    const all = running(model, [done(), last], VERSION_1_1);
    all.machine.run(all.driver.memory.share(ONE));
    return all;
  };

  test('that succeeds ends the transaction', () => {
    const { driver, machine } = share(TANTALUM, back);
    expect([...driver.held]).toEqual([[5n, { name: 'FFA_MEM_SHARE', whole: true }]]);

    expect(machine.run(driver.memory.reclaim(5n, 1))).toEqual({ ok: true, value: undefined });

    expect(callsOf(machine).at(-1)).toBe('84000077 5 0 1');
    expect(driver.held.size).toBe(0);
  });

  test.each([
    ['refused', TANTALUM, refuses(-6), 'EACCES'],
    ['answered with something else', TANTALUM, says(0x8400_006b), 'EPROTO'],
  ])('that is %s leaves it held', (_, model, answer, errno) => {
    const { driver, machine } = share(model, answer);

    expect(machine.run(driver.memory.reclaim(5n))).toMatchObject({ ok: false, error: { errno } });
    expect([...driver.held.keys()]).toEqual([5n]);
  });

  test('succeeds for Linux with anything but FFA_ERROR', () => {
    const { driver, machine } = share(LINUX_7_2, says(0x8400_006b));

    expect(machine.run(driver.memory.reclaim(5n))).toEqual({ ok: true, value: undefined });
  });
});

describe('M2, M13: what a driver does not do is ENOSYS', () => {
  test.each([
    [U_BOOT, 'share'],
    [U_BOOT_SHARE, 'lend'],
    [U_BOOT_SHARE, 'donate'],
    [LINUX_7_2, 'donate'],
  ] as const)('$name: %s', (model, operation) => {
    const { driver, machine } = running(model, []);

    expect(machine.run(driver.memory[operation](ONE))).toMatchObject({
      ok: false,
      error: { errno: 'ENOSYS', returned: -38 },
    });
  });

  test('U-Boot cannot have memory back', () => {
    const { driver, machine } = running(U_BOOT_SHARE, []);

    expect(machine.run(driver.memory.reclaim(5n))).toMatchObject({ ok: false, error: { errno: 'ENOSYS' } });
  });
});

test('memory that cannot be written is EFAULT, and nothing is sent', () => {
  const { driver, machine } = running(LINUX_7_2, [], VERSION_1_1);

  const result = machine.run(driver.memory.share({ ...ONE, buffer: 0x9000_0000 }));

  expect(result).toMatchObject({ ok: false, error: { errno: 'EFAULT' } });
});
