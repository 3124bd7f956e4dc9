/** How numbers, characters, strings and bytes are written. */

const INTEGER = /^(0[xX][\da-fA-F]+|0[0-7]*|[1-9]\d*)(?:ULL|UL|LL|U|L)?$/;

/** The value of an integer literal of any size; `undefined` when compilers would not read it as one. */
export function parseInteger(text: string): bigint | undefined {
  const digits = INTEGER.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const octal = /^0[0-7]+$/.test(digits);
  return BigInt(octal ? `0o${digits}` : digits);
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
};

/**
 * The text between quotes with its escapes resolved. An escape without a meaning of its own stands for its
 * character.
 */
export function unescapeText(text: string): string {
  return text.replace(
    /\\(?:([0-7]{1,3})|x([\da-fA-F]{1,2})|([\s\S]))/g,
    (_, octal?: string, hex?: string, other = '') => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return ESCAPES[other] ?? other;
    },
  );
}

/** The value of a character literal, quotes included; `undefined` when it is not one byte. */
export function parseCharacter(text: string): bigint | undefined {
  const character = unescapeText(text.slice(1, -1));
  const code = character.charCodeAt(0);
  return character.length === 1 && code <= 0xff ? BigInt(code) : undefined;
}

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*/g;

/** The bytes of the digits between `[` and `]`; `undefined` when a group has an odd number of them. */
export function parseBytes(text: string): readonly number[] | undefined {
  const bytes: number[] = [];
  for (const group of text.replace(COMMENT, ' ').trim().split(/\s+/)) {
    if (group.length % 2 !== 0) return undefined;
    for (let at = 0; at < group.length; at += 2) bytes.push(Number.parseInt(group.slice(at, at + 2), 16));
  }
  return bytes;
}
