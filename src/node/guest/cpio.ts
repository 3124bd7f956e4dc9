/**
 * Archives in the "new ASCII" form of cpio, which Linux unpacks as its first file system. Times are 0 and the
 * owner is root, so that the same files always make the same bytes. Source: `initramfs buffer format` of Linux.
 */

/** What an archive holds at a path. Paths are relative to the root, without a leading or trailing slash. */
export type ArchiveEntry = DirectoryEntry | FileEntry | LinkEntry | DeviceEntry;

export interface DirectoryEntry {
  readonly kind: 'directory';
  readonly path: string;
}

export interface FileEntry {
  readonly kind: 'file';
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable?: boolean;
}

export interface LinkEntry {
  readonly kind: 'link';
  readonly path: string;
  readonly target: string;
}

/** A character device. */
export interface DeviceEntry {
  readonly kind: 'device';
  readonly path: string;
  readonly major: number;
  readonly minor: number;
}

const MAGIC = '070701';
const HEADER_BYTES = 110;
const LAST_NAME = 'TRAILER!!!';
const LONGEST_PATH = 4095;

/** The kind of file in the upper bits of a mode, and what is allowed in the lower ones. */
const MODE = {
  directory: 0o040755,
  file: 0o100644,
  executable: 0o100755,
  link: 0o120777,
  device: 0o020600,
} as const;

/**
 * Writes an archive of the entries, in their order. Throws a RangeError for what Linux would silently leave out or
 * overwrite: a path that is no relative one, stands twice, or comes before its directory.
 */
export function writeCpio(entries: readonly ArchiveEntry[]): Uint8Array {
  checkPaths(entries);
  const pieces = entries.map((entry, index) =>
    record(entry.path, fieldsOf(entry, index + 1), bytesOf(entry)),
  );
  pieces.push(record(LAST_NAME, { number: 0, mode: 0, links: 1, major: 0, minor: 0 }, new Uint8Array(0)));
  return Buffer.concat(pieces);
}

/** Fields of a header that differ from entry to entry, beside the two lengths. */
interface Fields {
  readonly number: number;
  readonly mode: number;
  readonly links: number;
  readonly major: number;
  readonly minor: number;
}

function fieldsOf(entry: ArchiveEntry, number: number): Fields {
  const executable = entry.kind === 'file' && entry.executable === true;
  const { major, minor } = entry.kind === 'device' ? entry : { major: 0, minor: 0 };
  return {
    number,
    mode: MODE[executable ? 'executable' : entry.kind],
    links: entry.kind === 'directory' ? 2 : 1,
    major,
    minor,
  };
}

function bytesOf(entry: ArchiveEntry): Uint8Array {
  switch (entry.kind) {
    case 'file':
      return entry.bytes;
    case 'link':
      return new TextEncoder().encode(entry.target);
    case 'directory':
    case 'device':
      return new Uint8Array(0);
  }
}

/** A header, the name and the bytes, of which the last two are filled up to whole words. */
function record(path: string, { number, mode, links, major, minor }: Fields, bytes: Uint8Array): Uint8Array {
  const name = new TextEncoder().encode(`${path}\0`);
  const nobody = 0;
  const then = 0;
  const noChecksum = 0;
  const fields = [number, mode, nobody, nobody, links, then, bytes.length];
  fields.push(0, 0, major, minor, name.length, noChecksum);
  const header = MAGIC + fields.map((field) => field.toString(16).toUpperCase().padStart(8, '0')).join('');
  const bytesAt = wholeWords(HEADER_BYTES + name.length);
  const result = new Uint8Array(bytesAt + wholeWords(bytes.length));
  new TextEncoder().encodeInto(header, result);
  result.set(name, HEADER_BYTES);
  result.set(bytes, bytesAt);
  return result;
}

function wholeWords(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function checkPaths(entries: readonly ArchiveEntry[]): void {
  const kinds = new Map<string, ArchiveEntry['kind']>();
  for (const { path, kind } of entries) {
    const parts = path.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..') || path.includes('\0'))
      throw new RangeError(`${JSON.stringify(path)} is no path below the root`);
    if (path === LAST_NAME || Buffer.byteLength(path) > LONGEST_PATH)
      throw new RangeError(`an archive cannot hold the path ${path}`);
    if (kinds.has(path)) throw new RangeError(`${path} is there twice`);
    const parent = parts.slice(0, -1).join('/');
    if (parent !== '' && kinds.get(parent) !== 'directory')
      throw new RangeError(`${path} comes before the directory ${parent}`);
    kinds.set(path, kind);
  }
}
