import { rightsOf } from '../../memory/page-word.ts';
import { accept as rules } from '../rules/accept.ts';
import { checkContiguous, checkListPresent, checkMappedFor, checkSanitize } from '../rules/check-accept.ts';
import { readAccess, readAttributes } from '../wire/access-list.ts';
import { ACCEPT, ACL_ENTRY } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { ACCEPT_FLAG, ACCEPTED_FLAG, RIGHT, TRANSFER } from '../wire/values.ts';
import { type Manager, OK } from './manager.ts';
import { type Parcel, type Receiver, receiverOf, withReceiver } from './parcels.ts';
import { place, placesAnswer, unplace } from './places.ts';
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
  if (parcel === undefined) return verdict.failField(rules.handle, 0, handleField);
  if (!checkExpectations(m, message, parcel)) return false;
  const receiver = checkReceiver(m, caller, message, parcel);
  if (receiver === false) return false;
  const flags = message.field(flagsField);
  const done = (flags & ACCEPT_FLAG.DONE) !== 0;
  const contiguous = (flags & ACCEPT_FLAG.MAP_CONTIGUOUS) !== 0;
  const chosen = message.list('regions').count === 0;
  const placement = place(m, caller, message, parcel, receiver, contiguous);
  if (placement === false) return false;
  const placed = receiver.placed + placement.count;
  if (done && !checkDone(m, parcel, receiver, placed)) {
    unplace(m, caller, placement.windows);
    return false;
  }
  const windows =
    receiver.windows.length === 0 ? placement.windows : [...receiver.windows, ...placement.windows];
  const sanitizeAtReclaim = parcel.sanitizeAtReclaim || (flags & ACCEPT_FLAG.SANITIZE) !== 0;
  const more = placed < parcel.regions ? ACCEPTED_FLAG.INCOMPLETE : 0;
  // Written before a donation goes over, which ends the parcel.
  const payload = chosen ? placesAnswer(m, parcel, receiver.placed, placement, more) : OK;
  const change = { accepted: true, mapped: done, contiguous, windows, placed };
  m.parcels.put(withReceiver(parcel, receiver, change, sanitizeAtReclaim));
  if (!receiver.accepted) caller.accepted = [...caller.accepted, parcel.handle];
  if (done) map(m, caller, parcel, receiver);
  return payload;
}

/** What the receiver believes of the parcel: rows 3 to 8. */
function checkExpectations(m: Manager, message: Received, parcel: Parcel): boolean {
  const { verdict } = m;
  const flags = message.field(flagsField);
  if (!parcel.complete) return verdict.fail(rules.incomplete);
  if (message.field(typeField) !== parcel.type) return verdict.failField(rules.type, 0, typeField);
  if (message.field(transferField) !== parcel.transfer)
    return verdict.failField(rules.type, 0, transferField);
  if (flags & ACCEPT_FLAG.VALIDATE_SANITIZED && !parcel.sanitized)
    return verdict.failField(rules.notSanitized, 0, flagsField);
  if (flags & ACCEPT_FLAG.VALIDATE_LABEL && message.field(labelField) !== parcel.label)
    return verdict.failField(rules.label, 0, labelField);
  if (!checkListPresent(message, verdict)) return false;
  const acl = message.list('acl');
  if (flags & ACCEPT_FLAG.VALIDATE_ACL_ATTR && !hasLists(message, parcel))
    return verdict.fail(rules.aclDiffers, acl.entries, acl.count * ACL_ENTRY.size);
  return checkMappedFor(message, verdict);
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
  if (receiver === undefined) return verdict.fail(rules.notReceiver);
  if (parcel.owner === caller.vmid) return verdict.fail(rules.owner);
  if (receiver.mapped) return verdict.fail(rules.mapped);
  if (!checkContiguous(message, verdict)) return false;
  if (receiver.accepted && receiver.contiguous !== contiguous)
    return verdict.failField(rules.contiguousMixed, 0, flagsField);
  if (!checkSanitize(message, (receiver.rights & RIGHT.WRITE) !== 0, verdict)) return false;
  return receiver;
}

/** Whether everything can be mapped: rows 18 to 20. */
function checkDone(m: Manager, parcel: Parcel, receiver: Receiver, placed: number): boolean {
  if (placed < parcel.regions) return m.verdict.failField(rules.unplaced, 0, flagsField);
  return canMap(m, parcel, receiver) || m.verdict.fail(rules.rights);
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
