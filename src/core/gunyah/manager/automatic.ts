import { divide, encodeMessage } from '../wire/codec.ts';
import { REQUEST } from '../wire/messages.ts';
import { Received } from '../wire/received.ts';
import { ACCEPT_FLAG, MEMORY_TYPE } from '../wire/values.ts';
import { accept, canMap } from './accept.ts';
import type { Manager } from './manager.ts';
import { type Receiver, receiverOf } from './parcels.ts';
import { releaseBy } from './return-memory.ts';
import type { Vm } from './vms.ts';

/**
 * Accepts whole parcels in the name of a VM, each in one piece where it is normal memory: all of them, or none. Returns whether they are
 * mapped now. All have their places before the first is mapped, because a donation that went over cannot be undone.
 */
export function acceptFor(m: Manager, vm: Vm, handles: readonly number[]): boolean {
  for (const [index, handle] of handles.entries()) {
    if (placeFor(m, vm, handle)) continue;
    for (const placed of handles.slice(0, index).toReversed()) giveUp(m, vm, placed);
    return false;
  }
  for (const handle of handles)
    if (!acceptAs(m, vm, handle, ACCEPT_FLAG.DONE))
      throw new Error(`parcel ${handle} has its places, and cannot be mapped`);
  return true;
}

/** Gives all regions of a parcel places where they can be mapped, or none. */
function placeFor(m: Manager, vm: Vm, handle: number): boolean {
  if (receiverIn(m, vm, handle)?.accepted !== false || !acceptAs(m, vm, handle, 0)) return false;
  const parcel = m.parcels.get(handle);
  const receiver = receiverIn(m, vm, handle);
  if (parcel === undefined || receiver === undefined)
    throw new Error(`parcel ${handle} went while it was accepted`);
  const whole = receiver.placed === parcel.regions && canMap(m, parcel, receiver);
  if (!whole) giveUp(m, vm, handle);
  return whole;
}

function giveUp(m: Manager, vm: Vm, handle: number): void {
  const parcel = m.parcels.get(handle);
  if (parcel !== undefined) releaseBy(m, vm, parcel, false);
}

function receiverIn(m: Manager, vm: Vm, handle: number): Receiver | undefined {
  const parcel = m.parcels.get(handle);
  return parcel && receiverOf(parcel, vm.vmid);
}

function acceptAs(m: Manager, vm: Vm, handle: number, done: number): boolean {
  const parcel = m.parcels.get(handle);
  if (parcel === undefined) return false;
  const { type, transfer } = parcel;
  const flags = done | (type === MEMORY_TYPE.NORMAL ? ACCEPT_FLAG.MAP_CONTIGUOUS : 0);
  const payload = encodeMessage(REQUEST.ACCEPT, { handle, type, transfer, flags });
  const division = divide(payload, REQUEST.ACCEPT);
  if (!division.ok) throw new Error(`an accept of our own is ${division.misfit}`);
  const accepted = accept(m, vm, new Received(payload, division.lists)) !== false;
  m.verdict.clear();
  return accepted;
}
