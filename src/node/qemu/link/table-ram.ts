import { addressOf } from '../../../core/memory/pages.ts';
import type { TableMemory } from '../../../core/translation/table-store.ts';
import type { FileRam } from '../../ram/file-ram.ts';

const ENTRY_BYTES = 8;

/** Translation tables in the guest's RAM. Its processors may look at an entry in the middle of a write, so the byte that makes it valid goes alone. */
export class TableRam implements TableMemory {
  private readonly ram: FileRam;
  private readonly entry = new Uint32Array(2);
  private readonly entryBytes = new Uint8Array(this.entry.buffer);

  constructor(ram: FileRam) {
    this.ram = ram;
  }

  writeEntry(page: number, index: number, low: number, high: number): void {
    const { ram, entry, entryBytes } = this;
    const at = addressOf(page) + ENTRY_BYTES * index;
    entry[0] = low;
    entry[1] = high;
    if ((low & 1) !== 0) ram.write(at + 1, entryBytes, 1, ENTRY_BYTES - 1);
    ram.write(at, entryBytes, 0, 1);
  }

  writeTable(page: number, words: Uint32Array): void {
    this.ram.write(addressOf(page), words, 0, words.byteLength);
  }
}
