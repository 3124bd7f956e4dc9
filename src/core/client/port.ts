import type { Frame } from '../abi/frame.ts';

/**
 * What an endpoint's program asks of the machine it runs on. A program is a generator: it yields a step and is resumed with what came of
 * it. Whoever drives it may be an in-process board, an emulator, or a test.
 */
export type Step = { readonly do: 'call'; readonly frame: Frame } | AccessStep;

/** An access to memory, as a processor makes it. */
export type AccessStep =
  | { readonly do: 'read'; readonly address: number; readonly length: number }
  | { readonly do: 'write'; readonly address: number; readonly bytes: Uint8Array };

/** Why the processor refused an access. */
export interface AccessFault {
  /** `execute`: an instruction was to be fetched. Programs that are no machine code fetch none. */
  readonly access: 'read' | 'write' | 'execute';
  /** The first address that could not be accessed. */
  readonly address: number;
  /** Nothing is mapped there, or what is mapped does not allow the access. */
  readonly kind: 'translation' | 'permission';
}

/** What came of a step: the registers after a call, or what came of an access. */
export type Outcome = { readonly frame: Frame } | AccessOutcome;

/** What came of an access: the bytes read, nothing for a write, or a fault. */
export type AccessOutcome = { readonly bytes: Uint8Array } | { readonly fault: AccessFault } | 'written';

/** A program of an endpoint, or a part of one. */
export type Program<Result = void> = Generator<Step, Result, Outcome>;

/** A part of a program that only accesses memory: programs of any kind can have it, whatever else they do. */
export type Access<Result = void> = Generator<AccessStep, Result, unknown>;

/** An access that the processor refused, as an exception in the program that made it. */
export class DataAbort extends Error {
  readonly fault: AccessFault;

  constructor(fault: AccessFault) {
    super(`${fault.kind} fault: ${fault.access} at 0x${fault.address.toString(16)}`);
    this.name = 'DataAbort';
    this.fault = fault;
  }
}

/** Makes a call and returns the registers after it. */
export function* call(frame: Frame): Program<Frame> {
  const outcome = yield { do: 'call', frame };
  if (typeof outcome === 'object' && 'frame' in outcome) return outcome.frame;
  throw new TypeError('a call was answered with something else than registers');
}

/** Reads memory at an address of the endpoint. Throws a DataAbort when the processor refuses. */
export function* read(address: number, length: number): Access<Uint8Array> {
  const outcome = (yield { do: 'read', address, length }) as AccessOutcome;
  if (typeof outcome === 'object' && 'bytes' in outcome) return outcome.bytes;
  throw abortOf(outcome);
}

/** Writes memory at an address of the endpoint. Throws a DataAbort when the processor refuses; then nothing is written. */
export function* write(address: number, bytes: Uint8Array): Access {
  const outcome = (yield { do: 'write', address, bytes }) as AccessOutcome;
  if (outcome !== 'written') throw abortOf(outcome);
}

function abortOf(outcome: AccessOutcome): Error {
  if (typeof outcome === 'object' && 'fault' in outcome) return new DataAbort(outcome.fault);
  return new TypeError('an access was answered with something else than its result');
}
