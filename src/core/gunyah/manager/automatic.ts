import { checkForm } from '../rules/check-message.ts';
import { encodeMessage } from '../wire/codec.ts';
import { REQUEST } from '../wire/messages.ts';
import { ACCEPT_FLAG, MEMORY_TYPE } from '../wire/values.ts';
import { accept, canMap } from './accept.ts';
import type { Manager } from './manager.ts';
import { receiverOf } from './parcels.ts';
import { releaseBy } from './return-memory.ts';
import type { Vm } from './vms.ts';

/**
 * Accepts whole parcels in the name of a VM, each in one piece where it is normal memory: all of them, or none; those that it has accepted stay
 * as they are. Returns whether they are mapped now. All have their places before the first is mapped, because a donation that went over cannot be
 * undone.
 */
export function acceptFor(m: Manager, vm: Vm, parcels: readonly number[]): boolean {
  const handles = parcels.filter((handle) => !isMapped(m, vm, handle));
  for (const [index, handle] of handles.entries()) {
    if (placeFor(m, vm, handle)) continue;
    for (const placed of handles.slice(0, index)) giveUp(m, vm, placed);
    return false;
  }
  for (const handle of handles)
    if (!acceptAs(m, vm, handle, ACCEPT_FLAG.DONE))
      throw new Error(`parcel ${handle} has its places, and cannot be mapped`);
  return true;
}

function isMapped(m: Manager, { vmid }: Vm, handle: number): boolean {
  const parcel = m.parcels.get(handle);
  return parcel !== undefined && receiverOf(parcel, vmid)?.mapped === true;
}

/** Gives all regions of a parcel places where they can be mapped, or none. */
function placeFor(m: Manager, vm: Vm, handle: number): boolean {
  const offered = m.parcels.get(handle);
  const receiver = offered && receiverOf(offered, vm.vmid);
  if (receiver?.accepted !== false || !acceptAs(m, vm, handle, 0)) return false;
  const parcel = m.parcels.must(handle);
  const whole = receiverOf(parcel, vm.vmid)?.placed === parcel.regions && canMap(m, parcel, receiver);
  if (!whole) giveUp(m, vm, handle);
  return whole;
}

function giveUp(m: Manager, vm: Vm, handle: number): void {
  releaseBy(m, vm, m.parcels.must(handle), false);
}

function acceptAs(m: Manager, vm: Vm, handle: number, done: number): boolean {
  const { type, transfer } = m.parcels.must(handle);
  const flags = done | (type === MEMORY_TYPE.NORMAL ? ACCEPT_FLAG.MAP_CONTIGUOUS : 0);
  const payload = encodeMessage(REQUEST.ACCEPT, { handle, type, transfer, flags });
  const message = checkForm(payload, REQUEST.ACCEPT, m.verdict);
  const accepted = message !== false && accept(m, vm, message) !== false;
  m.verdict.clear();
  return accepted;
}
