import { ownerOf, transactionOf } from '../../memory/page-word.ts';
import { NOTIFICATION } from '../wire/messages.ts';
import { VM_STATE } from '../wire/values.ts';
import type { Manager } from './manager.ts';
import { isAccepted } from './parcels.ts';
import { releaseBy, takeBack } from './return-memory.ts';
import type { Vm } from './vms.ts';

/** Releases what a VM has accepted, the last first, and its owners hear of it. Those of them that are being reset go on. */
export function releaseAll(m: Manager, vm: Vm): void {
  for (const handle of vm.accepted.toReversed()) {
    const parcel = m.parcels.must(handle);
    releaseBy(m, vm, parcel, false);
    m.tell(parcel.owner, NOTIFICATION.MEM_RELEASED, { handle, vmid: vm.vmid, tag: parcel.tag ?? 0 });
    goOnResetting(m, parcel.owner);
  }
}

/** Ends the reset of a VM when nothing of what it owned is with others. Nothing happens to one that is not being reset. */
export function goOnResetting(m: Manager, vmid: number): void {
  const vm = m.vm(vmid);
  if (vm?.state !== VM_STATE.RESETTING) return;
  takeOwned(m, vm);
  if (hasGiven(m, vm)) return;
  vm.channel.clear();
  enter(m, vm, VM_STATE.RESET);
}

/** Whether others have accepted anything of what a VM owns. */
export function hasGiven({ parcels }: Manager, { vmid }: Vm): boolean {
  return [...parcels.all()].some((parcel) => parcel.owner === vmid && isAccepted(parcel));
}

/** Takes back what a VM gave and nobody has accepted; when that is all, takes its memory from a VM that does not run from the beginning. */
export function takeOwned(m: Manager, vm: Vm): void {
  for (const parcel of [...m.parcels.all()])
    if (parcel.owner === vm.vmid && !isAccepted(parcel)) takeBack(m, parcel, false);
  if (!vm.spec.running && !hasGiven(m, vm)) keepMemory(m, vm);
}

/** What a VM that is no more owned belongs to the resource manager, and is cleared. One that was there from the beginning may begin anew with it. */
function keepMemory({ ledger, memory, party }: Manager, vm: Vm): void {
  const owned = [...ledger.map.runs()].filter(
    ({ word }) => ownerOf(word) === vm.party && transactionOf(word) === 0,
  );
  for (const { page, pages, word } of owned) {
    memory.zero(page, pages);
    ledger.reown(page, pages, word, party);
  }
  ledger.viewOf(vm.party).restore([]);
}

/** A VM is in another state, and the primary VM hears of it. */
export function enter(m: Manager, vm: Vm, state: number): void {
  vm.state = state;
  m.tellPrimary(NOTIFICATION.VM_STATUS, { vmid: vm.vmid, state });
}
