import { bytesText } from '../../core/abi/hex.ts';

const ROW = 16;

/** Bytes as pairs of digits, 16 a line, without a line end behind the last. */
export function hexRows(bytes: Uint8Array): readonly string[] {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += ROW) rows.push(bytesText(bytes.subarray(at, at + ROW)));
  return rows;
}
