import type { RecordedChange, RecordedEvent, RecordedRefusal } from '../decode/recorded-event.ts';
import { ByteWriter } from './byte-writer.ts';
import {
  BROKEN_BYTES,
  BROKEN_REGISTER,
  CHANGE,
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

/** Puts packets together, one at a time: a header, items, and `take`. */
export class PacketBuilder {
  readonly writer: ByteWriter = new ByteWriter();

  /** The header. `id` is w0 of a call, or the number of a message. */
  begin(kind: PacketKind, { seq, cpu }: Pick<RecordedEvent, 'seq' | 'cpu'>, id: number): void {
    this.writer.structure(PACKET, {
      signature: SIGNATURE,
      kind: PACKET_KINDS[kind],
      cpu: Math.min(Math.floor(cpu), WORD_MAX),
      function: id,
      call: BigInt.asUintN(64, BigInt(seq)),
    });
  }

  /** An item, whose value `content` writes. */
  item({ number }: ItemType, content: () => void): void {
    const start = this.writer.reserve(ITEM.size);
    content();
    const length = this.writer.end - start - ITEM.size;
    this.writer.structureAt(start, ITEM, { type: number, length });
    this.writer.pad(start, ITEM_UNIT);
  }

  /** An item that is a text. */
  textItem(type: ItemType, text: string): void {
    this.item(type, () => this.text(text));
  }

  /** A text of the item that is being written. */
  text(text: string): void {
    this.writer.text(text.slice(0, MOST_CHARACTERS).replaceAll('\0', ' '));
    this.writer.byte(0);
  }

  /** The rule, and the place where a recording gives one that can be. */
  refusal(refusal: Pick<RecordedRefusal, 'rule' | 'bytes' | 'register'> | undefined): void {
    if (refusal === undefined) return;
    const { rule, bytes, register } = refusal;
    this.textItem(ITEMS.refusal, rule);
    if (bytes !== undefined && isWord(bytes.offset) && isWord(bytes.length))
      this.item(ITEMS.brokenBytes, () => this.writer.structure(BROKEN_BYTES, bytes));
    if (isWord(register))
      this.item(ITEMS.brokenRegister, () => this.writer.structure(BROKEN_REGISTER, { register }));
  }

  changes(changes: readonly RecordedChange[]): void {
    for (const { change, party, address, pages } of changes) {
      const run = { address: BigInt(address), pages: BigInt.asUintN(64, BigInt(pages)) };
      this.item(ITEMS.change, () => {
        this.writer.structure(CHANGE, run);
        this.text(change);
        this.text(party);
      });
    }
  }

  /** The packet that was begun last. */
  take(): Uint8Array {
    return this.writer.take();
  }
}

function isWord(value: number | undefined): value is number {
  return Number.isInteger(value) && value !== undefined && value >= 0 && value <= WORD_MAX;
}
