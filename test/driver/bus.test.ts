import { describe, expect, test } from 'vitest';
import { parseUuid, type UuidWords } from '../../src/core/abi/uuid.ts';
import { read } from '../../src/core/client/port.ts';
import type { ClientDriver } from '../../src/core/driver/bus.ts';
import type { DriverModel } from '../../src/core/driver/model.ts';
import { LINUX_7_2 } from '../../src/core/driver/models/linux-7.2.ts';
import { U_BOOT } from '../../src/core/driver/models/u-boot.ts';
import { DriverError } from '../../src/core/driver/result.ts';
import { hex } from '../abi/support.ts';
import { ERROR, RX, SUCCESS, SUCCESS_64 } from '../client/ready.ts';
import { type Answer, registers } from '../client/scripted.ts';
import { callsOf, manager, met } from './started.ts';

const OPTEE = parseUuid('486178e0-e7f8-11e3-bc5e-0002a5d5c51b')!;
const OTHER = parseUuid('b4b5671e-4a90-4fe1-b81f-fb13dae1dacb')!;

/** Two partitions, the first with two UUIDs, the second in 32 bits. */
const THREE = hex(`
  0180 0100 03010000 486178e0e7f811e3bc5e0002a5d5c51b
  0180 0100 03010000 b4b5671e4a904fe1b81ffb13dae1dacb
  0280 0400 03000000 b4b5671e4a904fe1b81ffb13dae1dacb
`);
const listing: Answer = (question, _, rx) => {
  rx.set(THREE);
  return registers(SUCCESS, 0, 3, (question[10]! & 1) === 0 ? 24 : 0);
};

/** A driver that notes what is done to it. */
function noting(name: string, ids: readonly UuidWords[], refused: readonly number[] = []) {
  const done: string[] = [];
  const driver: ClientDriver = {
    name,
    ids,
    *probe({ name: device, partition }) {
      done.push(`probe ${device}`);
      yield* read(RX, 1);
      if (refused.includes(partition)) return { ok: false, error: new DriverError('ENODEV', 'not this one') };
      return { ok: true, value: undefined };
    },
    *remove({ name: device }) {
      done.push(`remove ${device}`);
      yield* read(RX, 1);
    },
  };
  return { driver, done };
}

function started(model: DriverModel = LINUX_7_2, others = { 2214592616: listing }) {
  const all = met(model, manager(model.version === 0x1_0000 ? 0x1_0000 : 0x1_0001, [0xc400_0066], others));
  expect(all.machine.run(all.driver.probe())).toMatchObject({ ok: true });
  return all;
}

describe('R6: devices', () => {
  test('stand for a partition and a UUID each, and for the endpoint itself', () => {
    const { driver } = started();

    expect(
      driver.bus.devices.map(({ name, attributes, mode32 }) => [name, attributes.modalias, mode32]),
    ).toEqual([
      ['arm-ffa-1', 'arm_ffa:8001:486178e0-e7f8-11e3-bc5e-0002a5d5c51b', false],
      ['arm-ffa-2', 'arm_ffa:8001:b4b5671e-4a90-4fe1-b81f-fb13dae1dacb', false],
      ['arm-ffa-3', 'arm_ffa:8002:b4b5671e-4a90-4fe1-b81f-fb13dae1dacb', true],
      ['arm-ffa-4', 'arm_ffa:0000:00000000-0000-0000-0000-000000000000', false],
    ]);
    expect(driver.bus.devices[0]!.attributes).toMatchObject({
      partition_id: '0x8001',
      uuid: '486178e0-e7f8-11e3-bc5e-0002a5d5c51b',
    });
  });

  test('go to the driver whose table has their UUID, and to one only', () => {
    const { driver, machine } = started();
    const first = noting('first', [OTHER]);
    const second = noting('second', [OPTEE, OTHER]);

    machine.run(driver.bus.register(first.driver));
    const bound = machine.run(driver.bus.register(second.driver));

    expect(first.done).toEqual(['probe arm-ffa-2', 'probe arm-ffa-3']);
    expect(second.done).toEqual(['probe arm-ffa-1']);
    expect(bound.ok && bound.value.map(({ device }) => device.claimedBy)).toEqual([second.driver]);
  });

  test('that a driver did not take are free for the next', () => {
    const { driver, machine } = started();
    const first = noting('first', [OTHER], [0x8002]);
    const second = noting('second', [OTHER]);

    const bound = machine.run(driver.bus.register(first.driver));
    machine.run(driver.bus.register(second.driver));

    expect(bound.ok && bound.value.map(({ result }) => result.ok)).toEqual([true, false]);
    expect(second.done).toEqual(['probe arm-ffa-3']);
  });

  test('are given back from the last to the first, and to nobody but their driver', () => {
    const { driver, machine } = started();
    const first = noting('first', [OTHER]);
    const second = noting('second', [OPTEE]);
    machine.run(driver.bus.register(first.driver));
    machine.run(driver.bus.register(second.driver));

    machine.run(driver.bus.unregister(first.driver));

    expect(first.done.slice(2)).toEqual(['remove arm-ffa-3', 'remove arm-ffa-2']);
    expect(driver.bus.devices.map(({ claimedBy }) => claimedBy?.name)).toEqual([
      'second',
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('end with the driver below them, and come back to the same drivers', () => {
    const { driver, machine } = started();
    const { driver: client, done } = noting('client', [OPTEE, OTHER]);
    machine.run(driver.bus.register(client));

    machine.run(driver.remove());
    expect(done.slice(3)).toEqual(['remove arm-ffa-3', 'remove arm-ffa-2', 'remove arm-ffa-1']);
    machine.run(driver.probe());

    expect(done.slice(6)).toEqual(['probe arm-ffa-1', 'probe arm-ffa-2', 'probe arm-ffa-3']);
  });

  test.each([
    ['no UUID', { name: 'nameless', ids: [] }, 'EINVAL'],
    ['the name of another', { name: 'taken', ids: [OPTEE] }, 'EBUSY'],
  ])('are not given to a driver with %s', (_, { name, ids }, errno) => {
    const { driver, machine } = started();
    machine.run(driver.bus.register(noting('taken', [OTHER]).driver));
    const { driver: client, done } = noting(name, ids);

    expect(machine.run(driver.bus.register(client))).toMatchObject({ ok: false, error: { errno } });
    expect(done).toEqual([]);
  });
});

test('in FF-A 1.0 a device learns its UUID when a driver asks for its own first one', () => {
  const answer: Answer = (question, _, rx) => {
    const asked = question[2]! === 0 || question[2] === OPTEE[0];
    rx.set(hex('0180 0100 03000000 0280 0100 03000000'));
    return asked ? registers(SUCCESS, 0, question[2] === 0 ? 2 : 1) : registers(ERROR, 0, 0xffff_fffe);
  };
  const { driver, machine } = met(LINUX_7_2, manager(0x1_0000, [], { 2214592616: answer }));
  machine.run(driver.probe());
  expect(driver.bus.devices.map(({ isNameless, mode32 }) => [isNameless, mode32])).toEqual([
    [true, false],
    [true, false],
    [true, false],
  ]);
  const { driver: client, done } = noting('client', [OPTEE, OTHER]);

  machine.run(driver.bus.register(client));

  expect(done).toEqual(['probe arm-ffa-1']);
  expect(driver.bus.devices.map(({ uuid }) => uuid)).toEqual([OPTEE, [0, 0, 0, 0], [0, 0, 0, 0]]);
});

describe('partitions by UUID', () => {
  test('are all that the manager lists, in Linux', () => {
    const { driver, machine } = started();

    const result = machine.run(driver.info.partitions('486178e0-e7f8-11e3-bc5e-0002a5d5c51b'));

    expect(result.ok && result.value).toHaveLength(3);
    expect(callsOf(machine).slice(-3)).toEqual([
      '84000068 e0786148 e311f8e7 2005ebc 1bc5d5a5 1',
      '84000068 e0786148 e311f8e7 2005ebc 1bc5d5a5',
      '84000065',
    ]);
  });

  test.each([
    ['nobody has', LINUX_7_2, '486178e0-e7f8-11e3-bc5e-0002a5d5c51b', 'ENOENT'],
    ['is none', LINUX_7_2, '486178e0', 'ENODEV'],
    ['is none', U_BOOT, '486178e0', 'EINVAL'],
    ['nobody has, as the manager says', U_BOOT, '486178e0-e7f8-11e3-bc5e-0002a5d5c51b', 'EINVAL'],
  ])('end with an error number for one that %s', (_, model, uuid, errno) => {
    const refused: Answer = (question, tx, rx) =>
      question[2] === 0 ? listing(question, tx, rx) : registers(ERROR, 0, 0xffff_fffe);
    const { driver, machine } = started(model, { 2214592616: refused });

    expect(machine.run(driver.info.partitions(uuid))).toMatchObject({ ok: false, error: { errno } });
  });

  test('U-Boot turns the groups of a UUID around, asks once, and remembers', () => {
    const answer: Answer = (question, _, rx) => {
      rx.set(hex('0180 0100 03000000 0280 0200 03000000'));
      return registers(SUCCESS, 0, question[2] === 0 ? 2 : 1);
    };
    const { driver, machine } = started(U_BOOT, { 2214592616: answer });
    const find = () => machine.run(driver.info.partitions('33d532ed-e699-0942-c09c-a798d9cd722d'));

    const found = find();

    expect(callsOf(machine).slice(-2)).toEqual(['84000068 33d532ed 942e699 722dc09c a798d9cd', '84000065']);
    expect(found.ok && found.value.map(({ endpoint, contexts }) => [endpoint, contexts])).toEqual([
      [0x8001, 1],
    ]);
    const before = machine.calls.length;
    expect(find()).toEqual(found);
    expect(machine.calls).toHaveLength(before);
  });

  test('U-Boot that knows of no partition does not ask', () => {
    const { driver, machine } = started(U_BOOT, { 2214592616: () => registers(SUCCESS) });

    expect(machine.run(driver.info.partitions('33d532ed-e699-0942-c09c-a798d9cd722d'))).toMatchObject({
      ok: false,
      error: { errno: 'EINVAL' },
    });
  });
});

describe('T3: partitions in registers', () => {
  const part = (last: number, current: number, tag: number, ids: readonly number[]) =>
    registers(
      SUCCESS_64,
      0,
      BigInt(last) | (BigInt(current) << 16n) | (BigInt(tag) << 32n) | (24n << 48n),
      ...ids.flatMap((id) => [
        0x0000_0103_0001_0000n | BigInt(id),
        0xe311_f8e7_e078_6148n,
        0x1bc5_d5a5_0200_5ebcn,
      ]),
    );
  const FIVE = [0x8001, 0x8002, 0x8003, 0x8004, 0x8005];
  const start = (answers: Readonly<Record<string, () => ReturnType<typeof registers>>>) => {
    const all = met(
      LINUX_7_2,
      manager(0x1_0002, [0xc400_008b], { 3288334475: (question) => answers[question[6]!.toString(16)]!() }),
    );
    return { ...all, result: all.machine.run(all.driver.probe()) };
  };

  test('six come in five and one, with the tag of the list', () => {
    const { driver, machine } = start({ 0: () => part(5, 4, 9, FIVE), 90005: () => part(5, 5, 9, [0x8006]) });

    expect(callsOf(machine).slice(-3)).toEqual(['c400008b', 'c400008b', 'c400008b 0 0 90005']);
    expect(driver.bus.devices.map(({ partition }) => partition)).toEqual([...FIVE, 0x8006, 0]);
  });

  test.each([
    ['an index that does not go on', { 0: () => part(5, 4, 9, FIVE), 90005: () => part(5, 4, 9, FIVE) }],
    ['more than there are', { 0: () => part(3, 4, 0, FIVE) }],
    ['more than the registers hold', { 0: () => part(9, 5, 0, FIVE) }],
    ['a size that is none', { 0: () => registers(SUCCESS_64, 0, 8n << 48n) }],
    ['the 32-bit form', { 0: () => registers(SUCCESS, 0, 24n << 48n, 0x0000_0103_0001_8001n) }],
  ])('%s is EINVAL', (_, answers) => {
    expect(start(answers).result).toMatchObject({ ok: false, error: { errno: 'EINVAL' } });
  });
});
