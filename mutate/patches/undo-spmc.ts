import type { Mutant } from '../mutant.ts';
import { skipped } from './define.ts';

const LIFETIME = 'spmc/lifetime.ts';
const MAILBOX = 'spmc/mailbox.ts';
const TEARDOWN = 'spmc/teardown.ts';

/** Steps with which the manager undoes calls and ends what endpoints had. */
export const UNDO_SPMC: readonly Mutant[] = [
  skipped('send/refused', {
    what: 'a send that is refused when its slot is taken keeps it',
    file: 'spmc/send.ts',
    find: 'course.end(m, transaction);',
  }),
  skipped('send/claim-refused', {
    what: 'a send whose pages cannot be claimed keeps its slot',
    file: 'spmc/send.ts',
    after: 'canClear(m, transaction, rules.memoryInaccessible))) {\n    ',
    find: 'endTransaction(m, transaction);',
  }),
  skipped('fragment/refused', {
    what: 'a send whose fragment is refused stays',
    file: 'spmc/fragments.ts',
    find: 'course.end(m, transaction);',
  }),
  skipped('hand-over/quota-place', {
    what: 'a donation that its receiver cannot be charged for keeps its place',
    file: 'spmc/hand-over.ts',
    after: 'verdict.refuse(rules.donationQuota)) {\n    ',
    find: 'ledger.unplace(borrower);',
  }),
  skipped('hand-over/granted', {
    what: 'a response that cannot be delivered leaves granted permissions behind',
    file: 'spmc/hand-over.ts',
    find: 'r.granted[borrower] = before;',
  }),
  skipped('hand-over/place', {
    what: 'a response that cannot be delivered leaves the place open',
    file: 'spmc/hand-over.ts',
    after: 'r.granted[borrower] = before;\n    ',
    find: 'ledger.unplace(borrower);',
  }),
  skipped('reclaim/unfinished', {
    what: 'an unfinished send that its owner reclaims stays',
    file: 'spmc/reclaim.ts',
    after: 'STAGE.UNFINISHED) {\n    ',
    find: 'endTransaction(m, transaction);',
  }),
  skipped('relinquish/orphan', {
    what: 'what an owner that is gone had sent stays when its last borrower leaves',
    file: 'spmc/relinquish.ts',
    find: 'if (t.orphaned[transaction] === 1) endTransaction(m, transaction);',
  }),
  skipped('end/unfinished', {
    what: 'an unfinished send that ends is still counted as unfinished',
    file: LIFETIME,
    find: 'if (t.stage[transaction] === STAGE.UNFINISHED) m.endpoints.unfinished[t.sender[transaction]]--;',
  }),
  skipped('end/charge', {
    what: 'a transaction that ends is still charged for',
    file: LIFETIME,
    find: 'count(m, t.payer[transaction], -1, -t.constituents[transaction], -receiversOf(m, transaction));',
  }),
  skipped('end/pages', {
    what: 'a transaction that ends keeps its pages',
    file: LIFETIME,
    find: 'm.ledger.release(transaction);',
  }),
  skipped('end/record', {
    what: 'a transaction that ends keeps its records',
    file: LIFETIME,
    find: 'm.ledger.close(transaction, t.forget(transaction));',
  }),
  skipped('begin/constituents', {
    what: 'a slot charges for the constituents of its last transaction',
    file: LIFETIME,
    find: 'chargeConstituents(m, transaction, 0);',
  }),
  skipped('finish/unfinished', {
    what: 'a send that is complete is still counted as unfinished',
    file: LIFETIME,
    find: 'm.endpoints.unfinished[m.transactions.sender[transaction]]--;',
  }),
  skipped('pass-charge/off', {
    what: 'a donation that went over is charged to giver and receiver',
    file: LIFETIME,
    find: 'count(m, t.payer[transaction], -1, -constituents, -receivers);',
  }),
  ...['orphaned', 'clearLater', 'fetching'].map((column) =>
    skipped(`forget/${column}`, {
      what: `a slot keeps ${column} of its last transaction`,
      file: 'spmc/transactions.ts',
      find: `this.${column}[transaction] = 0;`,
    }),
  ),
  skipped('forget/delivery', {
    what: 'a slot keeps how far a response to the hypervisor was fetched',
    file: 'spmc/transactions.ts',
    find: 'forgetDelivery(this, transaction);',
  }),
  skipped('forget/generation', {
    what: 'a slot gives out the same handle again',
    file: 'spmc/transactions.ts',
    find: '++this.generation[transaction]',
    replace: 'this.generation[transaction]',
  }),
  skipped('map/tx', {
    what: 'TX stays held when RX cannot be mapped',
    file: MAILBOX,
    find: 'unpin(m, txPin);',
  }),
  skipped('map/pin', {
    what: 'a buffer that is refused stays held',
    file: MAILBOX,
    find: 'if (held !== 0) unpin(m, held);',
  }),
  ...(
    [
      ['unfinished', 'abandonUnfinished(m, slot);', 'unfinished sends'],
      ['deliveries', 'abandonDeliveries(m, slot);', 'responses that were not fetched'],
      ['rx-full', 'withdrawRxFull(m, slot);', 'the notification of a message'],
      ['tx', 'unpin(m, m.endpoints.txPin[slot]);', 'the pages of TX'],
      ['rx', 'unpin(m, m.endpoints.rxPin[slot]);', 'the pages of RX'],
      ['bytes', 'm.endpoints.bufferPages[slot] = 0;', 'the size of the buffers'],
      ['state', 'm.endpoints.rx[slot] = RX.UNMAPPED;', 'the state of RX'],
    ] as const
  ).map(([id, find, left]) =>
    skipped(`unmap/${id}`, { what: `unmapping leaves ${left}`, file: MAILBOX, find }),
  ),
  ...(
    [
      ['stop', 'stop(m, slot);', 'its state'],
      ['borrowed', 'giveBackBorrowed(m, slot);', 'what others lent it'],
      ['sent', 'takeBackSent(m, slot);', 'what it had sent'],
      ['buffers', 'unmapBuffers(m, slot);', 'its buffers'],
      ['notifications', 'm.notifications.clear(slot);', 'its notifications'],
      ['deliveries', 'abandonDeliveries(m, slot);', 'responses that were not fetched'],
      ['everybody', 'stopEverybody(m);', 'everybody running, when it propagates'],
    ] as const
  ).map(([id, find, left]) =>
    skipped(`abort/${id}`, { what: `an endpoint that aborts leaves ${left}`, file: TEARDOWN, find }),
  ),
  skipped('abort/contexts', {
    what: 'other contexts of an endpoint that aborts go on',
    file: TEARDOWN,
    find: 'markAborted(m, other)',
    replace: 'undefined',
  }),
  skipped('abort/orphaned', {
    what: 'what an endpoint that is gone had sent may still be retrieved',
    file: TEARDOWN,
    find: 'm.transactions.orphaned[transaction] = 1',
    replace: '0',
  }),
  skipped('abort/holds', {
    what: 'an endpoint that is gone keeps all but one of its holds',
    file: TEARDOWN,
    find: 'holds--',
    replace: 'holds = 0',
  }),
];
