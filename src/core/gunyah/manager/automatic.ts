import { divide, encodeMessage } from '../wire/codec.ts';
import { REQUEST } from '../wire/messages.ts';
import { ACCEPT_FLAG, MEMORY_TYPE } from '../wire/values.ts';
import { accept } from './accept.ts';
import type { Manager } from './manager.ts';
import { Received } from './received.ts';
import type { Vm } from './vms.ts';

/** Accepts a whole parcel in the name of a VM, in one piece where it is normal memory. Returns whether it is mapped now. */
export function acceptFor(m: Manager, vm: Vm, handle: number): boolean {
  const parcel = m.parcels.get(handle);
  if (parcel === undefined) return false;
  const { type, transfer } = parcel;
  const flags = ACCEPT_FLAG.DONE | (type === MEMORY_TYPE.NORMAL ? ACCEPT_FLAG.MAP_CONTIGUOUS : 0);
  const payload = encodeMessage(REQUEST.ACCEPT, { handle, type, transfer, flags });
  const division = divide(payload, REQUEST.ACCEPT);
  if (!division.ok) throw new Error(`an accept of our own is ${division.misfit}`);
  const done = accept(m, vm, new Received(payload, division.lists)) !== false;
  m.verdict.clear();
  return done;
}
