import { writeField } from '../../abi/fields.ts';
import { type FieldValues, readNumber, writeStructure } from '../../abi/structure.ts';
import type { Program } from '../../client/port.ts';
import { MOST_PARAMETERS, RPC_PARAMETERS } from './abi.ts';
import { MESSAGE, messageBytes, VALUE_PARAMETER } from './layouts.ts';
import { TeeError } from './results.ts';
import type { SharedBuffer, SharedMemory } from './shared-memory.ts';

type MessageField = keyof typeof MESSAGE.fields;

/** A message in shared memory, as it was when it came: what the normal world writes to it later is not looked at. */
export class Message {
  readonly buffer: SharedBuffer;
  /** Where it starts in the buffer. */
  readonly at: number;
  /** A copy; answers are written to it first. */
  readonly bytes: Uint8Array;

  constructor(buffer: SharedBuffer, at: number, bytes: Uint8Array) {
    this.buffer = buffer;
    this.at = at;
    this.bytes = bytes;
  }

  /** Where the message of an RPC goes: behind this one. */
  get rpcAt(): number {
    return this.at + this.bytes.length;
  }

  get(field: MessageField): number {
    return readNumber(this.bytes, 0, MESSAGE.fields[field]);
  }

  set(field: MessageField, value: number): void {
    writeField(this.bytes, 0, MESSAGE.fields[field], BigInt(value));
  }

  /** Where parameters start in the copy. */
  parameterAt(index: number): number {
    return MESSAGE.size + index * VALUE_PARAMETER.size;
  }

  /** Puts the answer where the message was. */
  *write(): Program {
    yield* this.buffer.write(this.at, this.bytes);
  }
}

/** Reads a message that a client points to. Throws a TeeError where it, or the room for RPCs behind it, is not in memory that is shared. */
export function* readMessage(memory: SharedMemory, handle: bigint, at: number): Program<Message> {
  const buffer = yield* memory.use(handle, 0);
  if (!buffer.holds(at, MESSAGE.size)) return refuse(buffer);
  const header = yield* buffer.read(at, MESSAGE.size);
  const count = readNumber(header, 0, MESSAGE.fields.count);
  const length = messageBytes(count);
  if (count > MOST_PARAMETERS || !buffer.holds(at, length + messageBytes(RPC_PARAMETERS)))
    return refuse(buffer);
  const bytes = new Uint8Array(length);
  bytes.set(header);
  bytes.set(yield* buffer.read(at + MESSAGE.size, length - MESSAGE.size), MESSAGE.size);
  return new Message(buffer, at, bytes);
}

/** A new message, whose parameters are written afterwards. */
export function newMessage(
  buffer: SharedBuffer,
  at: number,
  values: FieldValues<MessageField> & { readonly count: number },
): Message {
  const bytes = new Uint8Array(messageBytes(values.count));
  writeStructure(bytes, 0, MESSAGE, values);
  return new Message(buffer, at, bytes);
}

/** What has become of a message of ours. */
export function* readBack({ buffer, at, bytes }: Message): Program<Message> {
  return new Message(buffer, at, yield* buffer.read(at, bytes.length));
}

function refuse(buffer: SharedBuffer): never {
  buffer.release();
  throw new TeeError('BAD_PARAMETERS');
}
