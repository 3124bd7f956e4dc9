import { clear, firstUnreachable } from '../../memory/clear.ts';
import type { Manager } from './manager.ts';
import { NOT_ACCEPTED, type Parcel, receiverOf, withReceiver } from './parcels.ts';
import { unplace } from './places.ts';
import type { Vm } from './vms.ts';

/** Takes a receiver's access and places away. */
export function releaseBy(m: Manager, vm: Vm, parcel: Parcel, sanitize: boolean): void {
  const receiver = receiverOf(parcel, vm.vmid);
  if (receiver === undefined) return;
  unplace(m, vm, receiver.windows);
  if (receiver.mapped) m.ledger.drop(receiver.borrower);
  const sanitizeAtReclaim = parcel.sanitizeAtReclaim || sanitize;
  m.parcels.put(withReceiver(parcel, receiver, NOT_ACCEPTED, sanitizeAtReclaim));
  vm.accepted = vm.accepted.filter((handle) => handle !== parcel.handle);
}

/** Ends a parcel that nobody has accepted. Memory that cannot be reached any more is not cleared: its owner cannot reach it either. */
export function takeBack(m: Manager, parcel: Parcel, sanitize: boolean): void {
  const { ledger, memory } = m;
  const { transaction } = parcel;
  const asked = sanitize || parcel.sanitizeAtReclaim;
  if (asked && firstUnreachable(ledger, transaction, memory) < 0) clear(ledger, transaction, memory);
  ledger.release(transaction);
  ledger.close(transaction);
  m.parcels.delete(parcel);
}
