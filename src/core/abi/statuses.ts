/**
 * Status codes of `FFA_ERROR`, carried as a 32-bit two's complement number in w2.
 *
 * Source: ffa-hafnium 1.1.
 */
export const STATUS = {
  NOT_SUPPORTED: -1,
  INVALID_PARAMETERS: -2,
  NO_MEMORY: -3,
  BUSY: -4,
  INTERRUPTED: -5,
  DENIED: -6,
  RETRY: -7,
  ABORTED: -8,
  NO_DATA: -9,
  NOT_READY: -10,
} as const;

export type StatusName = keyof typeof STATUS;

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(STATUS).map(([name, number]) => [number, name]),
);

/** The spec's name of a status, or "status -42" for one it does not name. */
export function statusName(status: number): string {
  return NAMES.get(status) ?? `status ${status}`;
}

/** The status in a 32-bit word as read from w2: 0xfffffffe is -2. */
export function statusOfWord(word: number): number {
  return word | 0;
}
