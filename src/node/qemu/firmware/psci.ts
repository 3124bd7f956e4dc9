import { type Frame, w, x } from '../../../core/abi/frame.ts';
import { widthOfId } from '../../../core/abi/functions.ts';
import type { CpuFrame } from '../link/cpu-frame.ts';
import { COMMAND } from '../monitor/mailbox.ts';
import type { Power } from './power.ts';
import { answerWith, NOT_SUPPORTED, type Service, type Services, SMCCC_VERSION } from './smccc.ts';

/** How a guest ends its machine. */
export type PowerEnd = 'off' | 'reset';

/** Function ids of the 32-bit calls. */
export const PSCI = {
  VERSION: 0x8400_0000,
  CPU_SUSPEND: 0x8400_0001,
  CPU_OFF: 0x8400_0002,
  CPU_ON: 0x8400_0003,
  AFFINITY_INFO: 0x8400_0004,
  MIGRATE_INFO_TYPE: 0x8400_0006,
  SYSTEM_OFF: 0x8400_0008,
  SYSTEM_RESET: 0x8400_0009,
  FEATURES: 0x8400_000a,
} as const;
/** Calls with addresses have a 64-bit form. */
const WIDE = 0x4000_0000;

const VERSION_1_1 = 0x1_0001;
const RESULT = {
  SUCCESS: 0,
  NOT_SUPPORTED,
  INVALID_PARAMETERS: -2,
  ALREADY_ON: -4,
  ON_PENDING: -5,
  INVALID_ADDRESS: -9,
} as const;
const AFFINITY = { on: 0, off: 1, starting: 2 } as const;
/** There is no trusted OS that would have to move from processor to processor. */
const NOTHING_TO_MIGRATE = 2;
/** Bit of CPU_SUSPEND's power state: the processor loses its state and starts anew. */
const POWER_DOWN = 0x1_0000;
/** Instructions are at multiples of four. */
const ENTRY_ALIGNMENT = 4n;

/** What PSCI acts on. */
export interface PsciParts {
  readonly power: Power;
  /** Addresses of the snippets that wait for an interrupt. */
  readonly snippets: { readonly standBy: number; readonly powerDown: number };
  readonly end: (frame: CpuFrame, how: PowerEnd) => boolean;
}

/**
 * PSCI 1.1, as far as an OS needs it: processors on and off, suspended, and the end of the machine.
 *
 * Source: Arm's PSCI, 5; qemu-link 4 for parking.
 */
export function psci(parts: PsciParts): Services {
  const services: Map<number, Service> = new Map<number, Service>([
    [PSCI.VERSION, answers(VERSION_1_1)],
    [PSCI.MIGRATE_INFO_TYPE, answers(NOTHING_TO_MIGRATE)],
    [PSCI.FEATURES, ({ registers }) => answerWith(registers, featureOf(services, w(registers, 1)))],
    [PSCI.CPU_OFF, (frame) => turnOff(parts, frame)],
    [PSCI.SYSTEM_OFF, (frame) => parts.end(frame, 'off')],
    [PSCI.SYSTEM_RESET, (frame) => parts.end(frame, 'reset')],
  ]);
  for (const width of [0, WIDE]) {
    services.set(PSCI.CPU_ON + width, ({ registers }) => answerWith(registers, turnOn(parts, registers)));
    services.set(PSCI.AFFINITY_INFO + width, ({ registers }) =>
      answerWith(registers, stateOf(parts, registers)),
    );
    services.set(PSCI.CPU_SUSPEND + width, (frame) => suspend(parts, frame));
  }
  return services;
}

function answers(value: number): Service {
  return ({ registers }) => answerWith(registers, value);
}

function featureOf(services: Services, id: number): number {
  return services.has(id) || id === SMCCC_VERSION ? RESULT.SUCCESS : RESULT.NOT_SUPPORTED;
}

/** The answer comes with the next start, if there is one. */
function turnOff({ power }: PsciParts, frame: CpuFrame): false {
  power.stop(frame);
  return false;
}

/** x1 target, x2 entry, x3 what it finds in x0. */
function turnOn({ power }: PsciParts, registers: Frame): number {
  const target = Number(argument(registers, 1));
  const address = argument(registers, 2);
  switch (power.stateOf(target)) {
    case undefined:
      return RESULT.INVALID_PARAMETERS;
    case 'on':
      return RESULT.ALREADY_ON;
    case 'starting':
      return RESULT.ON_PENDING;
    case 'off':
      if (address % ENTRY_ALIGNMENT !== 0n) return RESULT.INVALID_ADDRESS;
      power.start(target, { address, argument: argument(registers, 3) });
      return RESULT.SUCCESS;
  }
}

/** x1 target, w2 level: 0 for the processor itself, which is the only one there is. */
function stateOf({ power }: PsciParts, registers: Frame): number {
  const state = power.stateOf(Number(argument(registers, 1)));
  return state === undefined || w(registers, 2) !== 0 ? RESULT.INVALID_PARAMETERS : AFFINITY[state];
}

/** w1 how deep, x2 entry and x3 argument where the processor loses its state. */
function suspend({ power, snippets }: PsciParts, frame: CpuFrame): true {
  const { registers } = frame;
  if ((w(registers, 1) & POWER_DOWN) === 0) {
    frame.run(COMMAND.RUN_AND_RESUME, snippets.standBy);
    return answerWith(registers, RESULT.SUCCESS);
  }
  const entry = { address: argument(registers, 2), argument: argument(registers, 3) };
  power.enter(frame, entry, snippets.powerDown);
  return true;
}

/** An argument: 32 bits of it in a 32-bit call. */
function argument(registers: Frame, register: number): bigint {
  return widthOfId(w(registers, 0)) === 64 ? x(registers, register) : BigInt(w(registers, register));
}
