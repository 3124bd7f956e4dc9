/**
 * The blocks of a pcapng file, little-endian: a section, an interface for each party, a packet for each thing that happens.
 *
 * Source: the pcapng file format, draft-ietf-opsawg-pcapng, sections 4.1 to 4.3.
 */

import { type Layout, layout } from '../abi/fields.ts';
import { encodeStructure } from '../abi/structure.ts';
import { joinBytes, padded, utf8 } from './byte-parts.ts';

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

/** The block that a file begins with. `about` is a comment, or ''. */
export function sectionBlock(about: string): Uint8Array {
  const fields = { byteOrder: 0x1a2b_3c4d, major: 1, minor: 0, length: UNKNOWN_LENGTH };
  return block(
    BLOCK_TYPE.SECTION,
    [encodeStructure(SECTION, fields)],
    [
      ...(about === '' ? [] : [option(OPTION_CODE.COMMENT, text(about))]),
      option(OPTION_CODE.APPLICATION, text('tantalum')),
    ],
  );
}

/** The block that names the next interface; they are counted from 0. */
export function interfaceBlock(name: string): Uint8Array {
  const fields = { linkType: LINK_TYPE, mostKept: MOST_KEPT };
  return block(
    BLOCK_TYPE.INTERFACE,
    [encodeStructure(INTERFACE, fields)],
    [option(OPTION_CODE.NAME, text(name)), option(OPTION_CODE.RESOLUTION, Uint8Array.of(RESOLUTION))],
  );
}

export interface PacketBlock {
  /** Number of the interface. */
  readonly at: number;
  /** In nanoseconds. */
  readonly time: bigint;
  readonly direction: Direction;
  readonly bytes: Uint8Array;
  readonly comments: readonly string[];
}

/** The block of a packet. */
export function packetBlock({ at, time, direction, bytes, comments }: PacketBlock): Uint8Array {
  const kept = bytes.subarray(0, MOST_KEPT);
  const fields = {
    interface: at,
    timeHigh: time >> 32n,
    timeLow: time & 0xffff_ffffn,
    kept: kept.length,
    length: bytes.length,
  };
  return block(
    BLOCK_TYPE.PACKET,
    [encodeStructure(PACKET, fields), padded(kept, UNIT)],
    [
      ...comments.map((comment) => option(OPTION_CODE.COMMENT, text(comment))),
      ...(direction === DIRECTION.NONE ? [] : [option(OPTION_CODE.FLAGS, Uint8Array.of(direction, 0, 0, 0))]),
    ],
  );
}

function block(type: number, body: readonly Uint8Array[], options: readonly Uint8Array[]): Uint8Array {
  const end = options.length === 0 ? [] : [encodeStructure(OPTION, { code: OPTION_CODE.END })];
  const inside = joinBytes([...body, ...options, ...end]);
  const length = BLOCK.size + inside.length + BLOCK.fields.length.width;
  const header = encodeStructure(BLOCK, { type, length });
  return joinBytes([header, inside, header.subarray(BLOCK.fields.length.offset)]);
}

function option(code: number, value: Uint8Array): Uint8Array {
  return joinBytes([encodeStructure(OPTION, { code, length: value.length }), padded(value, UNIT)]);
}

function text(of: string): Uint8Array {
  return utf8(of.slice(0, MOST_CHARACTERS));
}
