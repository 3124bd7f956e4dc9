import { once } from 'node:events';
import { createGzip } from 'node:zlib';

/** Lines are packed together: each alone would cost more than it is long. */
const LOT = 256 * 1024;
/** Bytes that make whole letters of base64. */
const PIECE = 3 * 256 * 1024;

/** Packs lines with gzip while they come, and keeps nothing but what it has packed. */
export class PackedLines {
  readonly #gzip = createGzip();
  readonly #packed: Buffer[] = [];
  #lot = '';

  constructor() {
    this.#gzip.on('data', (part: Buffer) => this.#packed.push(part));
  }

  add(line: string): void {
    this.#lot += `${line}\n`;
    if (this.#lot.length >= LOT) this.#send();
  }

  /** Resolves when there is room for more: who has many lines waits for it now and then. */
  async ready(): Promise<void> {
    if (this.#gzip.writableNeedDrain) await once(this.#gzip, 'drain');
  }

  /** All of it in base64, in pieces: no letter of that is markup. */
  async end(): Promise<readonly string[]> {
    this.#send();
    this.#gzip.end();
    await once(this.#gzip, 'end');
    const packed = Buffer.concat(this.#packed);
    return Array.from({ length: Math.ceil(packed.length / PIECE) }, (_, piece) =>
      packed.subarray(piece * PIECE, (piece + 1) * PIECE).toString('base64'),
    );
  }

  #send(): void {
    this.#gzip.write(this.#lot);
    this.#lot = '';
  }
}
