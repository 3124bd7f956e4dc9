import { readNumber } from '../../abi/structure.ts';
import { VM_STATUS } from '../wire/layouts.ts';
import { NOTIFICATION, REQUEST } from '../wire/messages.ts';
import { STOP_FLAG, VM_STATE } from '../wire/values.ts';
import { RmError } from './errors.ts';
import type { OwnParcel } from './parcel.ts';
import type { VmProgram } from './port.ts';
import type { ResourceClient } from './resource-client.ts';

/** A parcel that could not be reclaimed: its memory is not to be used again. */
export interface Kept {
  readonly parcel: OwnParcel;
  readonly error: unknown;
}

/** Steps of a wait for the end of a reset. */
const MOST_WAITS = 1000;

/**
 * Ends a VM: stops and resets it, waits until that is over, reclaims what it was lent, and gives its id back. Returns the parcels that could not
 * be reclaimed; while there are any, the id stays out of use, so that no other VM inherits their memory.
 */
export function* endVm(
  client: ResourceClient,
  vmid: number,
  parcels: readonly OwnParcel[],
): VmProgram<readonly Kept[]> {
  yield* unlessEnded(client.order(REQUEST.VM_STOP, { vmid, flags: STOP_FLAG.FORCE }));
  yield* client.link.listen();
  const heard = client.link.notices.length;
  yield* client.order(REQUEST.VM_RESET, { vmid });
  yield* untilReset(client, vmid, heard);
  const kept: Kept[] = [];
  for (const parcel of parcels) {
    try {
      yield* client.reclaim(parcel);
    } catch (error) {
      kept.push({ parcel, error });
    }
  }
  if (kept.length === 0) yield* client.order(REQUEST.VM_DEALLOCATE, { vmid });
  return kept;
}

/** A VM that does not run cannot be stopped, and need not be. */
function* unlessEnded(stop: VmProgram): VmProgram {
  try {
    yield* stop;
  } catch (error) {
    if (!(error instanceof RmError)) throw error;
  }
}

/** Waits for a notification that came after the first `heard`: another VM may have had the id before. */
function* untilReset({ link }: ResourceClient, vmid: number, heard: number): VmProgram {
  for (let wait = 0; wait < MOST_WAITS; wait++) {
    yield* link.listen();
    const reset = link.notices.slice(heard).some(({ shape, payload }) => {
      if (shape !== NOTIFICATION.VM_STATUS || readNumber(payload, 0, VM_STATUS.fields.vmid) !== vmid)
        return false;
      return readNumber(payload, 0, VM_STATUS.fields.state) === VM_STATE.RESET;
    });
    if (reset) return;
  }
  throw new Error(`VM ${vmid} is still being reset`);
}
