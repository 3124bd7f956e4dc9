import { bitsOf, choiceOf, type Field, fieldsOf, hasOnly, type Layout } from '../../abi/fields.ts';
import { readNumber } from '../../abi/structure.ts';
import { divide } from './codec.ts';
import { rmErrorText } from './errors.ts';
import { REPLY } from './layouts.ts';
import { messageById } from './messages.ts';
import { headerOf, PACKET_HEADER } from './packet.ts';

/** The name of a message: "MEM_LEND", "message 0x51000099". */
export function messageName(id: number): string {
  return messageById(id)?.name ?? `message 0x${id.toString(16)}`;
}

/** A message in one line: its name, its fields that are not zero, and its lists with how many entries they have. */
export function messageText(id: number, payload: Uint8Array): string {
  const untold = `${messageName(id)}, ${payload.length} bytes`;
  const shape = messageById(id);
  if (shape === undefined) return untold;
  const division = divide(payload, shape);
  if (!division.ok) return untold;
  const lists = division.lists
    .filter(({ count }) => count > 0)
    .map(({ shape: { name }, count }) => `${name}[${count}]`);
  return [shape.name, [...fieldTexts(payload, shape.head), ...lists].join(', ')].join(' ').trim();
}

/** A packet in one line: what it is of, as far as its header is there, and how long it is. */
export function packetText(packet: Uint8Array): string {
  const length = `a packet of ${packet.length} bytes`;
  if (packet.length < PACKET_HEADER.size) return length;
  const { id, sequence } = headerOf(packet);
  return `${length}, ${messageName(id)}, sequence ${sequence}`;
}

/** The answer to a message in one line: "OK handle 2", "MEM_INUSE". */
export function replyText(id: number, reply: Uint8Array): string {
  if (reply.length < REPLY.size) return `${reply.length} bytes`;
  const error = rmErrorText(readNumber(reply, 0, REPLY.fields.error));
  const head = messageById(id)?.reply?.head;
  const values = head === undefined || reply.length < head.size ? [] : fieldTexts(reply, head);
  return [error, values.filter((text) => !text.startsWith('error ')).join(', ')].join(' ').trim();
}

function fieldTexts(bytes: Uint8Array, layout: Layout): readonly string[] {
  return fieldsOf(layout)
    .map((field) => ({ field, value: readNumber(bytes, 0, field) }))
    .filter(({ field: { name }, value }) => value !== 0 || name === 'handle')
    .map(({ field, value }) => `${wordsOf(field.name)} ${valueText(field, value)}`);
}

/** A value by its name, flags by theirs: "share", "VALIDATE_LABEL+DONE". What has none is a number. */
function valueText(field: Field, value: number): string {
  const { bits } = field;
  const choice = choiceOf(field)?.[value];
  if (choice !== undefined) return choice;
  if (bits?.every(({ width }) => width === 1) && hasOnly(value, bits))
    return bits
      .filter((bit) => bitsOf(value, bit) === 1)
      .map(({ name }) => name)
      .join('+');
  return value < 10 ? String(value) : `0x${value.toString(16)}`;
}

/** "imageSize" as people write it. */
function wordsOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
