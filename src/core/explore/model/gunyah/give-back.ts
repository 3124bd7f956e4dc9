/** RELEASE and RECLAIM, and what a reset brings back. Source: gunyah 9.4, 9.5, 10 step 7. */

import type { Changes } from '../changes.ts';
import type { World } from '../state.ts';
import { firstReasons } from './clause.ts';
import { RECLAIM, RELEASE } from './give-back-clauses.ts';
import { bytesOf, NOTICE } from './message.ts';
import { close } from './places.ts';
import { type Asked, answers, type RmExpected, refused } from './request.ts';
import {
  type Gunyah,
  grantOf,
  isAccepted,
  type Parcel,
  PRIMARY,
  pagesIn,
  RESOURCE_MANAGER,
  STATE,
  tell,
  type Vm,
  type VmState,
} from './state.ts';

const SANITIZE = 1;

/** Where things happen. */
export interface Scene {
  readonly world: World;
  readonly gunyah: Gunyah;
  readonly changes: Changes;
}

export function expectRelease(asked: Asked): RmExpected {
  const { caller, parcel, grant, sanitize } = returnCase(asked);
  const reasons = firstReasons(RELEASE, { caller, parcel, grant, sanitize });
  if (parcel === undefined || reasons.length > 0) return refused(reasons);
  return {
    reasons,
    succeed: (reply) => {
      release(asked, caller, parcel);
      if (sanitize) parcel.clearLater = true;
      goOnResetting(asked, parcel.owner);
      return answers(reply);
    },
  };
}

export function expectReclaim(asked: Asked): RmExpected {
  const of = returnCase(asked);
  const reasons = firstReasons(RECLAIM, of);
  const { parcel, sanitize } = of;
  if (parcel === undefined || reasons.length > 0) return refused(reasons);
  return {
    reasons,
    succeed: (reply) => {
      if (sanitize) parcel.clearLater = true;
      end(asked, parcel);
      return answers(reply);
    },
  };
}

function returnCase({ gunyah, caller, message }: Asked) {
  const parcel = gunyah.parcels.get(message.word(0));
  return {
    ...{ caller, parcel, grant: parcel && grantOf(parcel, caller) },
    sanitize: (message.byte(4) & SANITIZE) !== 0,
  };
}

/** A receiver has nothing of a parcel any more. */
export function release({ changes }: Scene, vm: Vm, parcel: Parcel): void {
  const grant = grantOf(parcel, vm);
  if (grant === undefined) return;
  close(vm, grant.places);
  grant.accepted = false;
  grant.mapped = false;
  grant.contiguous = false;
  grant.places = [];
  vm.accepted = vm.accepted.filter((handle) => handle !== parcel.handle);
  changes.moved(pagesIn(parcel.regions));
}

/** The owner has its memory back, cleared if anybody asked for that. Memory that is away is not cleared: nobody reaches it. */
function end({ world, gunyah, changes }: Scene, parcel: Parcel): void {
  const numbers = pagesIn(parcel.regions);
  for (const number of numbers) {
    const page = world.pages.get(number);
    if (page?.holder === parcel) page.holder = undefined;
  }
  changes.moved(numbers);
  if (parcel.clearLater && !numbers.some((number) => world.away.has(number))) changes.cleared(numbers);
  gunyah.parcels.delete(parcel.handle);
}

/** A VM is in another state, and the primary VM hears of it. */
export function enter({ gunyah }: Scene, vm: Vm, state: VmState): void {
  vm.state = state;
  const status = bytesOf([vm.vmid, 2], [0, 2], [STATE[state], 1], [0, 1], [0, 2]);
  tell(gunyah.vms.get(PRIMARY), NOTICE.STATUS, status);
}

/** What a VM accepted is released, the last first, and its owners hear of it. Source: gunyah 10 step 7. */
export function releaseAll(scene: Scene, vm: Vm): void {
  for (const handle of [...vm.accepted].reverse()) {
    const parcel = scene.gunyah.parcels.get(handle);
    if (parcel === undefined) continue;
    release(scene, vm, parcel);
    tellOwner(parcel, vm, false, parcel.tag ?? 0);
    goOnResetting(scene, parcel.owner);
  }
}

/** When nothing of what a VM owns is left with others, its reset is over. Source: gunyah 10 step 7. */
export function goOnResetting(scene: Scene, vm: Vm): void {
  if (vm.state !== 'resetting') return;
  takeOwned(scene, vm);
  if (hasGiven(scene.gunyah, vm)) return;
  vm.told = [];
  vm.open = undefined;
  enter(scene, vm, 'reset');
}

/** Whether others have accepted anything that a VM owns. */
export function hasGiven({ parcels }: Gunyah, vm: Vm): boolean {
  return [...parcels.values()].some((parcel) => parcel.owner === vm && isAccepted(parcel));
}

/**
 * What a VM owns comes back that nobody has accepted. When nothing is left with others, the resource manager has its memory, cleared; that of one
 * who runs from the beginning stays its own. Source: requirements QH6, QH7.
 */
export function takeOwned(scene: Scene, vm: Vm): void {
  const { gunyah, world, changes } = scene;
  for (const parcel of [...gunyah.parcels.values()])
    if (parcel.owner === vm && !isAccepted(parcel)) end(scene, parcel);
  if (vm.resident || hasGiven(gunyah, vm)) return;
  for (const [number, page] of world.pages)
    if (page.owner === vm.name && page.holder === undefined) {
      page.owner = RESOURCE_MANAGER;
      changes.moved([number]);
      changes.cleared([number]);
    }
  vm.space.clear();
}

/** The owner of a parcel hears what a receiver did. */
export function tellOwner({ owner, handle }: Parcel, vm: Vm, accepted: boolean, tag: number): undefined {
  const payload = bytesOf([handle, 4], [vm.vmid, 2], [0, 2], [tag, 4]);
  tell(owner, accepted ? NOTICE.ACCEPTED : NOTICE.RELEASED, payload);
}
