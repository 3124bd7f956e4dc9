/**
 * Flattened device trees (DTB): the form in which a kernel takes a device tree. All words are big-endian.
 * Source: Devicetree Specification 0.4, chapter 5.
 */

import { checkTree } from './check-tree.ts';
import type { TreeNode, TreeValue } from './tree.ts';

const MAGIC = 0xd00d_feed;
const VERSION = 17;
/** Whoever reads this version can read ours. */
const LAST_COMPATIBLE_VERSION = 16;
const HEADER_BYTES = 40;
/** Nothing but the pair of zeros that ends the block: reserved regions stand in the tree itself. */
const RESERVATION_BYTES = 16;

const BEGIN_NODE = 1;
const END_NODE = 2;
const PROPERTY = 3;
const END = 9;

/** Writes a tree as a DTB. Throws a RangeError for a tree that no DTB can hold. */
export function writeFdt(root: TreeNode): Uint8Array {
  checkTree(root);
  const blocks: Blocks = { structure: [], names: '' };
  writeNode(root, blocks);
  pushWord(blocks.structure, END);
  const structureAt = HEADER_BYTES + RESERVATION_BYTES;
  const namesAt = structureAt + blocks.structure.length;
  const bytes = new Uint8Array(namesAt + blocks.names.length);
  const header = [
    MAGIC,
    bytes.length,
    structureAt,
    namesAt,
    HEADER_BYTES,
    VERSION,
    LAST_COMPATIBLE_VERSION,
    0, // the CPU that boots
    blocks.names.length,
    blocks.structure.length,
  ];
  const view = new DataView(bytes.buffer);
  for (const [index, word] of header.entries()) view.setUint32(4 * index, word);
  bytes.set(blocks.structure, structureAt);
  new TextEncoder().encodeInto(blocks.names, bytes.subarray(namesAt));
  return bytes;
}

/** The two blocks that grow while a tree is walked. */
interface Blocks {
  readonly structure: number[];
  /** Names of properties, each with its NUL. */
  names: string;
}

function writeNode({ name, properties, children = [] }: TreeNode, blocks: Blocks): void {
  pushWord(blocks.structure, BEGIN_NODE);
  pushPadded(blocks.structure, textBytes(name));
  for (const [property, value] of Object.entries(properties)) {
    const bytes = valueBytes(value);
    pushWord(blocks.structure, PROPERTY);
    pushWord(blocks.structure, bytes.length);
    pushWord(blocks.structure, placeOfName(property, blocks));
    pushPadded(blocks.structure, bytes);
  }
  for (const child of children) writeNode(child, blocks);
  pushWord(blocks.structure, END_NODE);
}

/** Where a name stands in the block of names; the end of a longer one will do. */
function placeOfName(name: string, blocks: Blocks): number {
  const ended = `${name}\0`;
  const known = blocks.names.indexOf(ended);
  if (known >= 0) return known;
  blocks.names += ended;
  return blocks.names.length - ended.length;
}

function valueBytes(value: TreeValue): ArrayLike<number> {
  if (value === true) return [];
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return textBytes(value);
  return value.flatMap((part) => (typeof part === 'string' ? [...textBytes(part)] : wordBytes(part)));
}

function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`);
}

function wordBytes(word: number): number[] {
  return [word >>> 24, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff];
}

function pushWord(block: number[], word: number): void {
  block.push(...wordBytes(word));
}

/** Appends bytes, and zeros up to the next word. */
function pushPadded(block: number[], bytes: ArrayLike<number>): void {
  for (let index = 0; index < bytes.length; index++) block.push(bytes[index] ?? 0);
  while (block.length % 4 !== 0) block.push(0);
}
