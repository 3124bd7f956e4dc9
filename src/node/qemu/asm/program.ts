/**
 * Programs for the processor of the guest, as data: a list of instructions, labels and gaps, which is put together by concatenating lists.
 */

/** Where labels are. Throws for a label that the program does not have. */
export type AddressOf = (label: string) => number;

/** One instruction: what an assembler would be given for it, and the word it stands for at an address. */
export interface Instruction {
  /** In GNU's syntax. */
  readonly text: string;
  /** The word, at the address `here`. */
  encode(here: number, addressOf: AddressOf): number;
}

/** A name for the address of what follows. */
export interface Label {
  readonly label: string;
}

/** Zeros up to the next multiple of `align` bytes. */
export interface Gap {
  readonly align: number;
}

export type Program = readonly (Instruction | Label | Gap)[];

/** An instruction that is the same word everywhere. */
export function fixed(text: string, word: number): Instruction {
  return { text, encode: () => word >>> 0 };
}

export function label(name: string): Label {
  return { label: name };
}

/** The address of what follows is a multiple of `bytes`, a power of two of at least 4. */
export function align(bytes: number): Gap {
  return { align: bytes };
}
