import { type Frame, REGISTERS, w, x } from '../abi/frame.ts';
import { encodeStructure } from '../abi/structure.ts';
import type { Kind } from '../decode/kind.ts';
import { kindNamed } from '../decode/kinds.ts';
import type { Piece } from '../decode/reading.ts';
import type {
  RecordedCall,
  RecordedChange,
  RecordedEvent,
  RecordedFault,
  RecordedRefusal,
} from '../decode/recorded-event.ts';
import { joinBytes, padded, utf8 } from './byte-parts.ts';
import {
  BROKEN_BYTES,
  BROKEN_REGISTER,
  BUFFER,
  CHANGE,
  CONTENTS,
  FAULT,
  ITEM,
  ITEM_UNIT,
  ITEMS,
  type ItemType,
  PACKET,
  PACKET_KINDS,
  type PacketKind,
  SIGNATURE,
} from './packet-layout.ts';

const REGISTER_SIZE = 8;
const WORD_MAX = 0xffff_ffff;
/** Names and rules are short; a recording may say anything. */
const MOST_CHARACTERS = 250;

/** The packet of a call. `sent` is what the caller's TX holds. */
export function callPacket(call: RecordedCall, sent: Piece | undefined): Uint8Array {
  return packet('call', call, [
    partition(call.caller),
    registers(call.in),
    ...(call.refusal === undefined ? [] : refusal(call.refusal)),
    ...(call.out === undefined ? changes(call.changes) : []),
    ...(sent === undefined ? [] : [buffer(sent)]),
  ]);
}

/** The packet of the answer `out`, which goes to `receiver`. `received` is what the caller's RX holds. */
export function answerPacket(
  call: RecordedCall,
  out: Frame,
  receiver: string,
  received: Piece | undefined,
): Uint8Array {
  return packet('answer', call, [
    partition(receiver),
    registers(out),
    ...(call.refusal === undefined ? [] : refusal(call.refusal)),
    ...changes(call.changes),
    ...(received === undefined ? [] : [buffer(received)]),
  ]);
}

/** The packet of what is no call. */
export function eventPacket(event: Exclude<RecordedEvent, RecordedCall>): Uint8Array {
  return event.kind === 'fault'
    ? packet('fault', event, [partition(event.caller), fault(event)])
    : packet('teardown', event, [partition(event.caller), ...changes(event.changes)]);
}

function packet(kind: PacketKind, event: RecordedEvent, items: readonly Uint8Array[]): Uint8Array {
  const header = encodeStructure(PACKET, {
    signature: SIGNATURE,
    kind: PACKET_KINDS[kind],
    cpu: Math.min(Math.floor(event.cpu), WORD_MAX),
    function: event.kind === 'call' ? w(event.in, 0) : 0,
    call: BigInt.asUintN(64, BigInt(event.seq)),
  });
  return joinBytes([header, ...items]);
}

function partition(name: string): Uint8Array {
  return item(ITEMS.partition, [text(name)]);
}

function registers(frame: Frame): Uint8Array {
  const bytes = new Uint8Array(REGISTERS * REGISTER_SIZE);
  const view = new DataView(bytes.buffer);
  for (let register = 0; register < REGISTERS; register++)
    view.setBigUint64(register * REGISTER_SIZE, x(frame, register), true);
  return item(ITEMS.registers, [bytes]);
}

/** The rule, and the place where a recording gives one that can be. */
function refusal({ rule, bytes, register }: RecordedRefusal): readonly Uint8Array[] {
  const inBytes = bytes !== undefined && isWord(bytes.offset) && isWord(bytes.length);
  return [
    item(ITEMS.refusal, [text(rule)]),
    ...(inBytes ? [item(ITEMS.brokenBytes, [encodeStructure(BROKEN_BYTES, bytes)])] : []),
    ...(isWord(register)
      ? [item(ITEMS.brokenRegister, [encodeStructure(BROKEN_REGISTER, { register })])]
      : []),
  ];
}

function isWord(value: number | undefined): value is number {
  return Number.isInteger(value) && value !== undefined && value >= 0 && value <= WORD_MAX;
}

function fault({ address, access, fault: kind }: RecordedFault): Uint8Array {
  const fields = encodeStructure(FAULT, { address: BigInt(address) });
  return item(ITEMS.fault, [fields, text(access), text(kind)]);
}

function changes(all: readonly RecordedChange[]): readonly Uint8Array[] {
  return all.map(({ change, party, address, pages }) => {
    const run = { address: BigInt(address), pages: BigInt.asUintN(64, BigInt(pages)) };
    return item(ITEMS.change, [encodeStructure(CHANGE, run), text(change), text(party)]);
  });
}

/** What nobody agreed a version for is read as what it looks like, as everywhere. */
function buffer({ bytes, kind: name, version: agreed, partitionInfoSize }: Piece): Uint8Array {
  const kind = name && kindNamed(name);
  const version = agreed ?? kind?.guess(bytes).versions[0] ?? 0;
  const elementSize = partitionInfoSize ?? kind?.divide?.(bytes, version).partitionInfoSize ?? 0;
  const about = {
    version,
    guessed: agreed === undefined ? 1 : 0,
    content: contentOf(kind),
    elementSize,
  };
  return item(ITEMS.buffer, [encodeStructure(BUFFER, about), bytes]);
}

function contentOf(kind: Kind | undefined): number {
  return kind === undefined || kind.annotation === 'boot-info' ? 0 : CONTENTS[kind.annotation];
}

function item({ number }: ItemType, parts: readonly Uint8Array[]): Uint8Array {
  const value = joinBytes(parts);
  const header = encodeStructure(ITEM, { type: number, length: value.length });
  return padded(joinBytes([header, value]), ITEM_UNIT);
}

function text(of: string): Uint8Array {
  return utf8(`${of.slice(0, MOST_CHARACTERS).replaceAll('\0', ' ')}\0`);
}
