import {
  PROPERTY_DIRECT_SEND,
  PROPERTY_DIRECT2_SEND,
  PROPERTY_VM_CREATED,
  PROPERTY_VM_DESTROYED,
} from '../abi/bits.ts';
import { FFA_SUCCESS_64, type Frame, high, setHalves, succeed, w } from '../abi/frame.ts';
import { layoutsOf, PARTITION_INFO_24 } from '../abi/layouts.ts';
import { isNilUuid, NIL_UUID, sameUuid, type UuidWords } from '../abi/uuid.ts';
import { packHalves, upperHalf } from '../abi/words.ts';
import { info as rules } from '../rules/info.ts';
import { bufferBytes, writeRx } from './buffers.ts';
import { RX } from './endpoints.ts';
import type { Manager } from './manager.ts';

const COUNT_ONLY = 0x1;

/** Registers x3..x17 carry descriptors. */
const REGISTERS_FOR_DESCRIPTORS = 15;

/** One line of the answer: an endpoint seen through one of its protocols. */
interface Listed {
  readonly slot: number;
  readonly uuid: UuidWords;
}

/** FFA_PARTITION_INFO_GET: w1..w4 UUID, w5 flags; answers w2 count, w3 descriptor size, and the list in RX. */
export function partitionInfoGet(m: Manager, frame: Frame): void {
  const flags = w(frame, 5);
  if ((flags & ~COUNT_ONLY) !== 0 && m.verdict.refuseRegister(rules.flags, 5)) return;
  const wanted: UuidWords = [w(frame, 1), w(frame, 2), w(frame, 3), w(frame, 4)];
  const list = partitionsWith(m, wanted);
  if (list.length === 0 && m.verdict.refuseRegister(rules.unknownUuid, 1)) return;
  if ((flags & COUNT_ONLY) !== 0) {
    succeed(frame, list.length);
    return;
  }
  const slot = m.caller.slot;
  if (m.endpoints.rx[slot] !== RX.EMPTY && m.verdict.refuse(rules.noRx)) return;
  const size = layoutsOf(m.caller.version).partitionInfo.size;
  if (list.length * size > bufferBytes(m, slot) && m.verdict.refuse(rules.rxTooSmall)) return;
  const words = size / 4;
  list.forEach((listed, index) => {
    describe(m, listed, isNilUuid(wanted), m.outbox, index * words, words);
  });
  if (!writeRx(m, slot, list.length * words) && m.verdict.refuse(rules.rxInaccessible)) return;
  succeed(frame, list.length, m.caller.behaviours.infoSize ? size : 0);
}

/** FFA_PARTITION_INFO_GET_REGS: x1, x2 UUID, x3 start index and tag; answers with up to five descriptors in registers. */
export function partitionInfoGetRegs(m: Manager, frame: Frame): void {
  const start = w(frame, 3) & 0xffff;
  const tag = listTag(m);
  const continued = start === 0 ? 0 : tag;
  if (upperHalf(w(frame, 3)) !== continued && m.verdict.refuseRegister(rules.tag, 3)) return;
  const wanted: UuidWords = [w(frame, 1), high(frame, 1), w(frame, 2), high(frame, 2)];
  const list = partitionsWith(m, wanted);
  if (list.length === 0 && m.verdict.refuseRegister(rules.unknownUuid, 1)) return;
  if (start >= list.length && m.verdict.refuseRegister(rules.startIndex, 3)) return;
  const size = PARTITION_INFO_24.size;
  const registers = size / 8;
  const here = list.slice(start, start + Math.floor(REGISTERS_FOR_DESCRIPTORS / registers));
  frame.fill(0);
  frame[0] = FFA_SUCCESS_64;
  setHalves(frame, 2, packHalves(start + here.length - 1, list.length - 1), packHalves(size, tag));
  here.forEach((listed, index) => {
    describe(m, listed, isNilUuid(wanted), frame, 2 * (3 + index * registers), size / 4);
  });
}

/** Changes whenever the list of partitions does: how many have aborted. */
function listTag(m: Manager): number {
  let gone = 0;
  for (let slot = 1; slot <= m.endpoints.count; slot++) gone += m.endpoints.gone[slot];
  return gone;
}

/** Who answers to a UUID: each endpoint once, or once for each protocol that it speaks. */
function partitionsWith(m: Manager, wanted: UuidWords): readonly Listed[] {
  const list: Listed[] = [];
  const { everyService } = m.caller.behaviours;
  for (let slot = 1; slot <= m.endpoints.count; slot++) {
    const spec = m.endpoints.spec(slot);
    if (m.endpoints.gone[slot] === 1 || (spec.id & 0x8000) === 0) continue;
    const matching = isNilUuid(wanted) ? spec.uuids : spec.uuids.filter((uuid) => sameUuid(uuid, wanted));
    const seen = everyService ? matching : matching.slice(0, 1);
    for (const uuid of seen) list.push({ slot, uuid });
  }
  return list;
}

/** Writes one descriptor as little-endian words. The UUID is left out when the caller asked for it. */
function describe(
  m: Manager,
  listed: Listed,
  withUuid: boolean,
  into: Uint32Array,
  at: number,
  words: number,
): void {
  const spec = m.endpoints.spec(listed.slot);
  into[at] = packHalves(spec.contexts, spec.id);
  into[at + 1] = propertiesFor(m, listed.slot);
  if (words > 2) into.set(withUuid ? listed.uuid : NIL_UUID, at + 2);
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
