import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { HEADER_BYTES, headerBytes, type Maker, type Part } from './header.ts';
import { SnapshotProblem } from './problem.ts';

/** Appends to the memory in the file. */
type Put = (piece: Uint8Array) => void;

/**
 * Writes a snapshot: `fill` puts memory, and returns the state of everything else. There is no file, or the one there was, until it is complete.
 * Returns how many bytes it has. Throws a SnapshotProblem when it cannot be written, and what `fill` throws.
 */
export async function writeSnapshot(
  name: string,
  maker: Maker,
  fill: (put: Put) => Promise<Uint8Array>,
): Promise<number> {
  const unfinished = `${name}.${process.pid}`;
  try {
    const file = openSync(unfinished, 'wx');
    try {
      const memory = new PartWriter(file, HEADER_BYTES);
      const bytes = await fill((piece) => memory.put(piece));
      const state = new PartWriter(file, memory.end);
      state.put(bytes);
      new PartWriter(file, 0).put(headerBytes(maker, { memory: memory.part, state: state.part }));
      renameSync(unfinished, name);
      return state.end;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw isOfSystem(error) ? unwritable(name, error) : error;
  }
}

/** What to say of a file that cannot be written. */
export function unwritable(name: string, { message }: Error): SnapshotProblem {
  return new SnapshotProblem(
    `cannot write ${name}: ${message}`,
    'Give a file where there is room for the memory that the guest uses.',
  );
}

/** Writes one thing behind the other. */
class PartWriter {
  private readonly file: number;
  private readonly from: number;
  private bytes = 0;
  private crc = 0;

  constructor(file: number, from: number) {
    this.file = file;
    this.from = from;
  }

  put(piece: Uint8Array): void {
    this.crc = crc32(piece, this.crc);
    for (let done = 0; done < piece.length; )
      done += writeSync(this.file, piece, done, piece.length - done, this.end + done);
    this.bytes += piece.length;
  }

  get end(): number {
    return this.from + this.bytes;
  }

  get part(): Part {
    return { bytes: this.bytes, crc: this.crc };
  }
}

function isOfSystem(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
