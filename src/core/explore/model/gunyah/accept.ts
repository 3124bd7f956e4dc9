/** ACCEPT: who was given memory takes it, where it wants it. Source: gunyah 9.3. */

import type { Changes } from '../changes.ts';
import type { World } from '../state.ts';
import { ACCEPT, type AcceptCase, FLAG, MOST_CHOSEN, pageRights } from './accept-clauses.ts';
import { firstReasons } from './clause.ts';
import { readAcl, readAttributes, readRegions } from './create.ts';
import { bytesOf } from './message.ts';
import { divided, open, readPlaces, roomFor } from './places.ts';
import { type Asked, answers, type Reply, type RmExpected, refused } from './request.ts';
import {
  type Grant,
  type Gunyah,
  grantOf,
  type Parcel,
  type Place,
  pagesIn,
  type Region,
  type Vm,
} from './state.ts';

const INCOMPLETE = 1;

export function expectAccept(asked: Asked): RmExpected {
  const { gunyah, caller, message, world } = asked;
  const parcel = gunyah.parcels.get(message.word(0));
  const grant = parcel && grantOf(parcel, caller);
  const flags = message.byte(6);
  const left = parcel?.regions.slice(grant?.places.length ?? 0) ?? [];
  const pieces = piecesOf(left, (flags & FLAG.CONTIGUOUS) !== 0, grant);
  const given = readRegions(message);
  const chosen = pieces.slice(0, MOST_CHOSEN);
  const of: AcceptCase = {
    ...{ world, caller, parcel, grant, flags, pieces, given },
    ...{ type: message.byte(4), transfer: message.byte(5), label: message.word(8) },
    ...{ acl: readAcl(message), attributes: readAttributes(message) },
    mapVmid: message.list('regions').second,
    room: roomFor(world, caller, chosen),
  };
  const reasons = firstReasons(ACCEPT, of);
  if (parcel === undefined || grant === undefined || reasons.some(({ may }) => may !== true))
    return refused(reasons);
  const here = given.length === 0 ? chosen : pieces.slice(0, given.length);
  return {
    reasons,
    succeed: (reply) => {
      const found =
        given.length === 0
          ? readPlaces(world, caller, here, reply.spaceOf(caller.vmid))
          : { places: given.map(({ base, size }) => ({ at: base / 4096, pages: size / 4096 })) };
      for (const [index, place] of found.places.entries()) open(caller, place, here[index]);
      const places =
        (flags & FLAG.CONTIGUOUS) === 0
          ? [...found.places]
          : found.places.flatMap((place) => divided(place, left));
      grant.places.push(...places);
      take(gunyah, caller, parcel, grant, (flags & FLAG.CONTIGUOUS) !== 0);
      if ((flags & FLAG.SANITIZE) !== 0) parcel.clearLater = true;
      if ((flags & FLAG.DONE) !== 0) map(asked, caller, parcel, grant);
      const problem = 'problem' in found ? found.problem : undefined;
      return problem ?? wrongAnswer(reply, given.length > 0, places, grant, parcel);
    },
  };
}

/** What has to be in one piece: each region, or all of them together. */
function piecesOf(
  left: readonly Region[],
  contiguous: boolean,
  grant: Grant | undefined,
): readonly (readonly number[])[] {
  if (!contiguous) return left.map((region) => pagesIn([region]));
  return left.length === 0 || (grant?.places.length ?? 0) > 0 ? [] : [pagesIn(left)];
}

function wrongAnswer(
  reply: Reply,
  given: boolean,
  places: readonly Place[],
  grant: Grant,
  { regions }: Parcel,
): string | undefined {
  if (given) return answers(reply);
  const more = grant.places.length < regions.length ? INCOMPLETE : 0;
  const entries = places.flatMap(({ at, pages }): [number, 8][] => [
    [at * 4096, 8],
    [pages * 4096, 8],
  ]);
  return answers(reply, bytesOf([places.length, 2], [more, 1], [0, 1], ...entries));
}

/** Somebody has begun to accept. */
function take(gunyah: Gunyah, vm: Vm, { handle }: Parcel, grant: Grant, contiguous: boolean): void {
  if (!grant.accepted) vm.accepted.push(handle);
  grant.accepted = true;
  grant.contiguous = contiguous;
  if (!gunyah.parcels.has(handle)) throw new Error(`parcel ${handle} is not there`);
}

/** The memory can be used now. A donation has come to its end. */
function map(
  asked: { world: World; gunyah: Gunyah; changes: Changes },
  vm: Vm,
  parcel: Parcel,
  grant: Grant,
) {
  const { world, gunyah, changes } = asked;
  const numbers = pagesIn(parcel.regions);
  grant.mapped = true;
  changes.moved(numbers);
  if (parcel.transfer !== 'donate') return;
  for (const number of numbers) {
    const page = world.pages.get(number);
    if (page === undefined) continue;
    page.owner = vm.name;
    page.rights = pageRights(grant.rights);
    page.holder = undefined;
  }
  for (const [at, page] of [...parcel.owner.space]) if (numbers.includes(page)) parcel.owner.space.delete(at);
  vm.accepted = vm.accepted.filter((handle) => handle !== parcel.handle);
  gunyah.parcels.delete(parcel.handle);
}

/** Accepts a whole parcel in the name of a VM, where the manager has put it. Returns what is wrong with that place. */
export function acceptFor(
  asked: { world: World; gunyah: Gunyah; changes: Changes },
  vm: Vm,
  parcel: Parcel,
  after: ReadonlyMap<number, number>,
): string | undefined {
  const grant = grantOf(parcel, vm);
  if (grant === undefined) return `${vm.name} is not given parcel ${parcel.handle}`;
  const contiguous = parcel.type === 0;
  const pieces = piecesOf(parcel.regions, contiguous, grant);
  const { places, problem } = readPlaces(asked.world, vm, pieces, after);
  for (const [index, place] of places.entries()) open(vm, place, pieces[index]);
  grant.places = contiguous ? places.flatMap((place) => divided(place, parcel.regions)) : [...places];
  take(asked.gunyah, vm, parcel, grant, contiguous);
  map(asked, vm, parcel, grant);
  return problem;
}

/** Whether the manager can accept parcels in the name of a VM, all of them. */
export function canAcceptFor(world: World, vm: Vm, parcels: readonly Parcel[]): 'yes' | 'no' | 'perhaps' {
  const pieces = parcels.flatMap((parcel) =>
    piecesOf(parcel.regions, parcel.type === 0, grantOf(parcel, vm)),
  );
  const exceeding = parcels.some((parcel) => {
    const page = world.pages.get(parcel.regions[0]?.page ?? -1);
    const grant = grantOf(parcel, vm);
    return page === undefined || grant === undefined || (pageRights(grant.rights) & ~page.rights) !== 0;
  });
  const usable = parcels.every((parcel) => parcel.complete && grantOf(parcel, vm)?.accepted === false);
  return exceeding || !usable ? 'no' : roomFor(world, vm, pieces);
}
