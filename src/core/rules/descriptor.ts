import type { Layout } from '../abi/fields.ts';
import {
  ACCESS_32,
  type AccessField,
  accessLayout,
  COMPOSITE,
  HEADER_1_0,
  HEADER_1_1,
  type HeaderField,
  layoutsOf,
  type VersionLayouts,
} from '../abi/layouts.ts';
import { VERSION_1_0 } from '../abi/versions.ts';

/**
 * A transaction descriptor as the manager reads it: once, from a private copy, with plain 32-bit reads.
 *
 * This is the hot path's own reading of `abi/layouts.ts`; a property test holds the two equal. One object is used for all calls. Nothing
 * here checks anything: `check-descriptor.ts` vouches for bounds before each step.
 */
export class Descriptor {
  /** The private copy. */
  words: Uint32Array = new Uint32Array(0);
  /** Bytes of the copy that belong to the descriptor: the first fragment. */
  length = 0;
  /** Bytes of the whole descriptor as announced. */
  total = 0;
  /** Layouts of the caller's version. */
  layouts: VersionLayouts = layoutsOf(VERSION_1_0);

  sender = 0;
  attributes = 0;
  flags = 0;
  handleLow = 0;
  handleHigh = 0;
  tagLow = 0;
  tagHigh = 0;
  accessSize = 0;
  accessCount = 0;
  accessOffset = 0;

  compositeOffset = 0;
  totalPages = 0;
  constituentCount = 0;

  /** Starts on a new copy. */
  begin(words: Uint32Array, length: number, total: number, version: number): void {
    this.words = words;
    this.length = length;
    this.total = total;
    this.layouts = layoutsOf(version);
  }

  get header(): Layout<HeaderField> {
    return this.layouts.header;
  }

  /** The layout of this descriptor's access descriptors: by their stated size, whatever the version. */
  get access(): Layout<AccessField> {
    return accessLayout(this.accessSize);
  }

  /** Reads the header. The copy holds at least `header.size` bytes. */
  readHeader(): void {
    const words = this.words;
    this.sender = words[0] & 0xffff;
    this.flags = words[1];
    this.handleLow = words[2];
    this.handleHigh = words[3];
    this.tagLow = words[4];
    this.tagHigh = words[5];
    this.accessCount = words[7];
    if (this.layouts.header === HEADER_1_1) {
      this.attributes = words[0] >>> 16;
      this.accessSize = words[6];
      this.accessOffset = words[8];
    } else {
      this.attributes = (words[0] >>> 16) & 0xff;
      this.accessSize = this.layouts.access.size;
      this.accessOffset = HEADER_1_0.size;
    }
  }

  /** Whether a reserved field of the header is set: its name, or undefined. */
  reservedInHeader(): 'reserved3' | 'reserved24' | 'reserved36' | undefined {
    const words = this.words;
    if (this.layouts.header === HEADER_1_1)
      return (words[9] | words[10] | words[11]) === 0 ? undefined : 'reserved36';
    if (words[0] >>> 24 !== 0) return 'reserved3';
    return words[6] === 0 ? undefined : 'reserved24';
  }

  /** Byte offset of access descriptor `index`. */
  accessAt(index: number): number {
    return this.accessOffset + index * this.accessSize;
  }

  /** Byte offset behind the last access descriptor. */
  get accessEnd(): number {
    return this.accessOffset + this.accessCount * this.accessSize;
  }

  endpoint(index: number): number {
    return this.words[this.accessAt(index) >>> 2] & 0xffff;
  }

  /** Whether an earlier access descriptor names the same endpoint as access descriptor `index`. */
  isRepeated(index: number): boolean {
    const endpoint = this.endpoint(index);
    for (let other = 0; other < index; other++) if (this.endpoint(other) === endpoint) return true;
    return false;
  }

  permissions(index: number): number {
    return (this.words[this.accessAt(index) >>> 2] >>> 16) & 0xff;
  }

  accessFlags(index: number): number {
    return this.words[this.accessAt(index) >>> 2] >>> 24;
  }

  compositeOffsetOf(index: number): number {
    return this.words[(this.accessAt(index) >>> 2) + 1];
  }

  /** Whether the reserved bytes of access descriptor `index` are zero. */
  accessReservedClear(index: number): boolean {
    const at = this.accessAt(index) >>> 2;
    return this.accessSize === ACCESS_32.size
      ? (this.words[at + 6] | this.words[at + 7]) === 0
      : (this.words[at + 2] | this.words[at + 3]) === 0;
  }

  /** 32-bit half `half` (0 .. 3) of the implementation-defined words; 0 where the layout has none. */
  impdef(index: number, half: number): number {
    return this.accessSize === ACCESS_32.size ? this.words[(this.accessAt(index) >>> 2) + 2 + half] : 0;
  }

  /** Reads the composite that the first access descriptor names. Its header lies inside the copy. */
  readComposite(): void {
    this.compositeOffset = this.compositeOffsetOf(0);
    const at = this.compositeOffset >>> 2;
    this.totalPages = this.words[at];
    this.constituentCount = this.words[at + 1];
  }

  compositeReservedClear(): boolean {
    const at = this.compositeOffset >>> 2;
    return (this.words[at + 2] | this.words[at + 3]) === 0;
  }

  /** Byte offset of the first constituent. */
  get constituentsAt(): number {
    return this.compositeOffset + COMPOSITE.size;
  }
}
