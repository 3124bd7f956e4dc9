import { PAGE_SIZE } from '../abi/pages.ts';

/**
 * Whether what follows a descriptor is the rest of the buffer it lay in rather than a part of it: nothing but zeros,
 * or the end of a whole buffer, whatever an earlier call left there.
 */
export function isRestOfBuffer(bytes: Uint8Array, end: number): boolean {
  return bytes.length % PAGE_SIZE === 0 || bytes.subarray(end).every((byte) => byte === 0);
}

/** Says what was not looked at. */
export function restNote(bytes: Uint8Array, end: number): string {
  return `Bytes ${end}..${bytes.length - 1} lie behind the descriptor and were taken for the rest of its buffer.`;
}
