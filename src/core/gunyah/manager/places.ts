import { isDevice } from '../../memory/page-word.ts';
import { addressOf, isPageAligned, PAGE_SIZE, pageOf } from '../../memory/pages.ts';
import type { PhysicalRun, Window } from '../../memory/view.ts';
import { accept as rules } from '../rules/parcel.ts';
import { REGION } from '../wire/layouts.ts';
import { ADDRESS_LIMIT } from './limits.ts';
import type { Manager } from './manager.ts';
import type { Parcel, Receiver } from './parcels.ts';
import type { Received } from './received.ts';
import { runsFrom } from './regions.ts';
import type { Vm } from './vms.ts';

/** Pages of 2 MiB: regions of that size are placed so that blocks can map them. */
const BLOCK = 512;

/** Which memory a reserved range is for. gunyah 9.8. */
const FOR_NORMAL = 4;
const FOR_IO = 8;

/** Places for regions. */
export interface Placement {
  /** One for each region that has a place now. */
  readonly places: readonly Window[];
  /** Those that were opened in the view: none for who sees physical addresses. */
  readonly windows: readonly Window[];
}

/**
 * Finds and opens places for the regions that have none: where the message says, or where there is room. gunyah 9.3, rows 13 to 17.
 * False after a refusal: then no place is open that was not before.
 */
export function place(
  m: Manager,
  caller: Vm,
  message: Received,
  parcel: Parcel,
  receiver: Receiver,
  most: number,
): Placement | false {
  const { count } = message.list('regions');
  const runs = runsFrom(m, parcel.transaction).slice(receiver.placed);
  const wanted = count === 0 ? runs.slice(0, most) : runs;
  if (receiver.contiguous) return placeAll(m, caller, message, runs, receiver.placed);
  return count === 0 ? choose(m, caller, wanted) : placeEach(m, caller, message, runs);
}

/** Takes places away again. */
export function unplace(m: Manager, caller: Vm, windows: readonly Window[]): void {
  const view = m.ledger.viewOf(caller.party);
  for (const { at, pages } of windows) view.close(at, pages);
}

/** One place for all regions, which lie in it one behind the other. */
function placeAll(
  m: Manager,
  caller: Vm,
  message: Received,
  runs: readonly PhysicalRun[],
  placed: number,
): Placement | false {
  const { verdict } = m;
  const { at, count, entries } = message.list('regions');
  if (count > (placed === 0 ? 1 : 0)) return verdict.refuse(rules.tooManyPlaces, at, 2);
  if (runs.length === 0) return { windows: [], places: [] };
  const pages = runs.reduce((sum, run) => sum + run.pages, 0);
  const start =
    count === 0 ? freePlace(m, caller, runs, pages) : placeAt(m, caller, message, entries, pages, runs);
  if (start < 0) return false;
  const windows: Window[] = [];
  let next = start;
  for (const run of runs) {
    windows.push({ at: next, ...run });
    next += run.pages;
  }
  return open(m, caller, windows);
}

function placeEach(
  m: Manager,
  caller: Vm,
  message: Received,
  runs: readonly PhysicalRun[],
): Placement | false {
  const { at, count, entries } = message.list('regions');
  if (count > runs.length) return m.verdict.refuse(rules.tooManyPlaces, at, 2);
  return oneByOne(m, caller, runs.slice(0, count), (run, index) =>
    placeAt(m, caller, message, entries + index * REGION.size, run.pages, [run]),
  );
}

function choose(m: Manager, caller: Vm, runs: readonly PhysicalRun[]): Placement | false {
  return oneByOne(m, caller, runs, (run) => freePlace(m, caller, [run], run.pages));
}

/** Finds a place for each region and opens it, before the next is looked for. All or none. */
function oneByOne(
  m: Manager,
  caller: Vm,
  runs: readonly PhysicalRun[],
  find: (run: PhysicalRun, index: number) => number,
): Placement | false {
  const places: Window[] = [];
  const windows: Window[] = [];
  for (const [index, run] of runs.entries()) {
    const at = find(run, index);
    if (at < 0) {
      unplace(m, caller, windows);
      return false;
    }
    const opened = open(m, caller, [{ at, ...run }]);
    places.push(...opened.places);
    windows.push(...opened.windows);
  }
  return { places, windows };
}

/** The place that an entry names; -1 after a refusal. */
function placeAt(
  m: Manager,
  caller: Vm,
  message: Received,
  entry: number,
  pages: number,
  runs: readonly PhysicalRun[],
): number {
  const { verdict, ledger } = m;
  const { base: baseField, size: sizeField } = REGION.fields;
  const base = message.at(entry, baseField);
  const size = message.at(entry, sizeField);
  const refuse = (of: false): number => (of ? 0 : -1);
  if (!isPageAligned(base) || base + size > ADDRESS_LIMIT)
    return refuse(verdict.refuseField(rules.placeUnaligned, entry, baseField));
  if (size !== pages * PAGE_SIZE) return refuse(verdict.refuseField(rules.placeSize, entry, sizeField));
  const at = pageOf(base);
  const view = ledger.viewOf(caller.party);
  if (view.identity) {
    const there = at === runs[0]?.page && runs.length === 1;
    return there ? at : refuse(verdict.refuseField(rules.placePhysical, entry, baseField));
  }
  if (!view.isFree(at, pages)) return refuse(verdict.refuseField(rules.placeTaken, entry, baseField));
  if (!fitsReserved(m, caller, at, pages, runs))
    return refuse(verdict.refuseField(rules.placePhysical, entry, baseField));
  return at;
}

/** A place that the resource manager chooses; -1 after a refusal. */
function freePlace(m: Manager, caller: Vm, runs: readonly PhysicalRun[], pages: number): number {
  const view = m.ledger.viewOf(caller.party);
  if (view.identity) {
    if (runs.length === 1) return runs[0].page;
    m.verdict.refuse(rules.placePhysical);
    return -1;
  }
  const at = view.freePlace(pages, pages >= BLOCK ? BLOCK : 1);
  if (at < 0) m.verdict.refuse(rules.placeTaken);
  return at;
}

/** Whether memory is of the kind that the addresses are kept for, where they are. */
function fitsReserved(
  { ledger }: Manager,
  caller: Vm,
  at: number,
  pages: number,
  runs: readonly PhysicalRun[],
): boolean {
  const device = isDevice(ledger.map.get(runs[0].page));
  const needed = device ? FOR_IO : FOR_NORMAL;
  return caller.reserved
    .filter((range) => range.at < at + pages && at < range.at + range.pages)
    .every(({ constraints }) => (constraints & needed) !== 0);
}

/** Opens windows; those who see physical addresses need none. */
function open(m: Manager, caller: Vm, places: readonly Window[]): Placement {
  const view = m.ledger.viewOf(caller.party);
  if (view.identity) return { places, windows: [] };
  for (const window of places) view.open(window);
  return { places, windows: places };
}

/** The addresses of windows as entries of an answer. */
export function placesOf(windows: readonly Window[]): { readonly base: number; readonly size: number }[] {
  return windows.map(({ at, pages }) => ({ base: addressOf(at), size: pages * PAGE_SIZE }));
}
