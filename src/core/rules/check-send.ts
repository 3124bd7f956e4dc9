import {
  ATTRIBUTE_NS,
  ATTRIBUTES_NORMAL,
  DATA_MASK,
  DATA_RW,
  DATA_UNSPECIFIED,
  FLAG_TIME_SLICE,
  FLAG_TYPE_SHIFT,
  FLAG_ZERO,
  INSTRUCTION_MASK,
  INSTRUCTION_UNSPECIFIED,
} from '../abi/bits.ts';
import { COMPOSITE, CONSTITUENT } from '../abi/layouts.ts';
import { isSecureId, OPERATION, type Operation } from '../abi/operations.ts';
import {
  areAttributesSupported,
  checkAccessReserved,
  checkAttributeValues,
  checkHeader,
  checkPermissionValues,
} from './check-descriptor.ts';
import type { Descriptor } from './descriptor.ts';
import type { Judge } from './judge.ts';
import type { Limits } from './limits.ts';
import { send as rules } from './send.ts';

/** Who makes a call, as far as the judgement of descriptors depends on it. */
export interface Parties {
  /** The caller's id. */
  readonly id: number;
  /** Whether the caller may act for an endpoint: itself, or any of the normal world for the hypervisor. */
  actsFor(endpoint: number): boolean;
  /** Whether an endpoint is known. */
  exists(endpoint: number): boolean;
}

/** Judges everything about a send that can be seen in the first fragment. True: all of it holds. */
export function checkSend(
  d: Descriptor,
  operation: Operation,
  parties: Parties,
  limits: Limits,
  judge: Judge,
): boolean {
  return (
    checkForm(d, parties, judge) &&
    checkHeader(d, limits, judge) &&
    checkAccessReserved(d, judge) &&
    checkComposite(d, limits, judge) &&
    checkFlags(d, operation, judge) &&
    checkParties(d, operation, parties, judge) &&
    checkPermissions(d, operation, judge) &&
    checkAttributes(d, operation, judge)
  );
}

function checkForm(d: Descriptor, parties: Parties, judge: Judge): boolean {
  if (isSecureId(parties.id) && judge.refuse(rules.fromSecure)) return false;
  return !(d.length < d.total && judge.refuseRegister(rules.whole, 2));
}

function checkComposite(d: Descriptor, limits: Limits, judge: Judge): boolean {
  const offset = d.compositeOffsetOf(0);
  if (
    offset === 0 &&
    judge.refuseField(rules.compositeOffsetZero, d.accessAt(0), d.access.fields.compositeOffset)
  )
    return false;
  const misplaced = offset < d.accessEnd || offset % 16 !== 0 || offset + COMPOSITE.size > d.length;
  if (misplaced && judge.refuseField(rules.compositeOffset, d.accessAt(0), d.access.fields.compositeOffset))
    return false;
  for (let index = 1; index < d.accessCount; index++)
    if (
      d.compositeOffsetOf(index) !== offset &&
      judge.refuseField(rules.compositeDiffers, d.accessAt(index), d.access.fields.compositeOffset)
    )
      return false;
  d.readComposite();
  if (
    !d.compositeReservedClear() &&
    judge.refuseField(rules.compositeReserved, offset, COMPOSITE.fields.reserved)
  )
    return false;
  if (
    d.constituentCount === 0 &&
    judge.refuseField(rules.constituentCountZero, offset, COMPOSITE.fields.constituentCount)
  )
    return false;
  if (
    d.totalPages > limits.pagesPerSend &&
    judge.refuseField(rules.pageCountMax, offset, COMPOSITE.fields.totalPages)
  )
    return false;
  const needed = d.constituentsAt + d.constituentCount * CONSTITUENT.size;
  return !(
    d.total !== needed && judge.refuseField(rules.totalLength, offset, COMPOSITE.fields.constituentCount)
  );
}

function checkFlags(d: Descriptor, operation: Operation, judge: Judge): boolean {
  const more = d.flags !== 0 && d.flags !== operation << FLAG_TYPE_SHIFT;
  if (more && judge.refuseField(rules.flagsNone, 0, d.header.fields.flags)) return false;
  const others = (d.flags & ~(FLAG_ZERO | FLAG_TIME_SLICE)) !== 0;
  if (others && judge.refuseField(rules.flagsReserved, 0, d.header.fields.flags)) return false;
  if ((d.flags & FLAG_TIME_SLICE) !== 0 && judge.refuseField(rules.timeSlice, 0, d.header.fields.flags))
    return false;
  const zero = (d.flags & FLAG_ZERO) !== 0;
  if (operation === OPERATION.SHARE && zero && judge.refuseField(rules.zeroOnShare, 0, d.header.fields.flags))
    return false;
  const several = operation === OPERATION.DONATE && d.accessCount !== 1;
  return !(several && judge.refuseField(rules.donateReceivers, 0, d.header.fields.accessCount));
}

/**
 * Judges sender and receivers. Receivers are judged one after the other, in the order of the list: unknown, the sender itself, the world,
 * a duplicate of an earlier one (requirements QA13).
 */
function checkParties(d: Descriptor, operation: Operation, parties: Parties, judge: Judge): boolean {
  if (!parties.actsFor(d.sender) && judge.refuseField(rules.sender, 0, d.header.fields.sender)) return false;
  const fromSecure = isSecureId(d.sender);
  let anySecure = fromSecure;
  for (let index = 0; index < d.accessCount; index++) {
    const receiver = d.endpoint(index);
    const at = d.accessAt(index);
    if (!parties.exists(receiver) && judge.refuseField(rules.receiverUnknown, at, d.access.fields.endpoint))
      return false;
    if (receiver === d.sender && judge.refuseField(rules.receiverSelf, at, d.access.fields.endpoint))
      return false;
    if (fromSecure && !isSecureId(receiver)) {
      const rule = operation === OPERATION.DONATE ? rules.donateToNormalWorld : rules.toNormalWorld;
      if (judge.refuseField(rule, at, d.access.fields.endpoint)) return false;
    }
    if (d.isRepeated(index) && judge.refuseField(rules.receiverDuplicate, at, d.access.fields.endpoint))
      return false;
    if (isSecureId(receiver)) anySecure = true;
  }
  return !(!anySecure && judge.refuseField(rules.normalWorldOnly, d.accessAt(0), d.access.fields.endpoint));
}

function checkPermissions(d: Descriptor, operation: Operation, judge: Judge): boolean {
  for (let index = 0; index < d.accessCount; index++) {
    const permissions = d.permissions(index);
    const at = d.accessAt(index);
    if (!checkPermissionValues(d, index, judge)) return false;
    const other = permissions !== DATA_RW;
    if (other && judge.refuseField(rules.readWriteOnly, at, d.access.fields.permissions)) return false;
    const instruction = (permissions & INSTRUCTION_MASK) !== INSTRUCTION_UNSPECIFIED;
    if (instruction && judge.refuseField(rules.instructionAccess, at, d.access.fields.permissions))
      return false;
    const unspecified = (permissions & DATA_MASK) === DATA_UNSPECIFIED;
    if (operation === OPERATION.DONATE) {
      if (!unspecified && judge.refuseField(rules.dataAccessGiven, at, d.access.fields.permissions))
        return false;
    } else if (unspecified && judge.refuseField(rules.dataAccessMissing, at, d.access.fields.permissions))
      return false;
  }
  return true;
}

function checkAttributes(d: Descriptor, operation: Operation, judge: Judge): boolean {
  if (!checkAttributeValues(d, judge)) return false;
  const other = operation === OPERATION.SHARE && d.attributes !== ATTRIBUTES_NORMAL;
  if (other && judge.refuseField(rules.attributesExact, 0, d.header.fields.attributes)) return false;
  const given = (d.attributes & ~ATTRIBUTE_NS) !== 0;
  const chosenByReceiver = operation !== OPERATION.SHARE && d.accessCount === 1;
  if (chosenByReceiver && given && judge.refuseField(rules.attributesGiven, 0, d.header.fields.attributes))
    return false;
  return !(
    !areAttributesSupported(d.attributes) &&
    judge.refuseField(rules.attributesUnsupported, 0, d.header.fields.attributes)
  );
}

/** Ranges of pages as columns: where each starts, and how long it is. */
export interface PageRanges {
  readonly page: Float64Array;
  readonly pages: Uint32Array;
}

/**
 * Reads constituents that lie side by side in a copy, and judges them. `first` is the index in `words` of the first one, `at` its byte
 * offset in the whole descriptor, for reports. False when a rule ends the call.
 */
export function checkConstituents(
  words: Uint32Array,
  first: number,
  count: number,
  at: number,
  pagesLeft: number,
  addressablePages: number,
  ranges: PageRanges,
  judge: Judge,
): boolean {
  const { address, pages: length } = CONSTITUENT.fields;
  const { size } = CONSTITUENT;
  let sum = 0;
  let word = first;
  for (let index = 0; index < count; index++) {
    const low = words[word];
    const pages = words[word + 2];
    const page = words[word + 1] * 0x10_0000 + (low >>> 12);
    ranges.page[index] = page;
    ranges.pages[index] = pages;
    sum += pages;
    word += 4;
    const unaligned = (low & 0xfff) !== 0;
    if (unaligned && judge.refuseField(rules.constituentUnaligned, at + index * size, address)) return false;
    if (pages === 0 && judge.refuseField(rules.constituentEmpty, at + index * size, length)) return false;
    const outside = page + pages > addressablePages;
    if (outside && judge.refuseField(rules.constituentRange, at + index * size, address)) return false;
    if (sum > pagesLeft && judge.refuseField(rules.pageSum, at + index * size, length)) return false;
  }
  return true;
}
