import { append as rules } from '../rules/parcel.ts';
import { APPEND } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { APPEND_FLAG } from '../wire/values.ts';
import { type Manager, OK } from './manager.ts';
import { addRegions } from './regions.ts';
import type { Vm } from './vms.ts';

const { handle: handleField, flags: flagsField } = APPEND.fields;

/** MEM_APPEND: adds regions to a parcel that is not complete. A failure leaves it as it was. gunyah 9.2. */
export function append(m: Manager, caller: Vm, message: Received): Uint8Array | false {
  const { verdict } = m;
  const { at, count } = message.list('regions');
  if (count === 0) return verdict.fail(rules.regionsEmpty, at, 2);
  const parcel = m.parcels.get(message.field(handleField));
  if (parcel === undefined) return verdict.failField(rules.handle, 0, handleField);
  if (parcel.owner !== caller.vmid) return verdict.fail(rules.notOwner);
  if (parcel.complete) return verdict.fail(rules.complete);
  const { transaction, type, regions, sanitized } = parcel;
  const total = addRegions(m, message, transaction, { type, regions, sanitize: sanitized });
  if (total < 0) return false;
  const complete = (message.field(flagsField) & APPEND_FLAG.DONE) !== 0;
  m.parcels.put({ ...parcel, regions: total, complete });
  return OK;
}
