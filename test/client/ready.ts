import { VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { Ffa } from '../../src/core/client/ffa.ts';
import { type Answer, registers, ScriptedMachine } from './scripted.ts';

export const TX = 0x1_0000;
export const RX = 0x1_1000;
export const SUCCESS = 0x8400_0061;
export const SUCCESS_64 = 0xc400_0061;
export const ERROR = 0x8400_0060;

export const success: Answer = () => registers(SUCCESS);

/** Answers with registers in their order. */
export const says =
  (...values: (number | bigint)[]): Answer =>
  () =>
    registers(...values);

export interface Ready {
  readonly ffa: Ffa;
  readonly machine: ScriptedMachine;
}

/** A driver that has negotiated, of endpoint 7 where nothing is said, with the machine that answers what it does next. */
export function ready(answers: readonly Answer[], version: number = VERSION_1_2, id = 7): Ready {
  const ffa = new Ffa();
  ffa.driver.version = version;
  ffa.driver.id = id;
  ffa.driver.buffers = { tx: TX, rx: RX, pages: 1 };
  return { ffa, machine: new ScriptedMachine(TX, RX, answers) };
}

/** The calls that were made, as w0..w5. */
export function callsOf(machine: ScriptedMachine): number[][] {
  return machine.calls.map((call) => [0, 1, 2, 3, 4, 5].map((register) => call[register * 2]!));
}
