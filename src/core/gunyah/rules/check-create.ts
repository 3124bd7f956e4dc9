import { CREATE } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { CREATE_FLAG, MEMORY_TYPE, TRANSFER } from '../wire/values.ts';
import { create as rules } from './create.ts';
import type { RmJudge } from './rule.ts';

const { type: typeField, flags: flagsField } = CREATE.fields;

/** Judges how many receivers and regions a new parcel has: gunyah 9.1, rows 3 and 4. True: as many as it may. */
export function checkCounts(message: Received, transfer: number, judge: RmJudge): boolean {
  const acl = message.list('acl');
  const regions = message.list('regions');
  if (acl.count === 0 && judge.refuseBytes(rules.aclEmpty, acl.at, 2)) return false;
  if (regions.count === 0 && judge.refuseBytes(rules.regionsEmpty, regions.at, 2)) return false;
  const several = transfer === TRANSFER.DONATE && acl.count > 1;
  return !(several && judge.refuseBytes(rules.donateReceivers, acl.at, 2));
}

/** Judges what a new parcel says of its memory: row 7. True: it can be so. */
export function checkMemory(message: Received, judge: RmJudge): boolean {
  const type = message.field(typeField);
  if (type > MEMORY_TYPE.IO && judge.refuseField(rules.memoryType, 0, typeField)) return false;
  const clears = (message.field(flagsField) & CREATE_FLAG.SANITIZE) !== 0;
  return !(type === MEMORY_TYPE.IO && clears && judge.refuseField(rules.sanitizeIo, 0, flagsField));
}
