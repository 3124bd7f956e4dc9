import { clear, firstUnreachable } from '../../memory/clear.ts';
import { OBSTACLE, type Obstacle } from '../../memory/obstacle.ts';
import { isDevice } from '../../memory/page-word.ts';
import { PAGE_SIZE, pageOf } from '../../memory/pages.ts';
import type { PhysicalRun } from '../../memory/view.ts';
import { checkRegions } from '../rules/check-regions.ts';
import { region as rules } from '../rules/create.ts';
import type { RmRule } from '../rules/rule.ts';
import { REGION } from '../wire/layouts.ts';
import type { Received } from '../wire/received.ts';
import { MEMORY_TYPE } from '../wire/values.ts';
import { readWide } from '../wire/wide.ts';
import type { Manager } from './manager.ts';
import { liveRegions } from './room.ts';

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
  if (!checkRegions(message, m.verdict)) return -1;
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
  return verdict.fail(RULE_OF_OBSTACLE[obstacle] ?? rules.notOwned, entry, REGION.size);
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
    return verdict.fail(rules.kind, entries, REGION.size);
  if (regions > limits.regionsPerParcel) return verdict.fail(rules.tooMany, at, 2);
  const gone = sanitize ? firstUnreachable(ledger, transaction, memory, before) : -1;
  if (gone < 0) return true;
  verdict.page = gone;
  return verdict.fail(rules.notOwned, entries, REGION.size);
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

/** Adds the regions of a message to a transaction. */
function addExtents(m: Manager, message: Received, transaction: number): boolean {
  const { ledger, verdict, columns } = m;
  const { at, count, entries } = message.list('regions');
  if (liveRegions(m) + count > m.limits.regions) return verdict.fail(rules.noRoom, at, 2);
  const { base, size } = REGION.fields;
  for (let index = 0; index < count; index++) {
    const entry = entries + index * REGION.size;
    columns.page[index] = pageOf(readWide(message.payload, entry + base.offset));
    columns.pages[index] = readWide(message.payload, entry + size.offset) / PAGE_SIZE;
  }
  const added = ledger.addExtents(transaction, columns.page, columns.pages, count);
  return added || verdict.fail(rules.noRoom, at, 2);
}
