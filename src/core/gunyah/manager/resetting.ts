import { ownerOf, transactionOf } from '../../memory/page-word.ts';
import { NOTIFICATION } from '../wire/messages.ts';
import { VM_STATE } from '../wire/values.ts';
import type { Manager } from './manager.ts';
import { isAccepted } from './parcels.ts';
import { takeBack } from './return-memory.ts';
import type { Vm } from './vms.ts';

/** Ends the reset of a VM when nothing of what it owned is with others. Nothing happens to one that is not being reset. */
export function goOnResetting(m: Manager, vmid: number): void {
  const vm = m.vm(vmid);
  if (vm?.state !== VM_STATE.RESETTING) return;
  const own = [...m.parcels.all()].filter(({ owner }) => owner === vmid);
  for (const parcel of own) if (!isAccepted(parcel)) takeBack(m, parcel, false);
  if (own.some(isAccepted)) return;
  if (!vm.spec.running) keepMemory(m, vm);
  vm.channel.clear();
  enter(m, vm, VM_STATE.RESET);
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
