import { isPageAligned } from '../../memory/pages.ts';
import { ACCEPT, PLACED_LIST, REGION } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { ACCEPT_FLAG, ADDRESS_END, MEMORY_TYPE } from '../wire/values.ts';
import { accept as rules } from './accept.ts';
import type { RmJudge } from './rule.ts';

const { type: typeField, flags: flagsField } = ACCEPT.fields;

/** Whether a flag of the message is set. */
function has(message: Received, flag: number): boolean {
  return (message.field(flagsField) & flag) !== 0;
}

/** Judges whether there is an access list where it is to be validated: gunyah 9.3, row 6. True: there is. */
export function checkListPresent(message: Received, judge: RmJudge): boolean {
  const { at, count } = message.list('acl');
  const absent = has(message, ACCEPT_FLAG.VALIDATE_ACL_ATTR) && count === 0;
  return !(absent && judge.refuseBytes(rules.aclAbsent, at, 0));
}

/** Judges for whom the memory is mapped: rows 7 and 8. True: for the caller, who is meant where the list of places is left out, too. */
export function checkMappedFor(message: Received, judge: RmJudge): boolean {
  const { at, entries } = message.list('regions');
  const { mapVmid } = PLACED_LIST.fields;
  if (has(message, ACCEPT_FLAG.MAP_OTHER) && judge.refuseField(rules.mapOther, 0, flagsField)) return false;
  const other = entries > at && message.at(at, mapVmid) !== 0;
  return !(other && judge.refuseField(rules.mapVmid, at, mapVmid));
}

/** Judges whether memory of this type may be put together: row 11. True: it may, or is not. */
export function checkContiguous(message: Received, judge: RmJudge): boolean {
  const device = message.field(typeField) === MEMORY_TYPE.IO;
  const joined = has(message, ACCEPT_FLAG.MAP_CONTIGUOUS);
  return !(joined && device && judge.refuseField(rules.contiguousIo, 0, flagsField));
}

/** Judges whether a caller who writes the memory, or does not, may have it cleared: row 12. True: it may, or does not ask. */
export function checkSanitize(message: Received, writes: boolean, judge: RmJudge): boolean {
  const clearable = writes && message.field(typeField) !== MEMORY_TYPE.IO;
  const asked = has(message, ACCEPT_FLAG.SANITIZE);
  return !(asked && !clearable && judge.refuseField(rules.sanitize, 0, flagsField));
}

/** Judges the place that an entry names for so many bytes, by default for as many as it says itself: row 15. True: memory can be there. */
export function checkPlace(
  message: Received,
  entry: number,
  judge: RmJudge,
  bytes: number = message.at(entry, REGION.fields.size),
): boolean {
  const { base: baseField, size: sizeField } = REGION.fields;
  const base = message.at(entry, baseField);
  const size = message.at(entry, sizeField);
  const placed = isPageAligned(base) && base + size <= ADDRESS_END;
  if (!placed && judge.refuseField(rules.placeUnaligned, entry, baseField)) return false;
  const fits = size === bytes && size !== 0 && isPageAligned(size);
  return fits || !judge.refuseField(rules.placeSize, entry, sizeField);
}
