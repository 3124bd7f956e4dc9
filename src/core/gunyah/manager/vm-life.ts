import { PAGE_SIZE } from '../../memory/pages.ts';
import { vm as rules } from '../rules/vm.ts';
import { VM, VM_CONFIG_IMAGE, VM_REPLY, VM_SET_FIRMWARE_MEM, VM_STOP } from '../wire/layouts.ts';
import { NOTIFICATION } from '../wire/messages.ts';
import type { Received } from '../wire/received.ts';
import { ALL_RIGHTS, TRANSFER, VM_STATE, VMID } from '../wire/values.ts';
import { acceptFor } from './automatic.ts';
import { type Manager, numberAnswer, OK } from './manager.ts';
import { type Parcel, receiverOf } from './parcels.ts';
import { runsFrom } from './regions.ts';
import { enter, goOnResetting, hasGiven, releaseAll, takeOwned } from './resetting.ts';
import type { Vm } from './vms.ts';

type Answer = Uint8Array | false;

const { vmid: vmidField } = VM.fields;
const { INIT, READY, RUNNING, LOAD, EXITED, RESETTING, RESET } = VM_STATE;

/** VM_ALLOCATE: a VM comes into being, under the id that is asked for or any. gunyah 10, step 1. */
export function allocate(m: Manager, caller: Vm, message: Received): Answer {
  const { verdict } = m;
  const wanted = message.field(vmidField);
  if (caller.vmid !== VMID.PRIMARY) return verdict.fail(rules.notPrimary);
  const spec = m.specs.find(
    ({ vmid }) => m.vm(vmid) === undefined && (wanted === VMID.SELF || wanted === vmid),
  );
  if (spec === undefined) return verdict.failField(rules.noneFree, 0, vmidField);
  m.add(spec);
  return numberAnswer(VM_REPLY, VM_REPLY.fields.vmid, spec.vmid);
}

/** VM_CONFIG_IMAGE: says which parcel holds the image of a VM. Step 3. */
export function configImage(m: Manager, caller: Vm, message: Received): Answer {
  const { handle, imageOffset, imageSize, treeOffset, treeSize } = VM_CONFIG_IMAGE.fields;
  const vm = target(m, caller, message, [LOAD]);
  if (vm === false) return false;
  const ranges = [
    [message.field(imageOffset), message.field(imageSize)],
    [message.field(treeOffset), message.field(treeSize)],
  ] as const;
  const parcel = imageParcel(m, caller, vm, message.field(handle), ranges);
  if (parcel === false) return false;
  vm.image = parcel.handle;
  enter(m, vm, INIT);
  return OK;
}

/** VM_SET_FIRMWARE_MEM: says which parcel holds the firmware of a VM. Step 4. */
export function setFirmware(m: Manager, caller: Vm, message: Received): Answer {
  const { handle, offset, size } = VM_SET_FIRMWARE_MEM.fields;
  const vm = target(m, caller, message, [INIT]);
  if (vm === false) return false;
  const ranges = [[message.field(offset), message.field(size)]] as const;
  const parcel = imageParcel(m, caller, vm, message.field(handle), ranges);
  if (parcel === false) return false;
  vm.firmware = parcel.handle;
  return OK;
}

/** VM_INIT: the VM is ready to start. Parcels announced from now on are accepted for it. */
export function init(m: Manager, caller: Vm, message: Received): Answer {
  const vm = target(m, caller, message, [INIT]);
  if (vm === false) return false;
  enter(m, vm, READY);
  return OK;
}

/** VM_START: what the VM is configured to accept is accepted, and it runs. Step 5. */
export function start(m: Manager, caller: Vm, message: Received): Answer {
  const vm = target(m, caller, message, [READY]);
  if (vm === false) return false;
  if (!acceptFor(m, vm, configured(m, vm))) return m.verdict.fail(rules.configured);
  enter(m, vm, RUNNING);
  return OK;
}

/** VM_STOP: the VM ends. Step 6. */
export function stop(m: Manager, caller: Vm, message: Received): Answer {
  const vm = target(m, caller, message, [RUNNING]);
  if (vm === false) return false;
  const reason = message.field(VM_STOP.fields.reason);
  exit(m, vm, reason & 0xffff);
  return OK;
}

/**
 * A VM that runs from the beginning has ended without being asked to. Nobody can reset it, and nothing that it was given or gave is to stay with
 * it: everything goes back as in a reset. What it owns stays its own.
 */
export function end(m: Manager, vm: Vm): void {
  if (vm.state !== RUNNING) return;
  exit(m, vm, 0);
  giveBack(m, vm);
}

/** VM_RESET: everything the VM had is given back. Step 7. It lasts until nobody has anything of the VM's any more. */
export function reset(m: Manager, caller: Vm, message: Received): Answer {
  const vm = target(m, caller, message, [LOAD, INIT, READY, EXITED]);
  if (vm === false) return false;
  giveBack(m, vm);
  return OK;
}

function exit(m: Manager, vm: Vm, exitType: number): void {
  m.tellPrimary(NOTIFICATION.VM_EXITED, { vmid: vm.vmid, exitType, reasonLength: 0 });
  enter(m, vm, EXITED);
}

/** Releases what a VM has accepted, and takes back what it gave as soon as nobody has it. */
function giveBack(m: Manager, vm: Vm): void {
  enter(m, vm, RESETTING);
  releaseAll(m, vm);
  goOnResetting(m, vm.vmid);
}

/**
 * VM_DEALLOCATE: the id is free again, and stands in no access list any more. Step 8. Whoever has the id next inherits nothing: what the VM has
 * come by since it was allocated or reset goes back as in a reset. What others have of it cannot; a reset waits for them.
 */
export function deallocate(m: Manager, caller: Vm, message: Received): Answer {
  const vm = target(m, caller, message, [LOAD, RESET]);
  if (vm === false) return false;
  if (hasGiven(m, vm)) return m.verdict.failField(rules.state, 0, vmidField);
  releaseAll(m, vm);
  takeOwned(m, vm);
  for (const parcel of [...m.parcels.all()]) m.parcels.put(without(parcel, vm.vmid));
  m.remove(vm.vmid);
  return OK;
}

/** The parcel with lists in which a VM does not stand. */
function without(parcel: Parcel, vmid: number): Parcel {
  const receivers = parcel.receivers.filter((receiver) => receiver.vmid !== vmid);
  return { ...parcel, receivers, attributes: parcel.attributes.filter((named) => named !== vmid) };
}

/** The handles of the parcels that a VM accepts when it starts: image, firmware, what its device tree names, what is for it alone. */
function configured(m: Manager, vm: Vm): readonly number[] {
  // Image and firmware may lie in one parcel.
  const first = [...new Set([vm.image, vm.firmware])].filter((handle) => handle !== undefined);
  const others = [...m.parcels.all()]
    .filter((parcel) => !first.includes(parcel.handle) && receiverOf(parcel, vm.vmid)?.accepted === false)
    .filter((parcel) => parcel.complete && (vm.spec.labels.includes(parcel.label) || isPrivate(parcel)))
    .map(({ handle }) => handle);
  return [...first.filter((handle) => !vm.accepted.includes(handle)), ...others];
}

/** Memory without a label that one VM alone may use in every way. */
function isPrivate({ label, transfer, receivers }: Parcel): boolean {
  const [only] = receivers;
  const alone = transfer === TRANSFER.LEND && receivers.length === 1;
  return label === 0 && alone && only.rights === ALL_RIGHTS;
}

/** The VM that a request of the primary VM is about, in one of some states; false after a refusal. */
function target(m: Manager, caller: Vm, message: Received, states: readonly number[]): Vm | false {
  const { verdict } = m;
  if (caller.vmid !== VMID.PRIMARY) return verdict.fail(rules.notPrimary);
  const vm = m.vm(message.field(vmidField));
  if (vm === undefined || vm.spec.running) return verdict.failField(rules.unknown, 0, vmidField);
  return states.includes(vm.state) ? vm : verdict.failField(rules.state, 0, vmidField);
}

/** The parcel that an image lies in; false after a refusal. Offsets and sizes in bytes. */
function imageParcel(
  m: Manager,
  caller: Vm,
  vm: Vm,
  handle: number,
  ranges: readonly (readonly [offset: number, size: number])[],
): Parcel | false {
  const { verdict } = m;
  const parcel = m.parcels.get(handle);
  if (parcel === undefined) return verdict.failField(rules.imageHandle, 0, VM_CONFIG_IMAGE.fields.handle);
  const fits = parcel.owner === caller.vmid && parcel.complete && receiverOf(parcel, vm.vmid) !== undefined;
  if (!fits) return verdict.failField(rules.imageParcel, 0, VM_CONFIG_IMAGE.fields.handle);
  const size = runsFrom(m, parcel.transaction).reduce((sum, { pages }) => sum + pages, 0) * PAGE_SIZE;
  if (ranges.some(([offset, length]) => offset + length > size))
    return verdict.fail(rules.imageRange, 8, ranges.length * 16);
  return parcel;
}
