/** A number as C, Rust, JavaScript or Python write it. */
export interface SourceNumber {
  readonly value: bigint;
  /** Characters it takes. */
  readonly length: number;
}

const DIGITS = '0x_*[0-9a-f][0-9a-f_]{0,31}?|0b_*[01][01_]{0,127}?|0o_*[0-7][0-7_]{0,63}?|[0-9][0-9_]{0,31}?';
const SUFFIX = 'u?l{0,2}|l{1,2}u|[ui](?:8|16|32|64|size)|n';
const NUMBER = new RegExp(`(${DIGITS})(?:_*(?:${SUFFIX}))(?![\\w.])`, 'iy');

/**
 * The number at a place of the text; `undefined` when there is none, or one that not all languages read alike: C takes
 * a leading zero for octal.
 */
export function sourceNumberAt(text: string, at: number): SourceNumber | undefined {
  NUMBER.lastIndex = at;
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const digits = match[1].replaceAll('_', '');
  return /^0\d*[1-9]/.test(digits) ? undefined : { value: BigInt(digits), length: match[0].length };
}

const ELEMENT = /\b(?:__)?(?:u|uint|biguint|i|int|le)(8|16|32|64)(?:_t|array)?\b/gi;

/** Bytes of one element, as the last type named in a declaration has it; 1 where none is named. */
export function elementSize(declaration: string): number {
  const bits = [...declaration.matchAll(ELEMENT)].at(-1)?.[1];
  return bits === undefined ? 1 : Number(bits) / 8;
}
