/**
 * The blocks of a pcapng file, little-endian: a section, an interface for each party, a packet for each thing that happens.
 *
 * Source: the pcapng file format, draft-ietf-opsawg-pcapng, sections 4.1 to 4.3.
 */

import { type Layout, layout } from '../abi/fields.ts';
import { highWord, lowWord } from '../abi/words.ts';
import { ByteWriter } from './byte-writer.ts';

/** DLT_USER0: the first of the link types that are nobody's. */
export const LINK_TYPE = 147;
/** Bytes of a packet that are kept. Readers refuse files with longer ones. */
export const MOST_KEPT = 0x4_0000;
/** Time stamps count nanoseconds. */
const RESOLUTION = 9;

const SOURCE = 'draft-ietf-opsawg-pcapng';
const UNIT = 4;
const UNKNOWN_LENGTH = 0xffff_ffff_ffff_ffffn;
/** An option's length has 16 bits; a character takes up to three bytes. */
const MOST_CHARACTERS = 20_000;

const BLOCK: Layout<'type' | 'length'> = layout('block header', 8, SOURCE, {
  type: [0, 4, 'number', 'what the block is'],
  length: [4, 4, 'bytes-length', 'bytes of the whole block; they are repeated at its end'],
});
const OPTION: Layout<'code' | 'length'> = layout('option header', 4, SOURCE, {
  code: [0, 2, 'number', 'what the option is'],
  length: [2, 2, 'bytes-length', 'bytes of its value, without padding'],
});
const SECTION: Layout<'byteOrder' | 'major' | 'minor' | 'length'> = layout('section header', 16, SOURCE, {
  byteOrder: [0, 4, 'number', 'tells little-endian from big-endian'],
  major: [4, 2, 'number', 'version of the format'],
  minor: [6, 2, 'number', 'version of the format'],
  length: [8, 8, 'bytes-length', 'bytes of the section; all ones where nobody knows'],
});
const INTERFACE: Layout<'linkType' | 'reserved' | 'mostKept'> = layout('interface description', 8, SOURCE, {
  linkType: [0, 2, 'number', 'what the bytes of packets are'],
  reserved: [2, 2, 'reserved', 'zero'],
  mostKept: [4, 4, 'bytes-length', 'bytes of a packet that are kept'],
});
const PACKET: Layout<'interface' | 'timeHigh' | 'timeLow' | 'kept' | 'length'> = layout(
  'enhanced packet',
  20,
  SOURCE,
  {
    interface: [0, 4, 'number', 'number of the interface'],
    timeHigh: [4, 4, 'number', 'upper half of the time'],
    timeLow: [8, 4, 'number', 'lower half of the time'],
    kept: [12, 4, 'bytes-length', 'bytes that are here'],
    length: [16, 4, 'bytes-length', 'bytes that the packet had'],
  },
);

const BLOCK_TYPE = { SECTION: 0x0a0d_0d0a, INTERFACE: 1, PACKET: 6 } as const;
const OPTION_CODE = { END: 0, COMMENT: 1, NAME: 2, FLAGS: 2, APPLICATION: 4, RESOLUTION: 9 } as const;

/** Which way a packet goes, seen from the interface. */
export const DIRECTION = { NONE: 0, IN: 1, OUT: 2 } as const;

export type Direction = (typeof DIRECTION)[keyof typeof DIRECTION];

export interface PacketBlock {
  /** Number of the interface. */
  readonly at: number;
  /** In nanoseconds. */
  readonly time: bigint;
  readonly direction: Direction;
  readonly bytes: Uint8Array;
  readonly comments: readonly string[];
}

/** Writes blocks one behind the other. */
export class PcapngBlocks {
  readonly #writer = new ByteWriter();

  /** The block that a file begins with. `about` is a comment, or ''. */
  section(about: string): void {
    this.#block(BLOCK_TYPE.SECTION, () => {
      const fields = { byteOrder: 0x1a2b_3c4d, major: 1, minor: 0, length: UNKNOWN_LENGTH };
      this.#writer.structure(SECTION, fields);
      if (about !== '') this.#textOption(OPTION_CODE.COMMENT, about);
      this.#textOption(OPTION_CODE.APPLICATION, 'tantalum');
      this.#endOfOptions();
    });
  }

  /** The block that names the next interface; they are counted from 0. */
  interface(name: string): void {
    this.#block(BLOCK_TYPE.INTERFACE, () => {
      this.#writer.structure(INTERFACE, { linkType: LINK_TYPE, mostKept: MOST_KEPT });
      this.#textOption(OPTION_CODE.NAME, name);
      this.#option(OPTION_CODE.RESOLUTION, () => this.#writer.byte(RESOLUTION));
      this.#endOfOptions();
    });
  }

  packet({ at, time, direction, bytes, comments }: PacketBlock): void {
    const writer = this.#writer;
    const kept = bytes.subarray(0, MOST_KEPT);
    this.#block(BLOCK_TYPE.PACKET, () => {
      const [timeHigh, timeLow] = [highWord(time), lowWord(time)];
      writer.structure(PACKET, { interface: at, timeHigh, timeLow, kept: kept.length, length: bytes.length });
      const start = writer.end;
      writer.put(kept);
      writer.pad(start, UNIT);
      for (const comment of comments) this.#textOption(OPTION_CODE.COMMENT, comment);
      if (direction !== DIRECTION.NONE) this.#option(OPTION_CODE.FLAGS, () => writer.word(direction));
      if (comments.length > 0 || direction !== DIRECTION.NONE) this.#endOfOptions();
    });
  }

  /** The blocks that were written since the last time. */
  take(): Uint8Array {
    return this.#writer.take();
  }

  /** A block with its length before and behind what is inside. */
  #block(type: number, inside: () => void): void {
    const start = this.#writer.reserve(BLOCK.size);
    inside();
    const length = this.#writer.end - start + BLOCK.fields.length.width;
    this.#writer.structureAt(start, BLOCK, { type, length });
    this.#writer.word(length);
  }

  #option(code: number, value: () => void): void {
    const start = this.#writer.reserve(OPTION.size);
    value();
    const length = this.#writer.end - start - OPTION.size;
    this.#writer.structureAt(start, OPTION, { code, length });
    this.#writer.pad(start, UNIT);
  }

  #textOption(code: number, text: string): void {
    this.#option(code, () => this.#writer.text(text.slice(0, MOST_CHARACTERS)));
  }

  #endOfOptions(): void {
    this.#writer.structure(OPTION, { code: OPTION_CODE.END });
  }
}
