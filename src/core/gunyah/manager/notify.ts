import { PAGE_SIZE } from '../../memory/pages.ts';
import { checkNews, checkTold, isFromOwner } from '../rules/check-notify.ts';
import { notify as rules } from '../rules/notify.ts';
import { MOST_ENTRIES } from '../wire/codec.ts';
import { NOTIFY, VM_ENTRY } from '../wire/layouts.ts';
import { NOTIFICATION } from '../wire/messages.ts';
import type { Received } from '../wire/received.ts';
import { NOTIFY_FLAG, VM_STATE } from '../wire/values.ts';
import { acceptFor } from './automatic.ts';
import { type Manager, OK } from './manager.ts';
import { type Parcel, receiverOf } from './parcels.ts';
import { runsFrom } from './regions.ts';
import type { Vm } from './vms.ts';

const { handle: handleField, flags: flagsField, tag: tagField } = NOTIFY.fields;
const { SHARED, ACCEPTED } = NOTIFY_FLAG;

/** MEM_NOTIFY: tells others what happened to a parcel, or what should. gunyah 9.6. */
export function notify(m: Manager, caller: Vm, message: Received): Uint8Array | false {
  const { verdict } = m;
  const parcel = m.parcels.get(message.field(handleField));
  const tag = message.field(tagField);
  if (parcel === undefined) return verdict.failField(rules.handle, 0, handleField);
  if (parcel.tag !== undefined && parcel.tag !== tag) return verdict.failField(rules.tag, 0, tagField);
  if (!checkNews(message, verdict)) return false;
  return isFromOwner(message)
    ? fromOwner(m, caller, message, parcel)
    : fromReceiver(m, caller, message, parcel);
}

function fromOwner(m: Manager, caller: Vm, message: Received, parcel: Parcel): Uint8Array | false {
  const { verdict } = m;
  const { at, count, entries } = message.list('vms');
  const shared = message.field(flagsField) === SHARED;
  if (parcel.owner !== caller.vmid) return verdict.fail(rules.notOwner);
  if (shared && !parcel.complete) return verdict.fail(rules.incomplete);
  if (!checkTold(message, verdict)) return false;
  if (count > parcel.receivers.length) return verdict.fail(rules.vmsTooMany, at, 2);
  const told: Vm[] = [];
  for (let index = 0; index < count; index++) {
    const entry = entries + index * VM_ENTRY.size;
    const vm = m.vm(message.at(entry, VM_ENTRY.fields.vmid));
    if (vm === undefined) return verdict.failField(rules.vmUnknown, entry, VM_ENTRY.fields.vmid);
    if (receiverOf(parcel, vm.vmid) === undefined)
      return verdict.failField(rules.vmNotReceiver, entry, VM_ENTRY.fields.vmid);
    told.push(vm);
  }
  const tag = message.field(tagField);
  const tagged = shared ? { ...parcel, tag } : parcel;
  m.parcels.put(tagged);
  for (const vm of told) {
    if (!shared) m.tell(vm.vmid, NOTIFICATION.MEM_RECALL, { handle: parcel.handle, tag });
    else if (vm.state === VM_STATE.READY) announceToReady(m, vm, tagged, tag);
    else announce(m, vm, tagged, tag);
  }
  return OK;
}

/** A VM that does not run yet hears nothing: the parcel is accepted for it, and the owner hears what came of it. */
function announceToReady(m: Manager, vm: Vm, { handle, owner }: Parcel, tag: number): void {
  const shape = acceptFor(m, vm, [handle]) ? NOTIFICATION.MEM_ACCEPTED : NOTIFICATION.MEM_RELEASED;
  m.tell(owner, shape, { handle, vmid: vm.vmid, tag });
}

function announce(m: Manager, vm: Vm, parcel: Parcel, tag: number): void {
  const { handle, type, transfer, sanitized, owner, label, receivers, attributes, transaction } = parcel;
  const sizes = runsFrom(m, transaction).slice(0, MOST_ENTRIES);
  m.tell(
    vm.vmid,
    NOTIFICATION.MEM_SHARED,
    { handle, type, transfer, flags: sanitized ? 1 : 0, owner, label, tag },
    {
      acl: receivers.map(({ vmid, rights }) => ({ vmid, rights })),
      sizes: sizes.map(({ pages }) => ({ size: pages * PAGE_SIZE })),
      attributes: attributes.map((vmid) => ({ vmid, attribute: receiverOf(parcel, vmid)?.attribute ?? 0 })),
    },
  );
}

function fromReceiver(m: Manager, caller: Vm, message: Received, parcel: Parcel): Uint8Array | false {
  const { verdict } = m;
  const accepted = message.field(flagsField) === ACCEPTED;
  const receiver = receiverOf(parcel, caller.vmid);
  if (receiver === undefined || parcel.owner === caller.vmid)
    return verdict.failField(rules.notReceiver, 0, handleField);
  if (accepted && !receiver.mapped) return verdict.fail(rules.notAccepted);
  if (!accepted && receiver.accepted) return verdict.fail(rules.notReleased);
  const shape = accepted ? NOTIFICATION.MEM_ACCEPTED : NOTIFICATION.MEM_RELEASED;
  m.tell(parcel.owner, shape, { handle: parcel.handle, vmid: caller.vmid, tag: message.field(tagField) });
  return OK;
}
