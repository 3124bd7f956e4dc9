import {
  DATA_MASK,
  DATA_RO,
  DATA_RW,
  FLAG_ALIGNMENT_HINT_MASK,
  FLAG_ALIGNMENT_HINT_VALID,
  FLAG_BYPASS_MULTI_BORROWER,
  FLAG_TYPE_MASK,
  FLAG_TYPE_SHIFT,
  FLAG_ZERO,
  FLAG_ZERO_AFTER_RELINQUISH,
  FLAGS_RESERVED,
  INSTRUCTION_MASK,
  INSTRUCTION_UNSPECIFIED,
} from '../abi/bits.ts';
import { HEADER_1_1 } from '../abi/layouts.ts';
import { OPERATION, type Operation } from '../abi/operations.ts';
import {
  areAttributesSupported,
  checkAccessReserved,
  checkAttributeValues,
  checkHeader,
  checkHeaderReserved,
  checkPermissionValues,
} from './check-descriptor.ts';
import type { Descriptor } from './descriptor.ts';
import type { Judge } from './judge.ts';
import type { Limits } from './limits.ts';
import { retrieve as rules } from './retrieve.ts';

/** Judges everything about a retrieve request that can be seen in the request alone. True: all of it holds. */
export function checkRequest(d: Descriptor, limits: Limits, judge: Judge): boolean {
  if (!checkHeader(d, limits, judge) || !checkAccessReserved(d, judge)) return false;
  for (let index = 0; index < d.accessCount; index++)
    if (
      d.compositeOffsetOf(index) !== 0 &&
      judge.refuseField(rules.compositeOffset, d.accessAt(index), d.access.fields.compositeOffset)
    )
      return false;
  if (d.total !== d.accessEnd && judge.refuseField(rules.length, 0, d.header.fields.accessCount))
    return false;
  const hint = d.flags & (FLAG_ALIGNMENT_HINT_MASK | FLAG_ALIGNMENT_HINT_VALID);
  if (hint !== 0 && judge.refuseField(rules.alignmentHint, 0, d.header.fields.flags)) return false;
  const more = (d.flags & ~FLAG_TYPE_MASK) !== 0;
  if (more && judge.refuseField(rules.flagsNone, 0, d.header.fields.flags)) return false;
  if ((d.flags & FLAGS_RESERVED) !== 0 && judge.refuseField(rules.flagsReserved, 0, d.header.fields.flags))
    return false;
  if (!checkAttributeValues(d, judge)) return false;
  const unsupported = !areAttributesSupported(d.attributes);
  if (unsupported && judge.refuseField(rules.attributesUnsupported, 0, d.header.fields.attributes))
    return false;
  for (let index = 0; index < d.accessCount; index++)
    if (!checkPermissionValues(d, index, judge)) return false;
  return true;
}

/**
 * Judges the form in which a hypervisor looks at a transaction: a header that lists no receiver, with nothing but the handle. Its fields
 * have been read; bytes behind it are not looked at. True: all of it holds.
 */
export function checkHypervisorRequest(d: Descriptor, judge: Judge): boolean {
  const { sender, attributes, flags, tag } = d.header.fields;
  if (d.sender !== 0 && judge.refuseField(rules.hypervisorFields, 0, sender)) return false;
  if (d.attributes !== 0 && judge.refuseField(rules.hypervisorFields, 0, attributes)) return false;
  if (d.flags !== 0 && judge.refuseField(rules.hypervisorFields, 0, flags)) return false;
  const tagged = (d.tagLow | d.tagHigh) !== 0;
  if (tagged && judge.refuseField(rules.hypervisorFields, 0, tag)) return false;
  if (d.header === HEADER_1_1) {
    const { accessSize, accessOffset } = HEADER_1_1.fields;
    if (d.accessSize !== 0 && judge.refuseField(rules.hypervisorFields, 0, accessSize)) return false;
    if (d.accessOffset !== 0 && judge.refuseField(rules.hypervisorFields, 0, accessOffset)) return false;
  }
  return checkHeaderReserved(d, judge);
}

/** What was sent, as far as a request is judged by it. */
export interface Sent {
  readonly operation: Operation;
  readonly sender: number;
  readonly tagLow: number;
  readonly tagHigh: number;
  readonly flags: number;
  readonly receiverCount: number;
}

/** Judges a request against what was sent, apart from receivers and permissions. True: all of it holds. */
export function checkAgainstSent(d: Descriptor, sent: Sent, judge: Judge): boolean {
  if (d.sender !== sent.sender && judge.refuseField(rules.sender, 0, d.header.fields.sender)) return false;
  const type = (d.flags & FLAG_TYPE_MASK) >>> FLAG_TYPE_SHIFT;
  if (type !== 0 && type !== sent.operation && judge.refuseField(rules.type, 0, d.header.fields.flags))
    return false;
  const otherTag = d.tagLow !== sent.tagLow || d.tagHigh !== sent.tagHigh;
  if (otherTag && judge.refuseField(rules.tag, 0, d.header.fields.tag)) return false;
  const zero = (d.flags & (FLAG_ZERO | FLAG_ZERO_AFTER_RELINQUISH)) !== 0;
  if (
    sent.operation === OPERATION.SHARE &&
    zero &&
    judge.refuseField(rules.zeroOnShare, 0, d.header.fields.flags)
  )
    return false;
  const wantsZeroed = (d.flags & FLAG_ZERO) !== 0 && (sent.flags & FLAG_ZERO) === 0;
  if (wantsZeroed && judge.refuseField(rules.zeroNotDone, 0, d.header.fields.flags)) return false;
  if ((d.flags & FLAG_BYPASS_MULTI_BORROWER) !== 0) {
    const pointless = d.accessCount !== 1 || sent.receiverCount === 1;
    return !(pointless && judge.refuseField(rules.bypass, 0, d.header.fields.flags));
  }
  return !(
    d.accessCount !== sent.receiverCount &&
    judge.refuseField(rules.receiverCount, 0, d.header.fields.accessCount)
  );
}

/** Judges what access descriptor `index` asks for against the permissions its receiver was sent. */
export function checkAsked(
  d: Descriptor,
  index: number,
  sent: Sent,
  sentPermissions: number,
  judge: Judge,
): boolean {
  const asked = d.permissions(index);
  const exceeds = (sentPermissions & DATA_MASK) === DATA_RO && (asked & DATA_MASK) === DATA_RW;
  if (exceeds && judge.refuseField(rules.dataExceeds, d.accessAt(index), d.access.fields.permissions))
    return false;
  const given = (asked & INSTRUCTION_MASK) !== INSTRUCTION_UNSPECIFIED;
  if (isNeverExecutable(sent))
    return !(
      given && judge.refuseField(rules.instructionGiven, d.accessAt(index), d.access.fields.permissions)
    );
  return !(
    !given && judge.refuseField(rules.instructionMissing, d.accessAt(index), d.access.fields.permissions)
  );
}

/** Memory with several users is not executable for any of them. */
export function isNeverExecutable(sent: Sent): boolean {
  return sent.operation === OPERATION.SHARE || (sent.operation === OPERATION.LEND && sent.receiverCount > 1);
}
