import { byteCount, type DumpRow } from './dump-row.ts';
import { bytesOfDigits } from './hex-digits.ts';

/** How the digits of a group stand for bytes: one after the other, or as a number of a little-endian machine. */
export type ByteOrder = 'written' | 'little-endian';

/** The bytes of a row. */
export function bytesOfRow({ groups }: DumpRow, order: ByteOrder): number[] {
  return groups.flatMap((group) => {
    const bytes = bytesOfDigits(group);
    return order === 'written' ? bytes : bytes.reverse();
  });
}

/** The byte order of a dump, and whether it was merely assumed. */
export interface FoundOrder {
  readonly order: ByteOrder;
  readonly assumed: boolean;
}

/** Digits of a group that `xxd` prints unless it is asked for others. */
const USUAL_GROUP = 4;

/**
 * The byte order of a dump. A text column shows the bytes one after the other, so where it fits only one reading of
 * the groups, it decides; otherwise it is what the format usually has.
 */
export function byteOrderOf(rows: readonly DumpRow[], usual: ByteOrder): FoundOrder {
  let evidence = 0;
  let doubtful = false;
  for (const row of rows) {
    const written = bytesOfRow(row, 'written');
    const swapped = bytesOfRow(row, 'little-endian');
    const differs = written.some((byte, index) => byte !== swapped[index]);
    doubtful ||= differs && (row.text.trim() === '' || row.groups[0].length > USUAL_GROUP);
    const text = row.text.slice(-byteCount(row));
    const [asWritten, asSwapped] = [textOfBytes(written), textOfBytes(swapped)];
    if (asWritten !== asSwapped) evidence += Number(text === asWritten) - Number(text === asSwapped);
  }
  if (evidence === 0) return { order: usual, assumed: doubtful };
  return { order: evidence > 0 ? 'written' : 'little-endian', assumed: false };
}

function textOfBytes(bytes: readonly number[]): string {
  return bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
}
