import { crc32 } from 'node:zlib';
import { SnapshotProblem } from './problem.ts';

/** What all snapshots begin with, and the form of everything behind. */
const MAGIC = 'tantalum-snapshot';
const FORMAT = 1;

/** The header fills a page, so that memory begins at one. */
export const HEADER_BYTES = 4096;

const TAKE_ANOTHER = 'Take another one: tantalum boot --snapshot FILE';

/** What makes snapshots: a file is read by what has made it, and by nothing else. */
export interface Maker {
  readonly tantalum: string;
  /** Which code runs at EL3 and EL2: its addresses are in the state of processors. */
  readonly monitor: string;
}

/** A part of the file. */
export interface Part {
  readonly bytes: number;
  readonly crc: number;
}

/** What is behind the header: memory, then the state of everything else. */
export interface Parts {
  readonly memory: Part;
  readonly state: Part;
}

interface Header extends Maker, Parts {
  readonly format: number;
}

/** The header as bytes: two lines of text, of which the first has a checksum of the second. */
export function headerBytes(maker: Maker, parts: Parts): Uint8Array {
  const header: Header = { format: FORMAT, ...maker, ...parts };
  const text = JSON.stringify(header).padEnd(HEADER_BYTES - lineOf(0).length - 1);
  return Buffer.from(`${lineOf(crc32(text))}${text}\n`, 'latin1');
}

/** What is behind a header. Throws a SnapshotProblem for one that is none, is damaged, or is of another maker. */
export function partsOf(bytes: Uint8Array, name: string, maker: Maker): Parts {
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.startsWith(MAGIC)) throw notOne(name);
  const json = text.slice(lineOf(0).length, HEADER_BYTES - 1);
  if (text.length < HEADER_BYTES || !text.startsWith(lineOf(crc32(json)))) throw damaged(name);
  const { format, tantalum, monitor, ...parts } = JSON.parse(json) as Header;
  if (tantalum !== maker.tantalum)
    throw new SnapshotProblem(
      `${name} was made by Tantalum ${tantalum}, and this is ${maker.tantalum}`,
      TAKE_ANOTHER,
    );
  if (format !== FORMAT || monitor !== maker.monitor) throw ofAnotherBuild(name);
  return parts;
}

/** Its maker has the same name, and keeps state in another form. */
export function ofAnotherBuild(name: string): SnapshotProblem {
  return new SnapshotProblem(`${name} was made by another build of this version of Tantalum`, TAKE_ANOTHER);
}

/** It is something else. */
export function notOne(name: string): SnapshotProblem {
  return new SnapshotProblem(`${name} is no snapshot`, TAKE_ANOTHER);
}

/** The bytes of a file are not those that were written. */
export function damaged(name: string): SnapshotProblem {
  return new SnapshotProblem(`${name} is damaged: a checksum is wrong`, TAKE_ANOTHER);
}

/** It ends too soon, or does not end where it should. */
export function ofAnotherLength(name: string, bytes: number, expected: number): SnapshotProblem {
  return new SnapshotProblem(`${name} has ${bytes} bytes instead of ${expected}`, TAKE_ANOTHER);
}

function lineOf(crc: number): string {
  return `${MAGIC} ${crc.toString(16).padStart(8, '0')}\n`;
}
