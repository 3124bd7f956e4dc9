/**
 * Annotated boot information.
 */

import { annotateArray } from './annotate-transaction.ts';
import type { Annotation } from './annotation.ts';
import { bootEntryFaults, bootEntryLayout, bootHeaderFaults, bootLayoutOf, bootShape } from './boot-info.ts';
import { cutOff } from './decoded.ts';
import { BOOT_ENTRY_1_0, BOOT_ENTRY_1_1, BOOT_HEADER_1_0, BOOT_HEADER_1_1 } from './layouts.ts';
import { VERSION_1_0 } from './versions.ts';

/** Claims header and entries, and what lies behind them as far as it is there. */
export function annotateBootInfo(annotation: Annotation): void {
  const { bytes } = annotation;
  const old = bootLayoutOf(bytes) === VERSION_1_0;
  if (annotation.claim(old ? BOOT_HEADER_1_0 : BOOT_HEADER_1_1, 0, '') === 'cut') return;
  const shape = bootShape(bytes);
  if (!shape.ok) {
    const { path, offset, length, detail } = shape.error;
    annotation.fault(path, offset, length, detail);
    return;
  }
  if (!old) annotation.faults.push(...bootHeaderFaults(bytes));
  const { base, stride, count, blobSize } = shape.value;
  const place = { path: 'entries', base, count, stride };
  if (old) annotateArray(annotation, BOOT_ENTRY_1_0, place);
  else
    annotateArray(
      annotation,
      BOOT_ENTRY_1_1,
      { ...place, layoutAt: (at) => bootEntryLayout(bytes, at) },
      (at, path) => annotation.faults.push(...bootEntryFaults(bytes, at, path)),
    );
  const end = base + stride * count;
  const cut = cutOff(bytes, place.path, base, stride * count);
  if (cut === undefined) {
    const there = Math.min(blobSize, bytes.length) - end;
    annotation.claimRun('contents', end, there, 'what the entries point to');
    return;
  }
  // The bytes may end behind the last entry, in what pads it, or before the place of none.
  const told = annotation.faults.some(({ path }) => path.startsWith(place.path));
  if (!told) annotation.faults.push(cut.error);
}
