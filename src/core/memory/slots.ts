/** A copy of which slots are taken. */
export interface SavedSlots {
  readonly next: Uint32Array;
  readonly newest: number;
  readonly used: number;
  readonly taken: number;
}

/**
 * Row numbers for records that come and go: 1 .. `capacity`, so that 0 can mean "none".
 *
 * Taking and giving back are O(1) and allocate nothing. A slot given back last is taken first, which keeps the rows in
 * use few and their memory warm.
 */
export class Slots {
  readonly capacity: number;
  private readonly next: Uint32Array;
  private newest = 0;
  private highest = 0;
  private taken = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.next = new Uint32Array(capacity + 1);
  }

  /** How many slots are taken now. */
  get live(): number {
    return this.taken;
  }

  /** The highest slot ever taken: rows above it are untouched. */
  get used(): number {
    return this.highest;
  }

  /** A free slot, or 0 when all are taken. */
  take(): number {
    let slot = this.newest;
    if (slot !== 0) this.newest = this.next[slot];
    else if (this.highest < this.capacity) slot = ++this.highest;
    else return 0;
    this.taken++;
    return slot;
  }

  /** Gives a slot back. The caller has made sure that it was taken. */
  give(slot: number): void {
    this.next[slot] = this.newest;
    this.newest = slot;
    this.taken--;
  }

  save(): SavedSlots {
    return {
      next: this.next.slice(0, this.highest + 1),
      newest: this.newest,
      used: this.highest,
      taken: this.taken,
    };
  }

  restore(saved: SavedSlots): void {
    this.next.fill(0, saved.used + 1, this.highest + 1);
    this.next.set(saved.next);
    this.newest = saved.newest;
    this.highest = saved.used;
    this.taken = saved.taken;
  }
}
