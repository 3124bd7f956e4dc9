import {
  ATTRIBUTE_NS,
  ATTRIBUTES_RESERVED,
  CACHEABILITY_MASK,
  CACHEABILITY_WRITE_BACK,
  DATA_MASK,
  DATA_RESERVED,
  DEVICE_NGNRNE,
  INSTRUCTION_MASK,
  INSTRUCTION_RESERVED,
  SHAREABILITY_INNER,
  SHAREABILITY_MASK,
  TYPE_DEVICE,
  TYPE_MASK,
  TYPE_NORMAL,
  TYPE_RESERVED,
} from '../abi/bits.ts';
import type { Layout } from '../abi/fields.ts';
import { HEADER_1_0, HEADER_1_1 } from '../abi/layouts.ts';
import type { Descriptor } from './descriptor.ts';
import { descriptor as rules } from './descriptor-rules.ts';
import type { Judge } from './judge.ts';
import type { Limits } from './limits.ts';

/** Structures of a transaction are multiples of this many bytes, at multiples of it. */
const UNIT = 16;

/**
 * Reads and judges what a send and a request have in common: header and array of access descriptors.
 * True: the fields of `d` may be used and every access descriptor lies inside the copy.
 */
export function checkHeader(d: Descriptor, limits: Limits, judge: Judge): boolean {
  const header = d.header;
  if (d.length < header.size && judge.refuseBytes(rules.headerCut, 0, d.length)) return false;
  const odd = d.length % UNIT;
  if (odd !== 0 && judge.refuseBytes(rules.lengthUnit, d.length - odd, odd)) return false;
  if (d.total % UNIT !== 0 && judge.refuseRegister(rules.lengthUnit, 1)) return false;
  d.readHeader();
  if (!checkHeaderReserved(d, judge)) return false;
  // FF-A 1.0 states neither: there `readHeader` has both from the layout, and they hold.
  const { accessSize, accessOffset } = HEADER_1_1.fields;
  if (!d.layouts.accessSizes.includes(d.accessSize) && judge.refuseField(rules.accessSize, 0, accessSize))
    return false;
  const misplaced = d.accessOffset < header.size || d.accessOffset % UNIT !== 0;
  if (misplaced && judge.refuseField(rules.accessOffset, 0, accessOffset)) return false;
  if (d.accessCount === 0 && judge.refuseField(rules.receiverCountZero, 0, header.fields.accessCount))
    return false;
  if (
    d.accessCount > limits.receivers &&
    judge.refuseField(rules.receiverCountMax, 0, header.fields.accessCount)
  )
    return false;
  // Exact: each factor is below 2^32, so the sum stays below 2^38.
  if (d.accessEnd > d.length && judge.refuseField(rules.accessArrayCut, 0, header.fields.accessCount))
    return false;
  return true;
}

/** Judges the reserved bytes of the header. */
export function checkHeaderReserved(d: Descriptor, judge: Judge): boolean {
  const reserved = d.reservedInHeader();
  return !(reserved !== undefined && judge.refuseField(rules.headerReserved, 0, headerField(reserved)));
}

/** Judges the reserved bytes of every access descriptor. */
export function checkAccessReserved(d: Descriptor, judge: Judge): boolean {
  for (let index = 0; index < d.accessCount; index++)
    if (
      !d.accessReservedClear(index) &&
      judge.refuseField(rules.accessReserved, d.accessAt(index), d.access.fields.reserved)
    )
      return false;
  return true;
}

/** Judges that data and instruction access of one access descriptor are defined values. */
export function checkPermissionValues(d: Descriptor, index: number, judge: Judge): boolean {
  const permissions = d.permissions(index);
  const reserved =
    (permissions & DATA_MASK) === DATA_RESERVED || (permissions & INSTRUCTION_MASK) === INSTRUCTION_RESERVED;
  return !(
    reserved && judge.refuseField(rules.permissionReserved, d.accessAt(index), d.access.fields.permissions)
  );
}

/** Judges that the attributes are defined values and leave the NS bit alone. */
export function checkAttributeValues(d: Descriptor, judge: Judge): boolean {
  if (
    hasReservedAttributes(d.attributes) &&
    judge.refuseField(rules.attributesReserved, 0, d.header.fields.attributes)
  )
    return false;
  return !(
    (d.attributes & ATTRIBUTE_NS) !== 0 &&
    judge.refuseField(rules.attributesNs, 0, d.header.fields.attributes)
  );
}

/** Whether attributes are of the one kind that this manager maps. An unspecified type is whatever the owner has. */
export function areAttributesSupported(attributes: number): boolean {
  const type = attributes & TYPE_MASK;
  if (type === TYPE_DEVICE) return (attributes & CACHEABILITY_MASK) === DEVICE_NGNRNE;
  if (type !== TYPE_NORMAL) return true;
  return (
    (attributes & CACHEABILITY_MASK) === CACHEABILITY_WRITE_BACK &&
    (attributes & SHAREABILITY_MASK) === SHAREABILITY_INNER
  );
}

function hasReservedAttributes(attributes: number): boolean {
  if ((attributes & ATTRIBUTES_RESERVED) !== 0) return true;
  const type = attributes & TYPE_MASK;
  if (type === TYPE_RESERVED || (attributes & SHAREABILITY_MASK) === RESERVED_SHAREABILITY) return true;
  const cacheability = attributes & CACHEABILITY_MASK;
  return type === TYPE_NORMAL && cacheability !== NON_CACHEABLE && cacheability !== CACHEABILITY_WRITE_BACK;
}

const RESERVED_SHAREABILITY = 0x1;
const NON_CACHEABLE = 0x4;

function headerField(name: 'reserved3' | 'reserved24' | 'reserved36'): Layout['fields'][string] {
  return name === 'reserved36' ? HEADER_1_1.fields.reserved36 : HEADER_1_0.fields[name];
}
