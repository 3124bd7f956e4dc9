import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { damaged, HEADER_BYTES, type Maker, notOne, ofAnotherLength, type Part, partsOf } from './header.ts';
import { SnapshotProblem } from './problem.ts';

/** A snapshot that is read: first the state, then the memory piece by piece. */
export class SnapshotFile {
  /** The state of everything but memory, as it was written. */
  readonly state: Uint8Array;
  private readonly name: string;
  private readonly file: number;
  private readonly memory: Part;
  private at = HEADER_BYTES;
  private crc = 0;

  /** Throws a SnapshotProblem where there is none, or one that is cut off, damaged or of another maker. */
  constructor(name: string, maker: Maker) {
    this.name = name;
    this.file = opened(name);
    try {
      const about = fstatSync(this.file);
      if (!about.isFile()) throw notOne(name);
      const { memory, state } = partsOf(this.bytesAt(0, HEADER_BYTES), name, maker);
      this.memory = memory;
      const expected = HEADER_BYTES + memory.bytes + state.bytes;
      if (about.size !== expected) throw ofAnotherLength(name, about.size, expected);
      this.state = this.bytesAt(HEADER_BYTES + memory.bytes, state.bytes);
      if (crc32(this.state) !== state.crc) throw damaged(name);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Fills a buffer with what comes next of the memory. */
  take(piece: Uint8Array): void {
    this.fill(piece, this.at);
    this.at += piece.length;
    this.crc = crc32(piece, this.crc);
  }

  /** Throws a SnapshotProblem unless what was taken was all, and as it was written. */
  verify(): void {
    const { bytes, crc } = this.memory;
    if (this.at !== HEADER_BYTES + bytes || this.crc !== crc) throw damaged(this.name);
  }

  close(): void {
    closeSync(this.file);
  }

  private bytesAt(position: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    const read = this.fill(bytes, position);
    return bytes.subarray(0, read);
  }

  /** Returns how many bytes there were. */
  private fill(bytes: Uint8Array, position: number): number {
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(this.file, bytes, done, bytes.length - done, position + done);
      if (read === 0) break;
      done += read;
    }
    return done;
  }
}

function opened(name: string): number {
  try {
    return openSync(name, 'r');
  } catch (error) {
    throw new SnapshotProblem(
      `${name} cannot be read: ${(error as Error).message}`,
      'tantalum boot --snapshot FILE writes one.',
    );
  }
}
