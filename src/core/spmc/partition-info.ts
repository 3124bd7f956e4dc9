import {
  PROPERTY_DIRECT_SEND,
  PROPERTY_DIRECT2_SEND,
  PROPERTY_VM_CREATED,
  PROPERTY_VM_DESTROYED,
} from '../abi/bits.ts';
import { FFA_SUCCESS_64, type Frame, high, setHalves, succeed, w } from '../abi/frame.ts';
import { layoutsOf, PARTITION_INFO_24, PARTITION_INFO_48 } from '../abi/layouts.ts';
import { packHalves, upperHalf } from '../abi/words.ts';
import { info as rules } from '../rules/info.ts';
import { bufferBytes, writeRx } from './buffers.ts';
import { RX } from './endpoints.ts';
import { nextListed } from './listed.ts';
import type { Manager } from './manager.ts';

const COUNT_ONLY = 0x1;

/** Registers x3..x17 carry descriptors. */
const FIRST_DESCRIPTOR = 3;
const REGISTERS_FOR_DESCRIPTORS = 15;

/** FFA_PARTITION_INFO_GET: w1..w4 UUID, w5 flags; answers w2 count, w3 descriptor size, and the list in RX. */
export function partitionInfoGet(m: Manager, frame: Frame): void {
  const flags = w(frame, 5);
  if ((flags & ~COUNT_ONLY) !== 0 && m.verdict.refuseRegister(rules.flags, 5)) return;
  m.directory.ask(w(frame, 1), w(frame, 2), w(frame, 3), w(frame, 4));
  const count = countListed(m);
  if (count === 0 && m.verdict.refuseRegister(rules.unknownUuid, 1)) return;
  if ((flags & COUNT_ONLY) !== 0) {
    succeed(frame, count);
    return;
  }
  const slot = m.caller.slot;
  if (m.endpoints.rx[slot] !== RX.EMPTY && m.verdict.refuse(rules.noRx)) return;
  const size = layoutsOf(m.caller.version).partitionInfo.size;
  if (count * size > bufferBytes(m, slot) && m.verdict.refuse(rules.rxTooSmall)) return;
  describeFrom(m, 0, count, m.outbox, 0, size);
  if (!writeRx(m, slot, (count * size) / 4) && m.verdict.refuse(rules.rxInaccessible)) return;
  succeed(frame, count, m.caller.behaviours.infoSize ? size : 0);
}

/** FFA_PARTITION_INFO_GET_REGS: x1, x2 UUID, x3 start index and tag; answers with as many descriptors as registers hold. */
export function partitionInfoGetRegs(m: Manager, frame: Frame): void {
  const start = w(frame, 3) & 0xffff;
  const tag = listTag(m);
  const continued = start === 0 ? 0 : tag;
  if (upperHalf(w(frame, 3)) !== continued && m.verdict.refuseRegister(rules.tag, 3)) return;
  m.directory.ask(w(frame, 1), high(frame, 1), w(frame, 2), high(frame, 2));
  const count = countListed(m);
  if (count === 0 && m.verdict.refuseRegister(rules.unknownUuid, 1)) return;
  if (start >= count && m.verdict.refuseRegister(rules.startIndex, 3)) return;
  const { size } = layoutsOf(m.caller.version).partitionInfo;
  const here = Math.min(count - start, Math.floor(REGISTERS_FOR_DESCRIPTORS / (size / 8)));
  frame.fill(0);
  frame[0] = FFA_SUCCESS_64;
  setHalves(frame, 2, packHalves(start + here - 1, count - 1), packHalves(size, tag));
  describeFrom(m, start, here, frame, 2 * FIRST_DESCRIPTOR, size);
}

/** Changes whenever the list of partitions does: how often one of them has aborted. It travels in 16 bits. */
function listTag(m: Manager): number {
  return m.endpoints.aborts[0] & 0xffff;
}

function countListed(m: Manager): number {
  let count = 0;
  for (let row = nextListed(m, 0); row !== 0; row = nextListed(m, row)) count++;
  return count;
}

/** Writes the descriptors, of `size` bytes each, of `count` listed rows behind the first `skipped` ones. */
function describeFrom(
  m: Manager,
  skipped: number,
  count: number,
  into: Uint32Array,
  first: number,
  size: number,
): void {
  let row = 0;
  for (let index = 0; index < skipped; index++) row = nextListed(m, row);
  for (let index = 0; index < count; index++) {
    row = nextListed(m, row);
    describe(m, row, into, first + (index * size) / 4, size);
  }
}

/** Writes one descriptor as little-endian words. The UUID that the caller asked for is left out: it knows. */
function describe(m: Manager, row: number, into: Uint32Array, at: number, size: number): void {
  const { directory: d } = m;
  const slot = d.slot[row];
  const spec = m.endpoints.spec(slot);
  into[at] = packHalves(spec.contexts, spec.id);
  into[at + 1] = propertiesFor(m, slot);
  if (size < PARTITION_INFO_24.size) return;
  d.copyUuid(d.uuid, row, into, at + 2);
  if (size < PARTITION_INFO_48.size) return;
  d.copyUuid(d.image, row, into, at + 6);
  into[at + 10] = m.endpoints.version[slot];
  into[at + 11] = 0;
}

/** What the caller may know of an endpoint's properties: those of the endpoint's version and of its own, and those that concern it. */
function propertiesFor(m: Manager, slot: number): number {
  const { ownProperties } = m.endpoints.behaviours(slot);
  const { knownProperties } = m.caller.behaviours;
  const notConcerned = m.caller.secure
    ? PROPERTY_VM_CREATED | PROPERTY_VM_DESTROYED
    : PROPERTY_DIRECT_SEND | PROPERTY_DIRECT2_SEND;
  return m.endpoints.spec(slot).properties & ownProperties & knownProperties & ~notConcerned;
}
