import { type Frame, w } from '../abi/frame.ts';
import type { StructureKind } from '../decode/kind.ts';
import { structureNamed } from '../decode/kinds.ts';
import type { CallPiece } from '../decode/recorded-calls.ts';
import type {
  RecordedAbort,
  RecordedCall,
  RecordedChange,
  RecordedEvent,
  RecordedFault,
  RecordedRefusal,
} from '../decode/recorded-event.ts';
import { ByteWriter } from './byte-writer.ts';
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

const WORD_MAX = 0xffff_ffff;
/** Names and rules are short; a recording may say anything. */
const MOST_CHARACTERS = 250;

/** Writes packets, one at a time. */
export class PacketWriter {
  readonly #writer = new ByteWriter();

  /** The packet of a call. `sent` is what the caller's TX holds. */
  call(call: RecordedCall, sent: CallPiece | undefined): Uint8Array {
    this.#begin('call', call, call.caller);
    this.#registers(call.in);
    this.#refusal(call.refusal);
    if (call.out === undefined) this.#changes(call.changes);
    return this.#end(sent);
  }

  /** The packet of the answer `out`, which goes to `receiver`. `received` is what the caller's RX holds. */
  answer(call: RecordedCall, out: Frame, receiver: string, received: CallPiece | undefined): Uint8Array {
    this.#begin('answer', call, receiver);
    this.#registers(out);
    this.#refusal(call.refusal);
    this.#changes(call.changes);
    return this.#end(received);
  }

  fault({ address, access, fault, ...event }: RecordedFault): Uint8Array {
    this.#begin('fault', event, event.caller);
    this.#item(ITEMS.fault, [access, fault], () =>
      this.#writer.structure(FAULT, { address: BigInt(address) }),
    );
    return this.#end();
  }

  teardown(event: RecordedAbort): Uint8Array {
    this.#begin('teardown', event, event.caller);
    this.#changes(event.changes);
    return this.#end();
  }

  #begin(
    kind: PacketKind,
    event: Pick<RecordedEvent, 'seq' | 'cpu'> & { readonly in?: Frame },
    partition: string,
  ): void {
    this.#writer.structure(PACKET, {
      signature: SIGNATURE,
      kind: PACKET_KINDS[kind],
      cpu: Math.min(Math.floor(event.cpu), WORD_MAX),
      function: event.in === undefined ? 0 : w(event.in, 0),
      call: BigInt.asUintN(64, BigInt(event.seq)),
    });
    this.#item(ITEMS.partition, [partition]);
  }

  /** The buffer comes last: it is what is cut when a packet is too long. */
  #end(carried?: CallPiece): Uint8Array {
    if (carried !== undefined) this.#buffer(carried);
    return this.#writer.take();
  }

  #registers(frame: Frame): void {
    this.#item(ITEMS.registers, [], () => {
      for (const half of frame) this.#writer.word(half);
    });
  }

  /** The rule, and the place where a recording gives one that can be. */
  #refusal(refusal: RecordedRefusal | undefined): void {
    if (refusal === undefined) return;
    const { rule, bytes, register } = refusal;
    this.#item(ITEMS.refusal, [rule]);
    if (bytes !== undefined && isWord(bytes.offset) && isWord(bytes.length))
      this.#item(ITEMS.brokenBytes, [], () => this.#writer.structure(BROKEN_BYTES, bytes));
    if (isWord(register))
      this.#item(ITEMS.brokenRegister, [], () => this.#writer.structure(BROKEN_REGISTER, { register }));
  }

  #changes(changes: readonly RecordedChange[]): void {
    for (const { change, party, address, pages } of changes) {
      const run = { address: BigInt(address), pages: BigInt.asUintN(64, BigInt(pages)) };
      this.#item(ITEMS.change, [change, party], () => this.#writer.structure(CHANGE, run));
    }
  }

  /** What nobody agreed a version for is read as what it looks like, as everywhere. */
  #buffer({ bytes, kind: name, version: agreed, partitionInfoSize }: CallPiece): void {
    const kind = name && structureNamed(name);
    const version = agreed ?? kind?.guess(bytes).versions[0] ?? 0;
    const about = {
      version,
      guessed: agreed === undefined ? 1 : 0,
      content: contentOf(kind),
      elementSize: partitionInfoSize ?? kind?.divide?.(bytes, version).partitionInfoSize ?? 0,
    };
    this.#item(ITEMS.buffer, [], () => {
      this.#writer.structure(BUFFER, about);
      this.#writer.put(bytes);
    });
  }

  #item({ number }: ItemType, texts: readonly string[], content: () => void = () => {}): void {
    const start = this.#writer.reserve(ITEM.size);
    content();
    for (const text of texts) this.#text(text);
    const length = this.#writer.end - start - ITEM.size;
    this.#writer.structureAt(start, ITEM, { type: number, length });
    this.#writer.pad(start, ITEM_UNIT);
  }

  #text(text: string): void {
    this.#writer.text(text.slice(0, MOST_CHARACTERS).replaceAll('\0', ' '));
    this.#writer.byte(0);
  }
}

function contentOf(kind: StructureKind | undefined): number {
  return kind === undefined || kind.annotation === 'boot-info' ? 0 : CONTENTS[kind.annotation];
}

function isWord(value: number | undefined): value is number {
  return Number.isInteger(value) && value !== undefined && value >= 0 && value <= WORD_MAX;
}
