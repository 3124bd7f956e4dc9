import type { RecordedEvent } from '../decode/recorded-event.ts';
import { NumberList } from './number-list.ts';
import { PackedTerms } from './packed-terms.ts';
import { lastAtMost } from './page-space.ts';
import { ValuePacker } from './value-packer.ts';
import { ValueUnpacker } from './value-unpacker.ts';

/** Events by their numbers, from 0 on. Each is made when it is looked at, and is another object each time. */
export interface Events extends Iterable<RecordedEvent> {
  readonly length: number;
  /** An event; `undefined` for a number that none has. */
  get(number: number): RecordedEvent | undefined;
}

/** Bytes after which another block begins: what is written to is never much larger. */
const BLOCK_BYTES = 1024 * 1024;

/** Keeps events packed: a call takes some 60 bytes, and would take a thousand as an object with its registers and changes. */
export class EventLog implements Events {
  readonly #terms = new PackedTerms();
  readonly #packer = new ValuePacker(this.#terms);
  /** Blocks that are full, and the first event of each; last that of the one which is written to. */
  readonly #blocks: Uint8Array[] = [];
  readonly #firsts: number[] = [0];
  /** Where each event begins in its block. */
  readonly #starts = new NumberList(Uint32Array);

  get length(): number {
    return this.#starts.length;
  }

  push(event: RecordedEvent): void {
    this.#starts.push(this.#packer.length);
    this.#packer.put(event);
    if (this.#packer.length < BLOCK_BYTES) return;
    this.#blocks.push(this.#packer.take());
    this.#firsts.push(this.length);
  }

  get(number: number): RecordedEvent | undefined {
    if (!Number.isInteger(number) || number < 0 || number >= this.length) return undefined;
    const block = lastAtMost(this.#firsts.length, (at) => this.#firsts[at] <= number);
    const bytes = this.#blocks[block] ?? this.#packer.bytes;
    return new ValueUnpacker(this.#terms, bytes, this.#starts.get(number)).next() as RecordedEvent;
  }

  *[Symbol.iterator](): Generator<RecordedEvent> {
    for (let number = 0; number < this.length; number++) {
      const event = this.get(number);
      if (event !== undefined) yield event;
    }
  }
}
