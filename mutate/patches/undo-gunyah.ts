import type { Mutant } from '../mutant.ts';
import { skipped } from './define.ts';

const RETURN = 'gunyah/manager/return-memory.ts';

/** Steps with which the resource manager undoes messages and ends parcels. */
export const UNDO_GUNYAH: readonly Mutant[] = [
  skipped('parcel/create', {
    what: 'a parcel that is refused when its transaction is open keeps it',
    file: 'gunyah/manager/create.ts',
    find: 'ledger.close(transaction);',
  }),
  skipped('parcel/accept', {
    what: 'places of an ACCEPT that is refused stay',
    file: 'gunyah/manager/accept.ts',
    find: 'unplace(m, caller, placement.windows);',
  }),
  skipped('parcel/places', {
    what: 'places before the one that is refused stay',
    file: 'gunyah/manager/places.ts',
    find: 'unplace(m, caller, windows);',
  }),
  skipped('parcel/donated', {
    what: 'a donation that went over is still noted as accepted',
    file: 'gunyah/manager/accept.ts',
    find: 'caller.accepted = caller.accepted.filter((handle) => handle !== parcel.handle);',
  }),
  skipped('parcel/donated-record', {
    what: 'a donation that went over stays a parcel',
    file: 'gunyah/manager/accept.ts',
    find: 'm.parcels.delete(parcel);',
  }),
  ...(
    [
      ['places', 'unplace(m, vm, receiver.windows);', 'its places'],
      ['access', 'if (receiver.mapped) m.ledger.drop(receiver.borrower);', 'its access'],
      ['accepted', 'vm.accepted = vm.accepted.filter((handle) => handle !== parcel.handle);', 'its note'],
    ] as const
  ).map(([id, find, left]) =>
    skipped(`parcel-release/${id}`, { what: `a receiver that releases keeps ${left}`, file: RETURN, find }),
  ),
  ...(
    [
      ['pages', 'ledger.release(transaction);', 'its pages'],
      ['record', 'ledger.close(transaction);', 'its records'],
      ['parcel', 'm.parcels.delete(parcel);', 'its handle'],
    ] as const
  ).map(([id, find, left]) =>
    skipped(`parcel-reclaim/${id}`, { what: `a parcel that is reclaimed keeps ${left}`, file: RETURN, find }),
  ),
  ...(
    [
      ['memory', 'if (!vm.spec.running && !hasGiven(m, vm)) keepMemory(m, vm);', 'its memory'],
      ['channel', 'vm.channel.clear();', 'messages'],
    ] as const
  ).map(([id, find, left]) =>
    skipped(`vm-reset/${id}`, {
      what: `a VM that was reset keeps ${left}`,
      file: 'gunyah/manager/resetting.ts',
      find,
    }),
  ),
  skipped('vm-reset/cleared', {
    what: 'memory of a VM that was reset is not cleared',
    file: 'gunyah/manager/resetting.ts',
    find: 'memory.zero(page, pages);',
  }),
  skipped('vm-end/partition', {
    what: 'a VM that is a partition keeps its parcels when it aborts',
    file: 'board/processors.ts',
    find: 'for (const { name } of dead) this.vms.end(name);',
  }),
  skipped('vm-end/guest', {
    what: 'a VM that is a guest keeps its parcels when it is destroyed',
    file: 'board/processors.ts',
    find: 'this.vms.end(seat.name);',
  }),
];
