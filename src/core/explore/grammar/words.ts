/**
 * Descriptors as 32-bit words. Unlike the client's encoder, which writes what a careful driver would, this one writes any value into any
 * field, and takes no longer for it than the call that follows.
 *
 * Source: ffa-hafnium 2.1 to 2.4.
 */

const VERSION_1_0 = 0x1_0000;
const VERSION_1_2 = 0x1_0002;

/** One receiver: id, permissions and flags as they lie in the first word of its access descriptor. */
export interface Listed {
  readonly id: number;
  readonly permissions: number;
}

/** One constituent. */
export type Range = readonly [page: number, pages: number];

export interface Written {
  readonly version: number;
  readonly sender: number;
  readonly attributes: number;
  readonly flags: number;
  readonly tag: number;
  readonly receivers: readonly Listed[];
  /** Undefined in a request. */
  readonly constituents: readonly Range[] | undefined;
  /** What the implementation-defined words of a 32-byte access descriptor say. */
  readonly impdef: number;
}

/** Bytes of an access descriptor in descriptors of a version. */
export function accessSizeOf(version: number): number {
  return version >= VERSION_1_2 ? 32 : 16;
}

/** Byte offset of the first access descriptor. */
export function headerSizeOf(version: number): number {
  return version === VERSION_1_0 ? 32 : 48;
}

export function writeDescriptor(of: Written): number[] {
  const old = of.version === VERSION_1_0;
  const accessSize = accessSizeOf(of.version);
  const composite = headerSizeOf(of.version) + of.receivers.length * accessSize;
  const words = [of.sender | (of.attributes << 16), of.flags, 0, 0, of.tag, 0];
  words.push(old ? 0 : accessSize, of.receivers.length);
  if (!old) words.push(48, 0, 0, 0);
  for (const { id, permissions } of of.receivers) {
    words.push(id | (permissions << 16), of.constituents === undefined ? 0 : composite);
    if (accessSize === 32) words.push(of.impdef, 0, of.impdef, 0);
    words.push(0, 0);
  }
  if (of.constituents === undefined) return words;
  let total = 0;
  for (const [, pages] of of.constituents) total += pages;
  words.push(total, of.constituents.length, 0, 0);
  writeConstituents(words, of.constituents);
  return words;
}

/** Puts constituents behind what there is. */
export function writeConstituents(words: number[], ranges: readonly Range[]): void {
  for (const [page, pages] of ranges) words.push(page << 12, page >>> 20, pages, 0);
}
