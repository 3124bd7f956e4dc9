/** Entries of one chunk. */
const CHUNK = 1 << 12;

/** A list that only becomes longer, of records of a few 16-bit numbers. It takes room piece by piece and never moves what it has. */
export class Records16 {
  readonly width: number;
  private readonly chunks: Uint16Array[] = [];
  private count = 0;

  constructor(width: number) {
    this.width = width;
  }

  get length(): number {
    return this.count;
  }

  get bytes(): number {
    return this.chunks.length * CHUNK * this.width * 2;
  }

  push(record: Uint16Array): void {
    const inside = this.count % CHUNK;
    if (inside === 0) this.chunks.push(new Uint16Array(CHUNK * this.width));
    this.chunks[this.chunks.length - 1].set(record, inside * this.width);
    this.count++;
  }

  /** Copies a record. */
  get(index: number, into: Uint16Array): void {
    const chunk = this.chunks[Math.floor(index / CHUNK)];
    const at = (index % CHUNK) * this.width;
    for (let word = 0; word < this.width; word++) into[word] = chunk[at + word];
  }

  clear(): void {
    this.chunks.length = 0;
    this.count = 0;
  }
}
