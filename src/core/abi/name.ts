/**
 * Names in fields of bytes: characters of ASCII that can be printed, and zeros up to the end of the field.
 */

const SPACE = 0x20;
const DELETE = 0x7f;

/** Whether bytes are a name and nothing else. */
export function isName(bytes: Uint8Array): boolean {
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  return bytes.subarray(0, end).every((byte) => byte >= SPACE && byte < DELETE);
}

/** The name in a field. A byte that no name has becomes a point. */
export function nameText(bytes: Uint8Array): string {
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  const character = (byte: number) => (byte >= SPACE && byte < DELETE ? String.fromCharCode(byte) : '.');
  return [...bytes.subarray(0, end)].map(character).join('');
}

/** The value of a field of `width` bytes that holds a name. Throws a RangeError that names `path` for what is no name, or too long. */
export function nameValue(text: string, width: number, path: string): bigint {
  if (text.length > width) throw new RangeError(`${path}: ${text} has more than ${width} characters`);
  let value = 0n;
  for (let index = text.length - 1; index >= 0; index--) {
    const code = text.charCodeAt(index);
    if (code < SPACE || code >= DELETE)
      throw new RangeError(`${path}: a name is of printable ASCII characters`);
    value = (value << 8n) | BigInt(code);
  }
  return value;
}
