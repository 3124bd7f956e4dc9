import { clear, firstUnreachable } from '../../memory/clear.ts';
import { OBSTACLE, type Obstacle } from '../../memory/obstacle.ts';
import { isDevice } from '../../memory/page-word.ts';
import { isPageAligned, PAGE_SIZE, pageOf } from '../../memory/pages.ts';
import type { PhysicalRun } from '../../memory/view.ts';
import { region as rules } from '../rules/create.ts';
import type { RmRule } from '../rules/rule.ts';
import { REGION } from '../wire/layouts.ts';
import { MEMORY_TYPE } from '../wire/values.ts';
import { ADDRESS_END } from './limits.ts';
import type { Manager } from './manager.ts';
import type { Received } from './received.ts';

const RULE_OF_OBSTACLE: Readonly<Partial<Record<Obstacle, RmRule>>> = {
  [OBSTACLE.UNMAPPED]: rules.notOwned,
  [OBSTACLE.NOT_OWNER]: rules.notOwned,
  [OBSTACLE.HELD]: rules.held,
  [OBSTACLE.OVERLAP]: rules.overlap,
  [OBSTACLE.MIXED]: rules.mixed,
  [OBSTACLE.NO_ROOM]: rules.noRoom,
};

/** What memory is added to. */
export interface AddTo {
  /** MEMORY_TYPE. */
  readonly type: number;
  /** Regions that the parcel has already. */
  readonly regions: number;
  /** Clears what is added. */
  readonly sanitize: boolean;
}

/**
 * Puts the regions of a message into a transaction and claims their memory: all of them, or none. gunyah 9.1, rows 17 to 21.
 * Returns how many regions the parcel has then, or -1 after a refusal.
 */
export function addRegions(m: Manager, message: Received, transaction: number, to: AddTo): number {
  const { ledger } = m;
  const before = ledger.transactions.extents[transaction];
  if (!readRegions(m, message)) return -1;
  if (!addExtents(m, message, transaction) || !claim(m, message, transaction, before)) {
    ledger.dropUnclaimed(transaction);
    return -1;
  }
  const total = to.regions + countRuns(m, transaction, before);
  if (!checkClaimed(m, message, transaction, before, { ...to, regions: total })) {
    ledger.unclaim(transaction, before);
    ledger.dropUnclaimed(transaction);
    return -1;
  }
  if (to.sanitize) clear(ledger, transaction, m.memory, before);
  ledger.commit(transaction);
  return total;
}

/** Claims what was added from extent `before` on. */
function claim(
  { ledger, verdict }: Manager,
  message: Received,
  transaction: number,
  before: number,
): boolean {
  if (ledger.claim(transaction)) return true;
  const { obstacle, obstacleExtent, obstaclePage, obstacleHolder } = ledger;
  verdict.page = obstaclePage;
  verdict.holder = obstacleHolder;
  const entry = message.list('regions').entries + (obstacleExtent - before) * REGION.size;
  return verdict.refuse(RULE_OF_OBSTACLE[obstacle] ?? rules.notOwned, entry, REGION.size);
}

/** Whether the claimed memory, from extent `before` on, can be what the parcel says. */
function checkClaimed(
  { ledger, memory, verdict, limits }: Manager,
  message: Received,
  transaction: number,
  before: number,
  { type, regions, sanitize }: AddTo,
): boolean {
  const { at, entries } = message.list('regions');
  if (isDevice(ledger.classOf(transaction)) !== (type === MEMORY_TYPE.IO))
    return verdict.refuse(rules.kind, entries, REGION.size);
  if (regions > limits.regionsPerParcel) return verdict.refuse(rules.tooMany, at, 2);
  const gone = sanitize ? firstUnreachable(ledger, transaction, memory, before) : -1;
  if (gone < 0) return true;
  verdict.page = gone;
  return verdict.refuse(rules.notOwned, entries, REGION.size);
}

/** The physical runs of a transaction: the regions of its parcel. */
export function runsFrom(m: Manager, transaction: number, extent = 0): readonly PhysicalRun[] {
  const runs: PhysicalRun[] = [];
  const walk = m.ledger.runsOf(transaction, extent);
  while (walk.next()) runs.push({ page: walk.page, pages: walk.pages });
  return runs;
}

/** How many there are. */
function countRuns(m: Manager, transaction: number, extent: number): number {
  let count = 0;
  const walk = m.ledger.runsOf(transaction, extent);
  while (walk.next()) count++;
  return count;
}

/** Judges the regions of a message, each for itself, and puts them into the manager's columns. */
function readRegions({ verdict, columns }: Manager, message: Received): boolean {
  const { count, entries } = message.list('regions');
  const { base: baseField, size: sizeField } = REGION.fields;
  for (let index = 0; index < count; index++) {
    const entry = entries + index * REGION.size;
    const base = message.at(entry, baseField);
    const size = message.at(entry, sizeField);
    if (!isPageAligned(base)) return verdict.refuseField(rules.unaligned, entry, baseField);
    if (!isPageAligned(size)) return verdict.refuseField(rules.unaligned, entry, sizeField);
    if (size === 0) return verdict.refuseField(rules.empty, entry, sizeField);
    if (size >= ADDRESS_END || base + size > ADDRESS_END)
      return verdict.refuse(rules.beyond, entry, REGION.size);
    columns.page[index] = pageOf(base);
    columns.pages[index] = size / PAGE_SIZE;
  }
  return true;
}

/** Adds the regions in the columns to a transaction. */
function addExtents({ ledger, verdict, columns }: Manager, message: Received, transaction: number): boolean {
  const { at, count } = message.list('regions');
  const added = ledger.addExtents(transaction, columns.page, columns.pages, count);
  return added || verdict.refuse(rules.noRoom, at, 2);
}
