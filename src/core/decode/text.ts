import { byteText } from '../abi/hex.ts';

const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const ESCAPE = 0x1b;
const SPACE = 0x20;
const DELETE = 0x7f;
const CHUNK = 0x8000;

/**
 * Bytes as text, without a byte order mark; `undefined` for bytes that nobody wrote as text: control characters, or
 * neither ASCII, UTF-8 nor the UTF-16 that some shells redirect into files.
 */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return widened(bytes);
  if (bytes.some(isBinary)) return undefined;
  if (bytes.every((byte) => byte < 0x80)) return ascii(bytes);
  try {
    return decodeURIComponent(escaped(bytes)).replace(/^\ufeff/, '');
  } catch {
    return undefined;
  }
}

/** Of so many bytes of a console's log, one may be noise. */
const CLEAN_BYTES = 16;
const BLANK = ' ';

/**
 * What a serial line made of a text: bytes that nobody wrote are blanks. `undefined` for bytes most of which are no text.
 */
export function noisyTextOf(bytes: Uint8Array): string | undefined {
  const noise = bytes.reduce((count, byte) => count + Number(isNoise(byte)), 0);
  if (noise * CLEAN_BYTES > bytes.length) return undefined;
  return ascii(bytes.map((byte) => (isNoise(byte) ? BLANK.charCodeAt(0) : byte)));
}

function isNoise(byte: number): boolean {
  return byte >= 0x80 || isBinary(byte);
}

function isBinary(byte: number): boolean {
  if (byte >= SPACE) return byte === DELETE;
  return byte !== ESCAPE && (byte < TAB || byte > CARRIAGE_RETURN);
}

/** Little-endian UTF-16 whose characters are all ASCII, as every dump is. */
function widened(bytes: Uint8Array): string | undefined {
  const low = bytes.filter((_, index) => index >= 2 && index % 2 === 0);
  const high = bytes.filter((_, index) => index >= 2 && index % 2 === 1);
  const plain = bytes.length % 2 === 0 && high.every((byte) => byte === 0);
  return plain && !low.some(isBinary) ? ascii(low) : undefined;
}

/** In chunks, because an argument list has a limit. */
function ascii(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}

function escaped(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += `%${byteText(byte)}`;
  return text;
}
