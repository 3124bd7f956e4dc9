import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Lines are packed together: each alone would cost more than it is long. */
const LOT = 256 * 1024;
/** Bytes that make whole letters of base64. */
const PIECE = 3 * 256 * 1024;
/** RFC 1952 2.3: a file of deflate, without a name or a time, of no particular system. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** Packs lines as gzip does while they come, also where nobody waits, and keeps nothing but what it has packed. */
export class PackedLines {
  readonly #packed: Buffer[] = [GZIP_HEADER];
  #lot = '';
  #checksum = 0;
  #length = 0;

  add(line: string): void {
    this.#lot += `${line}\n`;
    if (this.#lot.length >= LOT) this.#pack(constants.Z_SYNC_FLUSH);
  }

  /** All of it in base64, in pieces: no letter of that is markup. */
  end(): readonly string[] {
    this.#pack(constants.Z_FINISH);
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(this.#checksum);
    trailer.writeUInt32LE(this.#length % 2 ** 32, 4);
    const packed = Buffer.concat([...this.#packed, trailer]);
    return Array.from({ length: Math.ceil(packed.length / PIECE) }, (_, piece) =>
      packed.subarray(piece * PIECE, (piece + 1) * PIECE).toString('base64'),
    );
  }

  /** Packs a lot. Each ends at a whole byte, so that they make one stream together. */
  #pack(finishFlush: number): void {
    const bytes = Buffer.from(this.#lot);
    this.#lot = '';
    this.#checksum = crc32(bytes, this.#checksum);
    this.#length += bytes.length;
    this.#packed.push(deflateRawSync(bytes, { finishFlush }));
  }
}
