import { reclaim as reclaimRules, release as releaseRules } from '../rules/parcel.ts';
import { RETURN } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { MEMORY_TYPE, RETURN_FLAG, RIGHT } from '../wire/values.ts';
import { type Manager, OK } from './manager.ts';
import { isAccepted, receiverOf } from './parcels.ts';
import { goOnResetting } from './resetting.ts';
import { releaseBy, takeBack } from './return-memory.ts';
import type { Vm } from './vms.ts';

const { handle: handleField, flags: flagsField } = RETURN.fields;

/** MEM_RELEASE: a receiver gives its access back. gunyah 9.4. */
export function release(m: Manager, caller: Vm, message: Received): Uint8Array | false {
  const { verdict } = m;
  const parcel = m.parcels.get(message.field(handleField));
  if (parcel === undefined) return verdict.failField(releaseRules.handle, 0, handleField);
  const receiver = receiverOf(parcel, caller.vmid);
  if (receiver === undefined) return verdict.failField(releaseRules.notReceiver, 0, handleField);
  if (parcel.owner === caller.vmid) return verdict.fail(releaseRules.owner);
  if (!receiver.accepted) return verdict.fail(releaseRules.notAccepted);
  const sanitize = (message.field(flagsField) & RETURN_FLAG.SANITIZE) !== 0;
  const writes = (receiver.rights & RIGHT.WRITE) !== 0;
  if (sanitize && (parcel.type === MEMORY_TYPE.IO || !writes))
    return verdict.failField(releaseRules.sanitize, 0, flagsField);
  releaseBy(m, caller, parcel, sanitize);
  goOnResetting(m, parcel.owner);
  return OK;
}

/** MEM_RECLAIM: the owner has its memory back, at its old addresses. gunyah 9.5. */
export function reclaim(m: Manager, caller: Vm, message: Received): Uint8Array | false {
  const { verdict } = m;
  const parcel = m.parcels.get(message.field(handleField));
  if (parcel === undefined) return verdict.failField(reclaimRules.handle, 0, handleField);
  if (parcel.owner !== caller.vmid) return verdict.fail(reclaimRules.notOwner);
  if (isAccepted(parcel)) return verdict.fail(reclaimRules.inUse);
  const sanitize = (message.field(flagsField) & RETURN_FLAG.SANITIZE) !== 0;
  if (sanitize && parcel.type === MEMORY_TYPE.IO)
    return verdict.failField(reclaimRules.sanitizeIo, 0, flagsField);
  takeBack(m, parcel, sanitize);
  return OK;
}
