/**
 * How a value lies in bytes: one that says of which form it is, and what follows it. Counts are unsigned numbers of seven bits a byte, the low ones
 * first; bit 7 says that more follow.
 */
export const FORM = {
  UNDEFINED: 0,
  TRUE: 1,
  /** Any number that is no count: 8 bytes. */
  NUMBER: 2,
  /** A count. */
  COUNT: 3,
  /** The count that a text such as "0x40001000" says. */
  HEX: 4,
  /** The number of any other text. */
  TEXT: 5,
  /** How many, and then each as it is. */
  BYTES: 6,
  /** How many, how many up to the last that is not 0, and each of those as a count. */
  WORDS: 7,
  /** How many values, and the values. */
  LIST: 8,
  /** The number of a shape, and the values of its keys. */
  RECORD: 9,
  /** From here on a form stands for a count by itself: the first for 0. */
  SMALL: 10,
} as const;

/** Counts below this are forms. */
export const MOST_SMALL: number = 0x100 - FORM.SMALL;
