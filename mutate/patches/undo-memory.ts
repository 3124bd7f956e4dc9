import type { Mutant } from '../mutant.ts';
import { skipped } from './define.ts';

const LEDGER = 'memory/ledger.ts';
const MARKS = 'memory/marks.ts';
const RECORDS = 'memory/transaction-records.ts';

/** Steps with which the ledger undoes and ends. */
export const UNDO_MEMORY: readonly Mutant[] = [
  skipped('claim/class', {
    what: 'a claim that fails keeps the class that it adopted',
    file: LEDGER,
    find: 't.pageClass[transaction] = classBefore;',
  }),
  skipped('unclaim/claimed', {
    what: 'a claim that is undone is still counted as claimed',
    file: LEDGER,
    find: 't.claimed[transaction] = from;',
  }),
  skipped('unclaim/class', {
    what: 'a claim that is undone as a whole keeps its class',
    file: LEDGER,
    find: 'if (from === 0) t.pageClass[transaction] = 0;',
  }),
  skipped('unplace/close', {
    what: 'a place that is given up stays open in the view',
    file: LEDGER,
    find: 'this.views.of(b.party[borrower]).close(b.placed[borrower], pages);',
  }),
  skipped('unplace/placed', {
    what: 'a borrower that gave up its place is still noted as placed',
    file: LEDGER,
    find: 'b.placed[borrower] = -1;',
  }),
  skipped('drop/holders', {
    what: 'the last hold that is dropped leaves the count of holders as it was',
    file: LEDGER,
    find: 'this.transactions.holders[transaction]--;',
  }),
  skipped('drop/place', {
    what: 'the last hold that is dropped leaves the place open',
    file: LEDGER,
    find: 'this.unplace(borrower);',
  }),
  skipped('transfer/windows', {
    what: 'memory that went over stays in the view of its former owner',
    file: LEDGER,
    find: 'this.closeWindows(transaction);',
  }),
  skipped('transfer/base', {
    what: 'a base beneath a donation that went over keeps its pages',
    file: LEDGER,
    find: 'this.emptyBase(transaction);',
  }),
  skipped('release/pages', {
    what: 'a transaction that ends keeps its marks on pages',
    file: LEDGER,
    find: 'this.giveUp(transaction, word);',
  }),
  skipped('close/former-view', {
    what: 'a transaction that ends leaves the giver’s former view behind for the next of its slot',
    file: LEDGER,
    find: 'this.views.end(transaction);',
  }),
  skipped('close/record', {
    what: 'a transaction that ends keeps its extents and borrowers',
    file: LEDGER,
    find: 'this.forget(transaction);',
  }),
  skipped('close/slot', {
    what: 'a transaction that ends keeps its slot',
    file: LEDGER,
    find: 'if (!retire) this.transactions.slots.give(transaction);',
  }),
  skipped('marks/blocks', {
    what: 'extents before the one that is in the way stay marked',
    file: MARKS,
    find: 'this.replacePhysical(firstBlock, from, index, into, word);',
  }),
  skipped('marks/run', {
    what: 'pages of a run before the one that is in the way stay marked, where addresses are translated',
    file: MARKS,
    find: 'this.map.replace(runs.page, pages, into, word);',
  }),
  skipped('marks/runs', {
    what: 'runs before the one that is in the way stay marked, where addresses are translated',
    file: MARKS,
    find: 'back < done && runs.next()',
    replace: 'false',
  }),
  skipped('page-map/run', {
    what: 'pages of a run before the one that is in the way stay marked',
    file: 'memory/page-map.ts',
    find: 'this.replace(pages[run], done, to, from);',
  }),
  skipped('open/slot', {
    what: 'a transaction for whose extents there is no room keeps its slot',
    file: RECORDS,
    find: 't.slots.give(transaction);',
  }),
  skipped('drop-unclaimed/pages', {
    what: 'extents that are taken back still count their pages',
    file: RECORDS,
    find: 't.pages[transaction] -= pages[block * EXTENTS_PER_BLOCK + (extent % EXTENTS_PER_BLOCK)];',
  }),
  skipped('drop-unclaimed/blocks', {
    what: 'extents that are taken back keep their blocks',
    file: RECORDS,
    find: 'this.extents.cut(last);',
  }),
  skipped('drop-unclaimed/last', {
    what: 'extents that are taken back leave the last block as it was',
    file: RECORDS,
    find: 't.lastBlock[transaction] = last;',
  }),
  skipped('drop-unclaimed/extents', {
    what: 'extents that are taken back are still counted',
    file: RECORDS,
    find: 't.extents[transaction] = kept;',
  }),
  skipped('forget-record/borrower-slots', {
    what: 'borrowers of a transaction that ends keep their slots',
    file: RECORDS,
    find: 'this.borrowers.slots.give(borrower);',
  }),
  skipped('forget-record/blocks', {
    what: 'extents of a transaction that ends keep their blocks',
    file: RECORDS,
    find: 'this.extents.close(t.firstBlock[transaction]);',
  }),
  ...[
    'kind',
    'extents',
    'pages',
    'pageClass',
    'firstBorrower',
    'lastBorrower',
    'borrowers',
    'holders',
    'since',
  ].map((column) =>
    skipped(`forget-record/${column}`, {
      what: `a slot keeps ${column} of its last transaction`,
      file: RECORDS,
      find: `t.${column}[transaction] = 0;`,
    }),
  ),
];
