import { FLAG_ZERO, TYPE_MASK, TYPE_NORMAL } from '../abi/bits.ts';
import { COMPOSITE, CONSTITUENT } from '../abi/layouts.ts';
import { isSecureId, OPERATION } from '../abi/operations.ts';
import { OBSTACLE, type Obstacle } from '../memory/obstacle.ts';
import { isDevice, isSecure, rightsOf, WRITE } from '../memory/page-word.ts';
import type { Rule } from '../rules/rule.ts';
import { send as rules } from '../rules/send.ts';
import { grantedRights } from './granted-rights.ts';
import type { Manager } from './manager.ts';

/** The rule that each obstacle of the ledger breaks. */
const RULE_OF: Record<Exclude<Obstacle, typeof OBSTACLE.NONE>, Rule> = {
  [OBSTACLE.UNMAPPED]: rules.unmapped,
  [OBSTACLE.NOT_OWNER]: rules.notOwner,
  [OBSTACLE.HELD]: rules.held,
  [OBSTACLE.OVERLAP]: rules.overlap,
  [OBSTACLE.MIXED]: rules.mixed,
  [OBSTACLE.NO_ROOM]: rules.noPageTable,
};

/**
 * Marks all pages of a send in the ledger and judges what kind of memory they turned out to be.
 * False after a refusal; the caller ends the transaction, which takes the marks back.
 */
export function claimPages(m: Manager, transaction: number): boolean {
  if (!checkPageSum(m, transaction)) return false;
  return claimArrived(m, transaction) && checkMemory(m, transaction);
}

/** Marks the pages of the constituents that have arrived and are not marked yet. False after a refusal. */
export function claimArrived(m: Manager, transaction: number): boolean {
  const { ledger, verdict } = m;
  if (ledger.claim(transaction)) return true;
  const { obstacle, obstacleExtent, obstaclePage, obstacleHolder } = ledger;
  if (obstacle === OBSTACLE.NONE) throw new Error('the ledger refused a claim without naming an obstacle');
  verdict.refuseBytes(RULE_OF[obstacle], constituentAt(m, transaction, obstacleExtent), CONSTITUENT.size);
  verdict.page = obstaclePage;
  verdict.holder = obstacleHolder === transaction ? 0 : obstacleHolder;
  return false;
}

/** Judges type, rights and world of the claimed pages against what the sender asks for. */
export function checkMemory(m: Manager, transaction: number): boolean {
  const { ledger, transactions: t, receivers: r, verdict } = m;
  const word = ledger.classOf(transaction);
  const operation = t.operation[transaction];
  if (isDevice(word)) {
    const asNormal = (t.attributes[transaction] & TYPE_MASK) === TYPE_NORMAL;
    if (asNormal && verdict.refuse(rules.normalOverDevice)) return false;
    const lentToOne = operation === OPERATION.LEND && ledger.transactions.borrowers[transaction] === 1;
    if (!lentToOne && verdict.refuse(rules.deviceOperation)) return false;
  }
  const writable = (rightsOf(word) & WRITE) !== 0;
  if ((t.flags[transaction] & FLAG_ZERO) !== 0 && !writable && verdict.refuse(rules.zeroReadOnly))
    return false;
  let borrower = ledger.transactions.firstBorrower[transaction];
  for (; borrower !== 0; borrower = ledger.borrowers.next[borrower]) {
    const toNormalWorld = !isSecureId(r.endpoint[borrower]);
    if (isSecure(word) && toNormalWorld && verdict.refuse(rules.secureToNormalWorld)) return false;
    if (operation === OPERATION.DONATE) continue;
    const granted = grantedRights(r.permissions[borrower]);
    if ((granted & ~rightsOf(word)) !== 0 && verdict.refuse(rules.permissionExceedsOwner)) return false;
  }
  return true;
}

/** Byte offset of a constituent that has arrived in the sender's whole descriptor. */
function constituentAt(m: Manager, transaction: number, index: number): number {
  const arrived = m.ledger.transactions.extents[transaction];
  return m.transactions.received[transaction] - (arrived - index) * CONSTITUENT.size;
}

/** Judges that the announced pages can be those of the constituents: of all of them, once they are there. */
export function checkPageSum(m: Manager, transaction: number): boolean {
  const { ledger, transactions: t, verdict } = m;
  const composite = constituentAt(m, transaction, 0) - COMPOSITE.size;
  const arrived = ledger.transactions.extents[transaction] === t.constituents[transaction];
  const least = arrived ? ledger.transactions.pages[transaction] : t.constituents[transaction];
  const broken = arrived ? t.totalPages[transaction] !== least : t.totalPages[transaction] < least;
  return !(broken && verdict.refuseField(rules.pageSum, composite, COMPOSITE.fields.totalPages));
}
