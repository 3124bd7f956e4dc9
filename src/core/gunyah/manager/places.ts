import { writeNumber } from '../../abi/structure.ts';
import { isDevice } from '../../memory/page-word.ts';
import { addressOf, PAGE_SIZE, pageOf } from '../../memory/pages.ts';
import { overlap, type PhysicalRun, type Range, type Window } from '../../memory/view.ts';
import { accept as rules } from '../rules/accept.ts';
import { checkPlace } from '../rules/check-accept.ts';
import { MOST_ENTRIES } from '../wire/codec.ts';
import { PLACED_REPLY, REGION } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { writeWide } from '../wire/wide.ts';
import type { Manager } from './manager.ts';
import type { Parcel, Receiver } from './parcels.ts';
import { runsFrom } from './regions.ts';
import type { Vm } from './vms.ts';

/** Pages of 2 MiB: regions of that size are placed so that blocks can map them. */
const BLOCK = 512;

/** Which memory a reserved range is for. gunyah 9.8. */
const FOR_NORMAL = 4;
const FOR_IO = 8;

/** What came of finding places. */
export interface Placement {
  /** How many regions have a place now that had none. */
  readonly count: number;
  /** Their places. None for who sees physical addresses: each region is where it is. */
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
  { placed }: Receiver,
  contiguous: boolean,
): Placement | false {
  const { count } = message.list('regions');
  const chosen = count === 0 && !contiguous;
  if (chosen && m.ledger.viewOf(caller.party).identity)
    return { count: Math.min(parcel.regions - placed, MOST_ENTRIES), windows: [] };
  const runs = runsFrom(m, parcel.transaction).slice(placed);
  if (chosen) return oneByOne(m, caller, runs.slice(0, MOST_ENTRIES), (run) => freePlace(m, caller, [run]));
  return contiguous ? placeAll(m, caller, message, runs, placed) : placeEach(m, caller, message, runs);
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
  if (count > (placed === 0 ? 1 : 0)) return verdict.fail(rules.tooManyPlaces, at, 2);
  if (runs.length === 0) return { count: 0, windows: [] };
  const start = count === 0 ? freePlace(m, caller, runs) : placeAt(m, caller, message, entries, runs);
  if (start < 0) return false;
  const windows: Window[] = [];
  let next = start;
  for (const { page, pages } of runs) {
    windows.push({ at: next, page, pages });
    next += pages;
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
  if (count > runs.length) return m.verdict.fail(rules.tooManyPlaces, at, 2);
  return oneByOne(m, caller, runs.slice(0, count), (run, index) =>
    placeAt(m, caller, message, entries + index * REGION.size, [run]),
  );
}

/** Finds a place for each region and opens it, before the next is looked for. All or none. */
function oneByOne(
  m: Manager,
  caller: Vm,
  runs: readonly PhysicalRun[],
  find: (run: PhysicalRun, index: number) => number,
): Placement | false {
  const windows: Window[] = [];
  for (const [index, run] of runs.entries()) {
    const at = find(run, index);
    if (at < 0) {
      unplace(m, caller, windows);
      return false;
    }
    windows.push(...open(m, caller, [{ at, ...run }]).windows);
  }
  return { count: runs.length, windows };
}

/** The place that an entry names; -1 after a refusal. */
function placeAt(
  m: Manager,
  caller: Vm,
  message: Received,
  entry: number,
  runs: readonly PhysicalRun[],
): number {
  return canBeAt(m, caller, message, entry, runs) ? pageOf(message.at(entry, REGION.fields.base)) : -1;
}

/** Whether the memory can be where an entry says. */
function canBeAt(
  m: Manager,
  caller: Vm,
  message: Received,
  entry: number,
  runs: readonly PhysicalRun[],
): boolean {
  const { verdict, ledger } = m;
  const { base: baseField } = REGION.fields;
  const pages = pagesIn(runs);
  if (!checkPlace(message, entry, verdict, pages * PAGE_SIZE)) return false;
  const range = { at: pageOf(message.at(entry, baseField)), pages };
  const view = ledger.viewOf(caller.party);
  if (view.identity) {
    const there = range.at === runs[0].page && isOneRun(runs);
    return there || verdict.failField(rules.placePhysical, entry, baseField);
  }
  if (!view.isFree(range.at, range.pages)) return verdict.failField(rules.placeTaken, entry, baseField);
  return fitsReserved(m, caller, range, runs) || verdict.failField(rules.placePhysical, entry, baseField);
}

/** A place that the resource manager chooses; -1 after a refusal. */
function freePlace(m: Manager, caller: Vm, runs: readonly PhysicalRun[]): number {
  const view = m.ledger.viewOf(caller.party);
  const pages = pagesIn(runs);
  if (view.identity) {
    if (isOneRun(runs)) return runs[0].page;
    m.verdict.fail(rules.placePhysical);
    return -1;
  }
  const at = view.freePlace(pages, pages >= BLOCK ? BLOCK : 1, keptForOthers(m, caller, runs));
  if (at < 0) m.verdict.fail(rules.placeTaken);
  return at;
}

/** Whether memory is of the kind that the addresses are kept for, where they are. */
function fitsReserved(m: Manager, caller: Vm, place: Range, runs: readonly PhysicalRun[]): boolean {
  return !keptForOthers(m, caller, runs).some((range) => overlap(range, place));
}

/** Addresses that the VM keeps for memory of another kind than this. */
function keptForOthers(
  { ledger }: Manager,
  { reserved }: Vm,
  [{ page }]: readonly PhysicalRun[],
): readonly Range[] {
  if (reserved.length === 0) return reserved;
  const needed = isDevice(ledger.map.get(page)) ? FOR_IO : FOR_NORMAL;
  return reserved.filter(({ constraints }) => (constraints & needed) === 0);
}

/** Whether runs of pages follow each other. */
function isOneRun(runs: readonly PhysicalRun[]): boolean {
  return runs.every(({ page }, index) => {
    const before = runs[index - 1];
    return before === undefined || page === before.page + before.pages;
  });
}

function pagesIn(runs: readonly PhysicalRun[]): number {
  return runs.reduce((sum, { pages }) => sum + pages, 0);
}

/** Opens windows; those who see physical addresses need none. */
function open(m: Manager, caller: Vm, places: readonly Window[]): Placement {
  const view = m.ledger.viewOf(caller.party);
  if (view.identity) return { count: places.length, windows: [] };
  for (const window of places) view.open(window);
  return { count: places.length, windows: places };
}

/**
 * An answer that says where the regions are that got a place, of which `placed` of the parcel had one before. They come by the hundred, and so
 * are written without a table of their values.
 */
export function placesAnswer(
  m: Manager,
  parcel: Parcel,
  placed: number,
  { count, windows }: Placement,
  flags: number,
): Uint8Array {
  const payload = new Uint8Array(PLACED_REPLY.size + count * REGION.size);
  writeNumber(payload, 0, PLACED_REPLY.fields.count, count);
  writeNumber(payload, 0, PLACED_REPLY.fields.flags, flags);
  if (windows.length > 0) {
    for (const [index, { at, pages }] of windows.entries()) writeRegion(payload, index, at, pages);
    return payload;
  }
  const runs = m.ledger.runsOf(parcel.transaction);
  for (let passed = 0; passed < placed; passed++) runs.next();
  for (let index = 0; index < count && runs.next(); index++)
    writeRegion(payload, index, runs.page, runs.pages);
  return payload;
}

/** Writes where a region is, and how long, in pages. */
function writeRegion(payload: Uint8Array, index: number, at: number, pages: number): void {
  const entry = PLACED_REPLY.size + index * REGION.size;
  writeWide(payload, entry + REGION.fields.base.offset, addressOf(at));
  writeWide(payload, entry + REGION.fields.size.offset, pages * PAGE_SIZE);
}
