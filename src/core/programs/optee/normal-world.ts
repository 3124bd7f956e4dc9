import { readField } from '../../abi/fields.ts';
import { readNumber } from '../../abi/structure.ts';
import { NOTIFICATION, RETURN, RPC } from './abi.ts';
import type { Alarms } from './alarms.ts';
import { MEMORY_PARAMETER } from './layouts.ts';
import { type Message, newMessage, readBack } from './message.ts';
import { ATTRIBUTES, readValues, writeValue } from './parameters.ts';
import { TEE_RESULT, TeeError } from './results.ts';
import type { SharedBuffer, SharedMemory } from './shared-memory.ts';
import { pause, type Task } from './task.ts';

/** A value parameter of an RPC; what goes out only is left zero. */
interface Values {
  readonly shape: 'value in' | 'value out';
  readonly a?: number | bigint;
  readonly b?: number | bigint;
  readonly c?: number;
}

/** Memory that the normal world lent a thread, until it is given back. */
export interface Loan {
  /** LENDER of abi.ts. */
  readonly lender: number;
  readonly handle: bigint;
  readonly buffer: SharedBuffer;
}

/** What the normal world does for a thread that pauses meanwhile. Every method throws a TeeError when it does not do it. */
export class NormalWorld {
  private readonly memory: SharedMemory;
  private readonly alarms: Alarms;
  private readonly message: Message;

  /** `message` is the one that the thread works at: RPCs go behind it. */
  constructor(memory: SharedMemory, alarms: Alarms, message: Message) {
    this.memory = memory;
    this.alarms = alarms;
    this.message = message;
  }

  /** What time it is there. */
  *time(): Task<{ readonly seconds: bigint; readonly nanoseconds: bigint }> {
    const answer = yield* this.call(RPC.GET_TIME, { shape: 'value out' });
    const { a, b } = readValues(answer.bytes, answer.parameterAt(0));
    return { seconds: a, nanoseconds: b };
  }

  /** Sleeps so many milliseconds. */
  *sleep(milliseconds: number): Task {
    yield* this.call(RPC.SUSPEND, { shape: 'value in', a: milliseconds });
  }

  /** Sleeps until a value is sent, but no longer than so many milliseconds; 0 for as long as it takes. */
  private *await(value: number, milliseconds: number): Task {
    yield* this.call(RPC.NOTIFICATION, {
      shape: 'value in',
      a: NOTIFICATION.WAIT,
      b: value,
      c: milliseconds,
    });
  }

  /** Notifies the client, and sleeps until it has come for that, but no longer than so many milliseconds. */
  *alarm(milliseconds: number): Task {
    const value = yield* this.alarms.raise();
    try {
      yield* this.await(value, milliseconds);
    } finally {
      this.alarms.silence(value);
    }
  }

  /** Lets others have the processor. */
  *rest(): Task {
    yield* pause(RETURN.INTERRUPT);
  }

  /** Wakes who sleeps until a value is sent, now or later. */
  *wake(value: number): Task {
    yield* this.call(RPC.NOTIFICATION, { shape: 'value in', a: NOTIFICATION.SEND, b: value });
  }

  /** Borrows so many bytes of a LENDER. It waits for tee-supplicant for as long as that is not there. */
  *borrow(bytes: number, lender: number): Task<Loan> {
    const answer = yield* this.call(RPC.SHM_ALLOC, { shape: 'value in', a: lender, b: bytes });
    const at = answer.parameterAt(0);
    const { attributes, internalOffset, handle: handleField } = MEMORY_PARAMETER.fields;
    if (readField(answer.bytes, at, attributes) !== ATTRIBUTES['memory out'])
      throw new TeeError('COMMUNICATION');
    const handle = readField(answer.bytes, at, handleField);
    const loan = {
      lender,
      handle,
      buffer: yield* this.memory.use(handle, readNumber(answer.bytes, at, internalOffset)),
    };
    if (loan.buffer.holds(0, bytes)) return loan;
    yield* this.giveBack(loan);
    throw new TeeError('OUT_OF_MEMORY');
  }

  /** Gives borrowed memory back: it is unmapped here before its owner hears of it. */
  *giveBack({ lender, handle, buffer }: Loan): Task {
    buffer.release();
    yield* this.memory.unregister(handle);
    yield* this.call(RPC.SHM_FREE, { shape: 'value in', a: lender, b: handle });
  }

  private *call(command: number, { shape, a = 0, b = 0, c = 0 }: Values): Task<Message> {
    const { buffer, rpcAt } = this.message;
    // Whoever does not know the command does not touch the result.
    const question = newMessage(buffer, rpcAt, { command, count: 1, result: TEE_RESULT.GENERIC });
    writeValue(question.bytes, question.parameterAt(0), { attributes: ATTRIBUTES[shape], a, b, c });
    yield* question.write();
    yield* pause(RETURN.RPC);
    const answer = yield* readBack(question);
    const result = answer.get('result');
    if (result !== TEE_RESULT.SUCCESS) throw new TeeError(result);
    return answer;
  }
}
