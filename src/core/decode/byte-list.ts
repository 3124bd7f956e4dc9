import { MAX_BYTES } from './reading.ts';

const FIRST_ROOM = 256;

/** Bytes that arrive bit by bit, up to `MAX_BYTES`. */
export class ByteList {
  #bytes: Uint8Array = new Uint8Array(FIRST_ROOM);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds bytes at the end. False when there would be too many; then nothing is added. */
  add(more: ArrayLike<number>): boolean {
    const length = this.#length + more.length;
    if (length > MAX_BYTES) return false;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(more, this.#length);
    this.#length = length;
    return true;
  }

  /** Takes bytes away at the end. */
  shorten(count: number): void {
    this.#length -= count;
  }

  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
