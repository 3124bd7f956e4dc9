import type { UuidWords } from '../../../abi/uuid.ts';
import { LENDER } from '../abi.ts';
import type { MemoryParameter } from '../parameters.ts';
import { TeeError } from '../results.ts';
import type { Task } from '../task.ts';
import type { AppCommand, Invocation, TrustedApp } from '../trusted-app.ts';

/** 5d1b6c0e-93f4-4e0a-b7a2-61c8e5f03d27 */
export const ECHO_UUID: UuidWords = [0x0e6c_1b5d, 0x0a4e_f493, 0xc861_a2b7, 0x273d_f0e5];

export const ECHO_FUNCTION = {
  /** Copies memory to memory. */
  COPY: 0,
  /** Flips every bit of memory where it is. */
  INVERT: 1,
  /** Adds the second value to the first. */
  ADD: 2,
  /** Asks the normal world what time it is: seconds and nanoseconds. */
  TIME: 3,
  /** Borrows as much memory of the kernel, copies there and back, and gives it back. */
  BORROW: 4,
  /** Notifies the normal world, and waits until it has come for that, so many milliseconds at most. */
  ALARM: 5,
  /** Sleeps so many milliseconds, or until it is cancelled. */
  SLEEP: 6,
  /** What BORROW does, with memory of tee-supplicant. */
  BORROW_OF_SUPPLICANT: 7,
} as const;

/** Bytes that are worked at before others have the processor. */
const SLICE = 0x1_0000;
/** Milliseconds that are slept before it is seen whether somebody has cancelled. */
const NAP = 10n;
/** Milliseconds and bytes travel as 64 bits; no client waits for, or has, more. */
const MOST = 0xffff_ffffn;

const COMMANDS: ReadonlyMap<number, AppCommand> = new Map<number, AppCommand>([
  [ECHO_FUNCTION.COPY, { takes: ['memory in', 'memory out'], run: copy }],
  [ECHO_FUNCTION.INVERT, { takes: ['memory inout'], run: invert }],
  [ECHO_FUNCTION.ADD, { takes: ['value inout'], run: add }],
  [ECHO_FUNCTION.TIME, { takes: ['value out'], run: time }],
  [ECHO_FUNCTION.BORROW, { takes: ['memory inout'], run: borrowOf(LENDER.KERNEL) }],
  [ECHO_FUNCTION.ALARM, { takes: ['value in'], run: alarm }],
  [ECHO_FUNCTION.SLEEP, { takes: ['value in'], run: sleep }],
  [ECHO_FUNCTION.BORROW_OF_SUPPLICANT, { takes: ['memory inout'], run: borrowOf(LENDER.SUPPLICANT) }],
]);

/** An application that answers with what it is given, in all ways there are. */
export const ECHO_APP: TrustedApp = { uuid: ECHO_UUID, device: true, commands: COMMANDS };

function* copy(call: Invocation): Task {
  const from = call.memory(0);
  const to = call.memory(1);
  to.need(from.room);
  yield* inSlices(call, from, function* (at, bytes) {
    yield* to.write(bytes, at);
  });
}

function* invert(call: Invocation): Task {
  const memory = call.memory(0);
  yield* inSlices(call, memory, function* (at, bytes) {
    yield* memory.write(
      bytes.map((byte) => ~byte),
      at,
    );
  });
}

function* inSlices(
  { world }: Invocation,
  memory: MemoryParameter,
  work: (at: number, bytes: Uint8Array) => Task,
): Task {
  for (let at = 0; at < memory.room; at += SLICE) {
    if (at > 0) yield* world.rest();
    yield* work(at, yield* memory.read(at, Math.min(SLICE, memory.room - at)));
  }
}

function add(call: Invocation): undefined {
  const sum = call.value(0);
  sum.a = BigInt.asUintN(64, sum.a + sum.b);
}

function* time(call: Invocation): Task {
  const now = call.value(0);
  const { seconds, nanoseconds } = yield* call.world.time();
  now.a = seconds;
  now.b = nanoseconds;
}

function borrowOf(lender: number): AppCommand['run'] {
  return function* (call) {
    const memory = call.memory(0);
    const loan = yield* call.world.borrow(memory.room, lender);
    yield* loan.buffer.write(0, yield* memory.read());
    yield* memory.write(yield* loan.buffer.read(0, memory.room));
    yield* call.world.giveBack(loan);
  };
}

function* alarm(call: Invocation): Task {
  yield* call.world.alarm(milliseconds(call.value(0).a));
}

function* sleep(call: Invocation): Task {
  for (let left = BigInt(milliseconds(call.value(0).a)); left > 0n; left -= NAP) {
    if (call.cancelled) throw new TeeError('CANCEL');
    yield* call.world.sleep(Number(left < NAP ? left : NAP));
  }
}

function milliseconds(value: bigint): number {
  if (value > MOST) throw new TeeError('BAD_PARAMETERS');
  return Number(value);
}
