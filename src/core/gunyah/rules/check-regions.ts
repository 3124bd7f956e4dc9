import { isPageAligned } from '../../memory/pages.ts';
import { REGION } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { ADDRESS_END } from '../wire/values.ts';
import { readWide } from '../wire/wide.ts';
import { region as rules } from './create.ts';
import type { RmJudge } from './rule.ts';

const { base: baseField, size: sizeField } = REGION.fields;

/** Judges the regions of a message, each for itself: gunyah 9.1, row 17. True: each can be memory. */
export function checkRegions(message: Received, judge: RmJudge): boolean {
  const { payload } = message;
  const { count, entries } = message.list('regions');
  const end = entries + count * REGION.size;
  for (let at = entries; at < end; at += REGION.size) {
    const base = readWide(payload, at + baseField.offset);
    const size = readWide(payload, at + sizeField.offset);
    if (!isPageAligned(base) && judge.refuseField(rules.unaligned, at, baseField)) return false;
    if (!isPageAligned(size) && judge.refuseField(rules.unaligned, at, sizeField)) return false;
    if (size === 0 && judge.refuseField(rules.empty, at, sizeField)) return false;
    const beyond = size >= ADDRESS_END || base + size > ADDRESS_END;
    if (beyond && judge.refuseBytes(rules.beyond, at, REGION.size)) return false;
  }
  return true;
}
