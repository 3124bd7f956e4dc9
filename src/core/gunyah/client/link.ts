import { readNumber } from '../../abi/structure.ts';
import { REPLY } from '../wire/layouts.ts';
import { type MessageShape, messageById } from '../wire/messages.ts';
import { Assembler, type Envelope, PACKET_TYPE, packetsOf, type SavedAssembler } from '../wire/packet.ts';
import { RmError, RmProtocolError } from './errors.ts';
import { receive, send, sleep, type VmProgram } from './port.ts';

/** What a caller wants to hear when the request succeeds: nothing but that, or data of a least length in bytes. */
export type Expected = 'nothing' | { readonly bytes: number };

/** What the resource manager told without being asked. */
export interface Notice {
  readonly shape: MessageShape;
  readonly payload: Uint8Array;
}

/** A copy of a link. */
export interface SavedLink {
  readonly notices: readonly Notice[];
  readonly ignored: number;
  readonly assembler: SavedAssembler;
  readonly sequence: number;
}

/** Packets that may come before the answer: 256 notifications of 63 packets each. */
const MOST_PACKETS = 256 * 63 + 63;

/**
 * A VM's end of the queues: one request at a time, whose answer is known by sequence and id. What comes in between are notifications, kept
 * for whoever asks for them.
 */
export class RmLink {
  /** Notifications that nobody has taken yet, oldest first. */
  readonly notices: Notice[] = [];
  /** Messages that came and meant nothing: unknown, too short for what they are, or answers to something else. */
  ignored = 0;
  private readonly assembler = new Assembler();
  private sequence = 0;

  save(): SavedLink {
    const { notices, ignored, assembler, sequence } = this;
    return { notices: [...notices], ignored, assembler: assembler.save(), sequence };
  }

  restore({ notices, ignored, assembler, sequence }: SavedLink): void {
    this.notices.splice(0, this.notices.length, ...notices);
    this.ignored = ignored;
    this.assembler.restore(assembler);
    this.sequence = sequence;
  }

  /**
   * Sends a request and waits for its answer. Returns the data of the answer, none where nothing is expected. Throws an RmError for a refusal,
   * and an RmProtocolError for an answer that is too short, carries data that nobody asked for, or does not come.
   */
  *ask(
    { name, id }: Pick<MessageShape, 'name' | 'id'>,
    payload: Uint8Array,
    expected: Expected,
  ): VmProgram<Uint8Array> {
    const sequence = this.sequence;
    this.sequence = (sequence + 1) & 0xffff;
    for (const packet of packetsOf({ type: PACKET_TYPE.REQUEST, sequence, id, payload })) yield* send(packet);
    const reply = yield* this.answerTo(name, sequence, id);
    return dataOf(name, reply, expected);
  }

  /** Waits until something has been told, and takes it: the oldest of what nobody has taken yet. */
  *hear(): VmProgram<Notice> {
    for (;;) {
      yield* this.listen();
      const oldest = this.notices.shift();
      if (oldest !== undefined) return oldest;
      yield* sleep();
    }
  }

  /** Takes in what has been told meanwhile. */
  *listen(): VmProgram {
    for (;;) {
      const packet = yield* receive();
      if (packet === undefined) return;
      const message = this.take(packet);
      if (message !== undefined) this.ignored++;
    }
  }

  private *answerTo(name: string, sequence: number, id: number): VmProgram<Uint8Array> {
    for (let count = 0; count < MOST_PACKETS; count++) {
      const packet = yield* receive();
      if (packet === undefined) throw new RmProtocolError(name, 'there is no answer');
      const message = this.take(packet);
      if (message === undefined) continue;
      if (message.sequence === sequence && message.id === id) return message.payload;
      this.ignored++;
    }
    throw new RmProtocolError(name, 'the answer does not come');
  }

  /** Takes a packet in. Returns an answer that it completes; notifications are put aside. */
  private take(packet: Uint8Array): Envelope | undefined {
    const taken = this.assembler.take(packet);
    if (taken === undefined) return undefined;
    if (typeof taken === 'string' || taken.type === PACKET_TYPE.REQUEST) {
      this.ignored++;
      return undefined;
    }
    if (taken.type === PACKET_TYPE.REPLY) return taken;
    const shape = messageById(taken.id);
    if (shape === undefined || taken.payload.length < shape.minimum) this.ignored++;
    else this.notices.push({ shape, payload: taken.payload });
    return undefined;
  }
}

function dataOf(name: string, reply: Uint8Array, expected: Expected): Uint8Array {
  if (reply.length < REPLY.size)
    throw new RmProtocolError(name, `the answer has ${reply.length} bytes, no error code`);
  const code = readNumber(reply, 0, REPLY.fields.error);
  if (code !== 0) throw new RmError(name, code);
  const data = reply.subarray(REPLY.size);
  const wanted = expected === 'nothing' ? 0 : expected.bytes;
  if (data.length < wanted)
    throw new RmProtocolError(name, `the answer has ${data.length} bytes of data, expected ${wanted}`);
  if (expected === 'nothing' && data.length !== 0)
    throw new RmProtocolError(name, `the answer has ${data.length} bytes of data, expected none`);
  return data;
}
