import { MEANING, type Meaning } from './columns.ts';

/** The most different parts that a world may have: their numbers take two bytes in a state. */
const MOST = 0xffff;
const BUCKETS = 1 << 12;
const FIRST_ROOM = 256;

/**
 * Parts of states - a transaction with its receivers and extents, an endpoint, a page - each as a list of values that say what they mean. Equal
 * parts have one number, from 1 on, so that a state is a few numbers. There are few different parts even where there are many states.
 */
export class Parts {
  private readonly buckets: Uint16Array = new Uint16Array(BUCKETS);
  private readonly nextInBucket: number[] = [0];
  private readonly all: Int32Array[] = [new Int32Array(0)];
  private readonly meant: Uint8Array[] = [new Uint8Array(0)];
  /** The part that is being written. */
  private values: Int32Array = new Int32Array(FIRST_ROOM);
  private meanings: Uint8Array = new Uint8Array(FIRST_ROOM);
  private length = 0;

  /** How many there are. */
  get count(): number {
    return this.all.length - 1;
  }

  /** Forgets what was being written. */
  begin(): void {
    this.length = 0;
  }

  /** Writes a value of the part. */
  write(value: number, meaning: Meaning): void {
    if (this.length === this.values.length) this.widen();
    this.values[this.length] = value;
    this.meanings[this.length++] = meaning;
  }

  /** The number of the part that was written. */
  end(): number {
    const { values, length } = this;
    let hash = length;
    for (let at = 0; at < length; at++) hash = Math.imul(hash ^ values[at], 0x0100_0193) ^ (hash >>> 15);
    const bucket = (hash ^ (hash >>> 12)) & (BUCKETS - 1);
    for (let part = this.buckets[bucket]; part !== 0; part = this.nextInBucket[part])
      if (this.isWritten(this.all[part])) return part;
    return this.add(bucket);
  }

  /** The values of a part. */
  valuesOf(part: number): Int32Array {
    return this.all[part];
  }

  /** What they mean, one by one. */
  meaningsOf(part: number): Uint8Array {
    return this.meant[part];
  }

  private add(bucket: number): number {
    const part = this.all.length;
    if (part > MOST) throw new RangeError(`a world has at most ${MOST} different parts`);
    this.all.push(this.values.slice(0, this.length));
    this.meant.push(this.meanings.slice(0, this.length));
    this.nextInBucket.push(this.buckets[bucket]);
    this.buckets[bucket] = part;
    return part;
  }

  private isWritten(part: Int32Array): boolean {
    const { values, length } = this;
    if (part.length !== length) return false;
    for (let at = 0; at < length; at++) if (part[at] !== values[at]) return false;
    return true;
  }

  private widen(): void {
    const [values, meanings] = [this.values, this.meanings];
    this.values = new Int32Array(values.length * 2);
    this.values.set(values);
    this.meanings = new Uint8Array(values.length * 2);
    this.meanings.set(meanings);
  }
}

/** Reads a part value by value, in the order in which it was written. */
export class PartReader {
  private readonly values: Int32Array;
  private at = 0;

  constructor(values: Int32Array) {
    this.values = values;
  }

  next(): number {
    return this.values[this.at++];
  }
}

/** Part 0, where there is none. */
export const NO_PART = 0;

export const PLAIN: Meaning = MEANING.PLAIN;
