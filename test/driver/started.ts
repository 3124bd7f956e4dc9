/** Drivers, and managers for them to meet. */

import { DriverState } from '../../src/core/client/driver.ts';
import type { Surroundings } from '../../src/core/driver/driver-core.ts';
import { KernelDriver } from '../../src/core/driver/kernel-driver.ts';
import type { DriverModel } from '../../src/core/driver/model.ts';
import { hex } from '../abi/support.ts';
import { ERROR, RX, SUCCESS, SUCCESS_64, says, TX } from '../client/ready.ts';
import { type Answer, registers, ScriptedMachine } from '../client/scripted.ts';

/** Answers with FFA_ERROR and a status. */
export const refuses = (status: number): Answer => says(ERROR, 0, status >>> 0);

export interface Met {
  readonly driver: KernelDriver;
  readonly machine: ScriptedMachine;
  readonly state: DriverState;
}

/** A driver with a machine that answers from a script, or in one way always. */
export function met(
  model: DriverModel,
  answers: readonly Answer[] | Answer,
  surroundings: Partial<Surroundings> = {},
): Met {
  const state = new DriverState();
  const driver = new KernelDriver(model, { buffers: { tx: TX, rx: RX, pages: 1 }, ...surroundings }, state);
  return { driver, machine: new ScriptedMachine(TX, RX, answers), state };
}

/** A driver that needs no start: of endpoint 0, with a version and buffers. */
export function running(
  model: DriverModel,
  answers: readonly Answer[] | Answer,
  version = model.version,
): Met {
  const all = met(model, answers);
  Object.assign(all.state, { version, id: 0, buffers: { tx: TX, rx: RX, pages: 1 } });
  return all;
}

/** What a manager says to each function, by its id. */
export type Answers = Readonly<Record<number, Answer>>;

/** A manager with one partition, 0x8001, that knows functions and features, and refuses all other calls with NOT_SUPPORTED. */
export function manager(version: number, features: readonly number[] = [], others: Answers = {}): Answer {
  const short = version === 0x1_0000;
  const info = hex(`0180 0100 03010000 ${short ? '' : '486178e0e7f811e3bc5e0002a5d5c51b'}`);
  const answers: Answers = {
    2214592611: says(version),
    2214592617: says(SUCCESS),
    2214592612: (question) =>
      features.includes(question[2]!) ? registers(SUCCESS) : registers(ERROR, 0, 0xffff_ffff),
    3288334438: says(SUCCESS),
    2214592615: says(SUCCESS),
    2214592613: says(SUCCESS),
    2214592637: says(SUCCESS),
    2214592638: says(SUCCESS),
    2214592616: (question, _, rx) => {
      const counts = (question[10]! & 1) === 1;
      if (!counts) rx.set(info);
      return registers(SUCCESS, 0, 1, counts || short ? 0 : 24);
    },
    3288334475: says(
      SUCCESS_64,
      0,
      0x0018_0000_0000_0000n,
      0x0000_0103_0001_8001n,
      0xe311_f8e7_e078_6148n,
      0x1bc5_d5a5_0200_5ebcn,
    ),
    ...others,
  };
  return (question, tx, rx) => (answers[question[0]!] ?? refuses(-1))(question, tx, rx);
}

/** The calls that were made: x0 and as many registers as have something in them. */
export function callsOf(machine: ScriptedMachine): string[] {
  return machine.calls.map((call) => {
    const words = Array.from(
      { length: 18 },
      (_, register) => (BigInt(call[register * 2 + 1]!) << 32n) | BigInt(call[register * 2]!),
    );
    while (words.at(-1) === 0n) words.pop();
    return words.map((word) => word.toString(16)).join(' ');
  });
}
