/** Where a VM sees memory: what is free, what is kept, and what a manager may choose. Source: gunyah 9.3, 9.8. */

import type { World } from '../state.ts';
import type { Place, Region, Vm } from './state.ts';

/** Regions of this many pages, 2 MiB, are put on multiples of it. */
const BLOCK = 512;
/** Which memory a reserved range is for. */
const FOR_NORMAL = 4;
const FOR_IO = 8;

export function overlap(left: Place, right: Place): boolean {
  return left.at < right.at + right.pages && right.at < left.at + left.pages;
}

/** Whether nothing is at some addresses, neither memory nor other places that are about to be taken. */
export function isFree({ space }: Vm, place: Place, others: readonly Place[] = []): boolean {
  if (others.some((other) => overlap(other, place))) return false;
  return ![...space.keys()].some((at) => at >= place.at && at < place.at + place.pages);
}

/** Whether memory would be at addresses that are kept for another kind. */
export function contradictsReserved(world: World, vm: Vm, place: Place, pages: readonly number[]): boolean {
  const device = world.pages.get(pages[0])?.device === true;
  return vm.reserved.some(
    (kept) => overlap(kept, place) && (kept.constraints & (device ? FOR_IO : FOR_NORMAL)) === 0,
  );
}

/** Where a region may be, by how large it is. */
export function alignmentOf(pages: number): number {
  return pages >= BLOCK ? BLOCK : 1;
}

/**
 * Whether a manager can find places for pieces of memory, one after the other. One piece fits if any gap takes it; of several that fit one by
 * one, the last may not find its place, depending on where the others were put.
 */
export function roomFor(
  world: World,
  vm: Vm,
  pieces: readonly (readonly number[])[],
): 'yes' | 'no' | 'perhaps' {
  const { borrowing, flat } = vm;
  if (pieces.length === 0) return 'yes';
  if (flat) return pieces.every(follow) ? 'yes' : 'no';
  if (borrowing === undefined) return 'no';
  const end = borrowing.at + borrowing.pages;
  const placesFor = (piece: readonly number[]) => {
    const pages = piece.length;
    const step = alignmentOf(pages);
    let places = 0;
    for (let at = Math.ceil(borrowing.at / step) * step; at + pages <= end; at += step)
      if (isFree(vm, { at, pages }) && !contradictsReserved(world, vm, { at, pages }, piece)) places++;
    return places;
  };
  const places = pieces.map(placesFor);
  if (places.some((count) => count === 0)) return 'no';
  // Wherever it lies, a piece takes as many places away from another as both have pages, less one.
  const taken = (piece: readonly number[]) =>
    pieces.reduce((sum, other) => (other === piece ? sum : sum + other.length + piece.length - 1), 0);
  return pieces.every((piece, index) => places[index] > taken(piece)) ? 'yes' : 'perhaps';
}

/** Whether pages follow each other. */
function follow(pages: readonly number[]): boolean {
  return pages.every((page, index) => page === pages[0] + index);
}

/**
 * Finds where a manager put pieces of memory, in the addresses as they are afterwards. Returns what is wrong with its choice in the end.
 */
export function readPlaces(
  world: World,
  vm: Vm,
  pieces: readonly (readonly number[])[],
  after: ReadonlyMap<number, number>,
): { readonly places: readonly Place[]; readonly problem: string | undefined } {
  if (vm.flat)
    return {
      places: pieces.map(([at = 0, ...rest]) => ({ at, pages: rest.length + 1 })),
      problem: undefined,
    };
  const places: Place[] = [];
  for (const piece of pieces) {
    const starts = [...after.entries()].filter(([at, page]) => page === piece[0] && !vm.space.has(at));
    const [[at] = [-1]] = starts;
    const place = { at, pages: piece.length };
    const inOrder = piece.every((page, index) => after.get(at + index) === page);
    const hex = `page 0x${piece[0].toString(16)}`;
    if (starts.length !== 1 || !inOrder)
      return { places, problem: `${vm.name} has to see ${hex} and what follows at one place` };
    const { borrowing } = vm;
    if (borrowing === undefined || at < borrowing.at || at + place.pages > borrowing.at + borrowing.pages)
      return { places, problem: `${hex} is put where ${vm.name} borrows nothing` };
    if (at % alignmentOf(place.pages) !== 0) return { places, problem: `${hex} is not put on a block` };
    if (contradictsReserved(world, vm, place, piece))
      return { places, problem: `${hex} is put where ${vm.name} keeps addresses for other memory` };
    places.push(place);
  }
  return { places, problem: undefined };
}

/** Puts memory where a VM sees it. */
export function open(vm: Vm, place: Place, pages: readonly number[]): void {
  if (vm.flat) return;
  for (const [index, page] of pages.entries()) vm.space.set(place.at + index, page);
}

/** Takes it out of the VM's sight. */
export function close(vm: Vm, places: readonly Place[]): void {
  if (vm.flat) return;
  for (const { at, pages } of places) for (let each = at; each < at + pages; each++) vm.space.delete(each);
}

/** Cuts a place for several regions into one for each. */
export function divided({ at }: Place, regions: readonly Region[]): Place[] {
  let next = at;
  return regions.map(({ pages }) => {
    next += pages;
    return { at: next - pages, pages };
  });
}
