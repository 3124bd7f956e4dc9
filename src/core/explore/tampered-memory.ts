import { SparseMemory } from '../memory/physical-memory.ts';

/** Memory in which somebody rewrites a page as soon as it has been read once: who reads it twice reads something else. */
export class TamperedMemory extends SparseMemory {
  /** The page that is rewritten after the next read of it; -1 for none. */
  tampered = -1;

  override read(page: number, into: Uint32Array, words: number): boolean {
    const done = super.read(page, into, words);
    if (done && page === this.tampered) {
      this.tampered = -1;
      this.mapped(page).fill(0x5a5a_5a5a);
    }
    return done;
  }
}
