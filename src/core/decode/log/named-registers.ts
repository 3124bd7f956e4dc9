/** A register that a line names, with what it holds. */
export interface NamedRegister {
  /** The letter before the number: x, w, a or r. */
  readonly letter: string;
  readonly number: number;
  readonly value: bigint;
}

/** `x0=0x84000073`, `x0 : 0000000084000073`, `x0  0000000084000073`: without a sign between, only a whole register counts. */
const REGISTER =
  /\b([xwar])(\d{1,2})(?:\s{0,16}[:=]\s{0,4}(?:0x)?([0-9a-f]{1,16})|\s{1,4}(0x[0-9a-f]{1,16}|[0-9a-f]{16}|[0-9a-f]{8}))\b/gi;

/** Every register that a line names. */
export function namedRegisters(text: string): readonly NamedRegister[] {
  return [...text.matchAll(REGISTER)].map(([, letter, number, signed, plain]) => ({
    letter: letter.toLowerCase(),
    number: Number(number),
    value: BigInt(`0x${(signed ?? plain).replace(/^0x/i, '')}`),
  }));
}
