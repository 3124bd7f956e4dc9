import { gunzipSync } from 'node:zlib';
import { readGiven } from './given-files.ts';
import { GuestProblem } from './problem.ts';

/** Header of an entry in a cpio archive: six digits that say so, then thirteen numbers of eight hex digits. */
const HEADER_BYTES = 110;
const MAGIC = /^07070[12]/;
const FILE_SIZE_AT = 54;
const NAME_SIZE_AT = 94;
const LAST_NAME = 'TRAILER!!!';

/** How files begin that Linux unpacks and we do not look into: bzip2, LZMA, xz, LZO, LZ4, zstd. */
const PACKED: readonly string[] = ['425a68', '5d0000', 'fd377a585a00', '894c5a4f', '02214c18', '28b52ffd'];
const GZIP = '1f8b';

/**
 * Reads a first file system. Throws a GuestProblem for one that is none or that is cut off: Linux would panic long after it has started, and say
 * little of why.
 */
export async function givenInitrd(file: string): Promise<Uint8Array> {
  const bytes = await readGiven(file);
  const wrong = startsWith(bytes, GZIP) ? wrongInPacked(bytes) : wrongInArchive(bytes);
  if (wrong !== undefined)
    throw new GuestProblem(
      `${file} is no first file system: ${wrong}`,
      'Give a cpio archive of the format newc, which may be packed.',
    );
  return bytes;
}

function wrongInPacked(bytes: Uint8Array): string | undefined {
  try {
    return wrongInArchive(gunzipSync(bytes));
  } catch (error) {
    return `it cannot be unpacked, ${(error as Error).message}`;
  }
}

/** Several archives may follow one another, with zeros in between; what is packed is not looked into. */
function wrongInArchive(bytes: Uint8Array): string | undefined {
  let complete = false;
  for (let at = 0; ; ) {
    while (complete && bytes[at] === 0) at++;
    const rest = bytes.subarray(at);
    if (rest.length === 0 && complete) return undefined;
    if (PACKED.some((magic) => startsWith(rest, magic)) || (complete && startsWith(rest, GZIP)))
      return undefined;
    const header = Buffer.from(rest.subarray(0, HEADER_BYTES)).toString('latin1');
    if (!MAGIC.test(header)) return rest.length === 0 ? CUT_OFF : `byte ${at} begins no entry of an archive`;
    const numberAt = (place: number) => Number.parseInt(header.slice(place, place + 8), 16);
    const nameSize = numberAt(NAME_SIZE_AT);
    const length = wholeWords(HEADER_BYTES + nameSize) + wholeWords(numberAt(FILE_SIZE_AT));
    if (!(length <= rest.length)) return CUT_OFF;
    const name = Buffer.from(rest.subarray(HEADER_BYTES, HEADER_BYTES + nameSize - 1)).toString('latin1');
    complete = name === LAST_NAME;
    at += length;
  }
}

const CUT_OFF = 'it ends in the middle';

function wholeWords(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function startsWith(bytes: Uint8Array, hex: string): boolean {
  return Buffer.from(bytes.subarray(0, hex.length / 2)).toString('hex') === hex;
}
