import {
  PROPERTY_AARCH64,
  PROPERTY_DIRECT_SEND,
  PROPERTY_DIRECT2_SEND,
  PROPERTY_INDIRECT,
  PROPERTY_NOTIFICATIONS,
  PROPERTY_VM_CREATED,
  PROPERTY_VM_DESTROYED,
} from '../abi/bits.ts';
import { FFA_SUCCESS_64, type Frame, high, setHalves, succeed, w } from '../abi/frame.ts';
import { layoutsOf } from '../abi/layouts.ts';
import { encodePartitionInfo, type PartitionInfo } from '../abi/partition-info.ts';
import { isNilUuid, NIL_UUID, sameUuid, type UuidWords } from '../abi/uuid.ts';
import { packHalves, upperHalf } from '../abi/words.ts';
import { info as rules } from '../rules/info.ts';
import { bufferBytes, writeRx } from '../spmc/buffers.ts';
import { canMeetGuests } from './between-guests.ts';
import { acquireRx, returnRx } from './mailbox.ts';
import type { Mediation } from './mediation.ts';

const COUNT_ONLY = 0x1;
/** Registers x3..x17 carry descriptions, two halves each. */
const FIRST_DESCRIPTION = 3;
const REGISTERS_FOR_DESCRIPTIONS = 15;

/** What concerns those who are asked, and nobody who asks from the normal world. */
const NOT_CONCERNED: number =
  PROPERTY_DIRECT_SEND | PROPERTY_DIRECT2_SEND | PROPERTY_VM_CREATED | PROPERTY_VM_DESTROYED;

/** FFA_PARTITION_INFO_GET: w1..w4 UUID, w5 flags; answers w2 count, w3 size of a description, and the list in RX. */
export function partitionInfoGet(m: Mediation, frame: Frame): void {
  const { verdict, caller } = m;
  const flags = w(frame, 5);
  if ((flags & ~COUNT_ONLY) !== 0 && verdict.refuseRegister(rules.flags, 5)) return;
  const found = listFor(m, [w(frame, 1), w(frame, 2), w(frame, 3), w(frame, 4)]);
  if (found.length === 0 && verdict.refuseRegister(rules.unknownUuid, 1)) return;
  if ((flags & COUNT_ONLY) !== 0) {
    succeed(frame, found.length);
    return;
  }
  if (!acquireRx(m, caller.slot)) return;
  const { size } = layoutsOf(caller.version).partitionInfo;
  if (!deliver(m, found, size)) returnRx(m, caller.slot);
  else succeed(frame, found.length, caller.behaviours.infoSize ? size : 0);
}

/** FFA_PARTITION_INFO_GET_REGS: x1, x2 UUID, x3 start index and tag; answers with as many descriptions as registers hold. */
export function partitionInfoGetRegs(m: Mediation, frame: Frame): void {
  const { verdict, caller } = m;
  const start = w(frame, 3) & 0xffff;
  const tag = m.listTag & 0xffff;
  const continued = start === 0 ? 0 : tag;
  if (upperHalf(w(frame, 3)) !== continued && verdict.refuseRegister(rules.tag, 3)) return;
  const found = listFor(m, [w(frame, 1), high(frame, 1), w(frame, 2), high(frame, 2)]);
  if (found.length === 0 && verdict.refuseRegister(rules.unknownUuid, 1)) return;
  if (start >= found.length && verdict.refuseRegister(rules.startIndex, 3)) return;
  const { size } = layoutsOf(caller.version).partitionInfo;
  const room = Math.floor(REGISTERS_FOR_DESCRIPTIONS / (size / 8));
  const here = found.slice(start, start + room);
  frame.fill(0);
  frame[0] = FFA_SUCCESS_64;
  setHalves(frame, 2, packHalves(start + here.length - 1, found.length - 1), packHalves(size, tag));
  frame.set(wordsOf(here, size), 2 * FIRST_DESCRIPTION);
}

function deliver(m: Mediation, found: readonly PartitionInfo[], size: number): boolean {
  const { slot } = m.caller;
  const length = found.length * size;
  if (length > bufferBytes(m, slot) && m.verdict.refuse(rules.rxTooSmall)) return false;
  m.outbox.set(wordsOf(found, size));
  return writeRx(m, slot, length / 4) || !m.verdict.refuse(rules.rxInaccessible);
}

function wordsOf(found: readonly PartitionInfo[], size: number): Uint32Array {
  return new Uint32Array(encodePartitionInfo(found, size).buffer);
}

/** Whom a guest finds: secure partitions in the order of their manager, then guests that speak FF-A, in theirs. */
function listFor(m: Mediation, uuid: UuidWords): readonly PartitionInfo[] {
  const secure = m.partitions.rows
    .filter((row, index) => isFound(m, row, index, uuid))
    .map((row) => described(m, row, uuid));
  return isNilUuid(uuid) ? [...secure, ...guestsFor(m).map((slot) => describedGuest(m, slot))] : secure;
}

function isFound(m: Mediation, row: PartitionInfo, index: number, uuid: UuidWords): boolean {
  const { everyService, imageUuids } = m.caller.behaviours;
  const again = m.partitions.rows.findIndex(({ endpoint }) => endpoint === row.endpoint) !== index;
  const { uuid: service = NIL_UUID, imageUuid = NIL_UUID } = row;
  if (isNilUuid(uuid)) return everyService || !again;
  return sameUuid(uuid, service) || (imageUuids && sameUuid(uuid, imageUuid));
}

/** A description in the terms of the caller's version. The UUID that was asked for is left out. */
function described(m: Mediation, row: PartitionInfo, asked: UuidWords): PartitionInfo {
  const { endpoint, contexts, properties, uuid = NIL_UUID, imageUuid = NIL_UUID, version = 0 } = row;
  const { knownProperties } = m.caller.behaviours;
  const { fields } = layoutsOf(m.caller.version).partitionInfo;
  const left = (own: UuidWords) => (sameUuid(asked, own) ? NIL_UUID : own);
  return {
    endpoint,
    contexts,
    properties: properties & knownProperties & ~NOT_CONCERNED,
    ...('uuid' in fields ? { uuid: left(uuid) } : {}),
    ...('imageUuid' in fields ? { imageUuid: left(imageUuid), version } : {}),
  };
}

/** Slots of the guests that the caller is told of: all others that have negotiated a version, where guests can meet; and itself where that is usual. */
function guestsFor(m: Mediation): readonly number[] {
  const { slot, version } = m.caller;
  const { listsCaller } = m.traits;
  const self = listsCaller !== undefined && version >= listsCaller.since ? [slot] : [];
  const others: number[] = [];
  for (let other = 1; canMeetGuests(m) && other <= m.endpoints.count; other++)
    if (other !== slot && m.isPresent(other)) others.push(other);
  return [...self, ...others];
}

function describedGuest(m: Mediation, slot: number): PartitionInfo {
  const { id, contexts } = m.endpoints.spec(slot);
  const { knownProperties } = m.caller.behaviours;
  const properties = PROPERTY_DIRECT_SEND | PROPERTY_INDIRECT | PROPERTY_NOTIFICATIONS | PROPERTY_AARCH64;
  return { endpoint: id, contexts, properties: properties & knownProperties };
}
