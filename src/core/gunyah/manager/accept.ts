import { rightsOf } from '../../memory/page-word.ts';
import { accept as rules } from '../rules/parcel.ts';
import { ACCEPT, ACL_ENTRY, PLACED_LIST, PLACED_REPLY, REGION } from '../wire/layouts.ts';
import { ACCEPT_FLAG, ACCEPTED_FLAG, MEMORY_TYPE, RIGHT, TRANSFER } from '../wire/values.ts';
import { readAccess, readAttributes } from './access-list.ts';
import { answer, type Manager, OK } from './manager.ts';
import { type Parcel, type Receiver, receiverOf, withReceiver } from './parcels.ts';
import { place, placesOf, unplace } from './places.ts';
import type { Received } from './received.ts';
import { ledgerRights } from './rights.ts';
import type { Vm } from './vms.ts';

const {
  handle: handleField,
  type: typeField,
  transfer: transferField,
  flags: flagsField,
  label: labelField,
} = ACCEPT.fields;

/** MEM_ACCEPT: gives regions places, and with DONE maps them. gunyah 9.3. */
export function accept(m: Manager, caller: Vm, message: Received): Uint8Array | false {
  const { verdict } = m;
  const parcel = m.parcels.get(message.field(handleField));
  if (parcel === undefined) return verdict.refuseField(rules.handle, 0, handleField);
  if (!checkExpectations(m, message, parcel)) return false;
  const receiver = checkReceiver(m, caller, message, parcel);
  if (receiver === false) return false;
  const flags = message.field(flagsField);
  const done = (flags & ACCEPT_FLAG.DONE) !== 0;
  const contiguous = (flags & ACCEPT_FLAG.MAP_CONTIGUOUS) !== 0;
  const chosen = message.list('regions').count === 0;
  const placement = place(m, caller, message, parcel, { ...receiver, contiguous });
  if (placement === false) return false;
  const placed = receiver.placed + placement.places.length;
  if (done && !checkDone(m, parcel, receiver, placed)) {
    unplace(m, caller, placement.windows);
    return false;
  }
  const windows = [...receiver.windows, ...placement.windows];
  const sanitizeAtReclaim = parcel.sanitizeAtReclaim || (flags & ACCEPT_FLAG.SANITIZE) !== 0;
  m.parcels.put(
    withReceiver({ ...parcel, sanitizeAtReclaim }, caller.vmid, {
      accepted: true,
      mapped: done,
      contiguous,
      windows,
      placed,
    }),
  );
  if (!receiver.accepted) caller.accepted = [...caller.accepted, parcel.handle];
  if (done) map(m, caller, parcel, receiver);
  if (!chosen) return OK;
  const more = placed < parcel.regions ? ACCEPTED_FLAG.INCOMPLETE : 0;
  const places = placesOf(placement.places);
  return answer({ head: PLACED_REPLY, entry: REGION }, { count: places.length, flags: more }, places);
}

/** What the receiver believes of the parcel: rows 3 to 8. */
function checkExpectations(m: Manager, message: Received, parcel: Parcel): boolean {
  const { verdict } = m;
  const flags = message.field(flagsField);
  if (!parcel.complete) return verdict.refuse(rules.incomplete);
  if (message.field(typeField) !== parcel.type) return verdict.refuseField(rules.type, 0, typeField);
  if (message.field(transferField) !== parcel.transfer)
    return verdict.refuseField(rules.type, 0, transferField);
  if (flags & ACCEPT_FLAG.VALIDATE_SANITIZED && !parcel.sanitized)
    return verdict.refuseField(rules.notSanitized, 0, flagsField);
  if (flags & ACCEPT_FLAG.VALIDATE_LABEL && message.field(labelField) !== parcel.label)
    return verdict.refuseField(rules.label, 0, labelField);
  if (flags & ACCEPT_FLAG.VALIDATE_ACL_ATTR) {
    const acl = message.list('acl');
    if (acl.count === 0) return verdict.refuse(rules.aclAbsent, acl.at, 0);
    if (!hasLists(message, parcel))
      return verdict.refuse(rules.aclDiffers, acl.entries, acl.count * ACL_ENTRY.size);
  }
  if (flags & ACCEPT_FLAG.MAP_OTHER) return verdict.refuseField(rules.mapOther, 0, flagsField);
  const places = message.list('regions');
  if (places.count !== 0 && message.at(places.at, PLACED_LIST.fields.mapVmid) !== 0)
    return verdict.refuseField(rules.mapVmid, places.at, PLACED_LIST.fields.mapVmid);
  return true;
}

/** Whether the lists of a message are those that a parcel was made with, entry by entry. */
export function hasLists(message: Received, { receivers, attributes }: Parcel): boolean {
  const list = readAccess(message);
  const given = readAttributes(message);
  return (
    list.length === receivers.length &&
    list.every(({ vmid, rights, attribute }, index) => {
      const one = receivers[index];
      return one.vmid === vmid && one.rights === rights && one.attribute === attribute;
    }) &&
    given.length === attributes.length &&
    given.every(({ vmid }, index) => attributes[index] === vmid)
  );
}

/** Who accepts, and how: rows 9 to 12. */
function checkReceiver(m: Manager, caller: Vm, message: Received, parcel: Parcel): Receiver | false {
  const { verdict } = m;
  const flags = message.field(flagsField);
  const contiguous = (flags & ACCEPT_FLAG.MAP_CONTIGUOUS) !== 0;
  const receiver = receiverOf(parcel, caller.vmid);
  if (parcel.owner === caller.vmid) return verdict.refuse(rules.owner);
  if (receiver === undefined) return verdict.refuse(rules.notReceiver);
  if (receiver.mapped) return verdict.refuse(rules.mapped);
  if (contiguous && parcel.type === MEMORY_TYPE.IO)
    return verdict.refuseField(rules.contiguousIo, 0, flagsField);
  if (receiver.accepted && receiver.contiguous !== contiguous)
    return verdict.refuseField(rules.contiguousMixed, 0, flagsField);
  const writes = (receiver.rights & RIGHT.WRITE) !== 0;
  if (flags & ACCEPT_FLAG.SANITIZE && (parcel.type === MEMORY_TYPE.IO || !writes))
    return verdict.refuseField(rules.sanitize, 0, flagsField);
  return receiver;
}

/** Whether everything can be mapped: rows 18 to 20. */
function checkDone(m: Manager, parcel: Parcel, receiver: Receiver, placed: number): boolean {
  if (placed < parcel.regions) return m.verdict.refuseField(rules.unplaced, 0, flagsField);
  return canMap(m, parcel, receiver) || m.verdict.refuse(rules.rights);
}

/** Whether the memory allows what the access list gives. */
export function canMap({ ledger }: Manager, { transaction }: Parcel, { rights }: Receiver): boolean {
  return (ledgerRights(rights) & ~rightsOf(ledger.classOf(transaction))) === 0;
}

/** Gives the receiver its access; a donation makes it the owner and ends the parcel. */
function map(m: Manager, caller: Vm, parcel: Parcel, { borrower, rights }: Receiver): void {
  const { ledger } = m;
  if (parcel.transfer !== TRANSFER.DONATE) {
    ledger.take(borrower, ledgerRights(rights));
    return;
  }
  ledger.transfer(borrower, ledgerRights(rights));
  ledger.close(parcel.transaction);
  m.parcels.delete(parcel);
  caller.accepted = caller.accepted.filter((handle) => handle !== parcel.handle);
}
