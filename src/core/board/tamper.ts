import { addressOf, PAGE_SIZE } from '../memory/pages.ts';
import type { MachineMemory } from '../memory/physical-memory.ts';

const REWRITTEN: Uint8Array = new Uint8Array(PAGE_SIZE).fill(0x5a);

/** Has somebody rewrite a page as soon as it has been read once: who reads it twice reads something else. Returns what ends that. */
export function tamper(memory: MachineMemory, tampered: number): () => void {
  const read = Object.getPrototypeOf(memory).read as MachineMemory['read'];
  let due = true;
  memory.read = function (page, into, words) {
    const done = read.call(this, page, into, words);
    if (due && done && page === tampered) {
      due = false;
      this.writeBytes(addressOf(page), REWRITTEN);
    }
    return done;
  };
  return () => {
    Reflect.deleteProperty(memory, 'read');
  };
}
