import { clear, firstUnreachable } from '../../memory/clear.ts';
import { OBSTACLE, type Obstacle } from '../../memory/obstacle.ts';
import { isDevice } from '../../memory/page-word.ts';
import { isPageAligned, PAGE_SIZE, pageOf } from '../../memory/pages.ts';
import type { PhysicalRun } from '../../memory/view.ts';
import { region as rules } from '../rules/create.ts';
import type { RmRule } from '../rules/rule.ts';
import { REGION } from '../wire/layouts.ts';
import { MEMORY_TYPE } from '../wire/values.ts';
import { ADDRESS_LIMIT } from './limits.ts';
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

/**
 * Puts the regions of a message into a transaction and claims their memory: all of them, or none. gunyah 9.1, rows 17 to 21.
 * `regions` is how many the parcel has already; returns how many it has then, or -1 after a refusal.
 */
export function addRegions(
  m: Manager,
  message: Received,
  transaction: number,
  {
    type,
    regions,
    sanitize,
  }: { readonly type: number; readonly regions: number; readonly sanitize: boolean },
): number {
  const { ledger, memory, verdict, limits } = m;
  if (!checkRegions(m, message)) return -1;
  const { at, count, entries } = message.list('regions');
  const before = ledger.transactions.extents[transaction];
  const give = (rule: RmRule, offset = at, length = 2): number => {
    ledger.dropUnclaimed(transaction);
    verdict.refuse(rule, offset, length);
    return -1;
  };
  for (let index = 0; index < count; index++) {
    const base = message.at(entries + index * REGION.size, REGION.fields.base);
    const size = message.at(entries + index * REGION.size, REGION.fields.size);
    if (!ledger.addExtent(transaction, pageOf(base), size / PAGE_SIZE)) return give(rules.noRoom);
  }
  if (!ledger.claim(transaction)) {
    const { obstacle, obstacleExtent, obstaclePage, obstacleHolder } = ledger;
    verdict.page = obstaclePage;
    verdict.holder = obstacleHolder;
    const entry = entries + (obstacleExtent - before) * REGION.size;
    return give(RULE_OF_OBSTACLE[obstacle] ?? rules.notOwned, entry, REGION.size);
  }
  const unclaim = (rule: RmRule, offset: number, length: number): number => {
    ledger.unclaim(transaction, before);
    return give(rule, offset, length);
  };
  if (isDevice(ledger.classOf(transaction)) !== (type === MEMORY_TYPE.IO))
    return unclaim(rules.kind, entries, REGION.size);
  const total = regions + runsFrom(m, transaction, before).length;
  if (total > limits.regionsPerParcel) return unclaim(rules.tooMany, at, 2);
  if (sanitize) {
    const gone = firstUnreachable(ledger, transaction, memory, before);
    if (gone >= 0) {
      verdict.page = gone;
      return unclaim(rules.notOwned, entries, REGION.size);
    }
    clear(ledger, transaction, memory, before);
  }
  ledger.commit(transaction);
  return total;
}

/** The physical runs of a transaction: the regions of its parcel. */
export function runsFrom(m: Manager, transaction: number, extent = 0): readonly PhysicalRun[] {
  const runs: PhysicalRun[] = [];
  const walk = m.ledger.runsOf(transaction, extent);
  while (walk.next()) runs.push({ page: walk.page, pages: walk.pages });
  return runs;
}

function checkRegions({ verdict }: Manager, message: Received): boolean {
  const { count, entries } = message.list('regions');
  const { base: baseField, size: sizeField } = REGION.fields;
  for (let index = 0; index < count; index++) {
    const entry = entries + index * REGION.size;
    const base = message.at(entry, baseField);
    const size = message.at(entry, sizeField);
    if (!isPageAligned(base)) return verdict.refuseField(rules.unaligned, entry, baseField);
    if (!isPageAligned(size)) return verdict.refuseField(rules.unaligned, entry, sizeField);
    if (size === 0) return verdict.refuseField(rules.empty, entry, sizeField);
    if (base + size > ADDRESS_LIMIT) return verdict.refuse(rules.beyond, entry, REGION.size);
  }
  return true;
}
