import type { BootEntry } from './boot-info.ts';
import { bootHeadSize, encodeBootInfo } from './encode-boot-info.ts';
import { PAGE_SIZE } from './pages.ts';

/** What a partition is to be given: bytes, or a value of 64 bits. */
export interface BootItem extends Pick<BootEntry, 'name' | 'type'> {
  readonly contents: Uint8Array | bigint;
}

/**
 * The blob that lies at an address: header and entries, and behind them each item on pages of its own, as partition packages have it.
 * Throws a TypeError or RangeError that names the field for what the version has no way to say.
 */
export function bootBlob(items: readonly BootItem[], at: number, version: number): Uint8Array {
  let blobSize = bootHeadSize(items.length, version);
  const pieces: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  const entries = items.map(({ name, type, contents }): BootEntry => {
    if (typeof contents === 'bigint') return { name, type, form: 'value', size: 8, contents };
    const offset = Math.ceil(blobSize / PAGE_SIZE) * PAGE_SIZE;
    blobSize = offset + contents.length;
    pieces.push({ offset, bytes: contents });
    return { name, type, form: 'address', size: contents.length, contents: BigInt(at + offset) };
  });
  const blob = new Uint8Array(blobSize);
  blob.set(encodeBootInfo({ version, blobSize, entries }));
  for (const { offset, bytes } of pieces) blob.set(bytes, offset);
  return blob;
}
