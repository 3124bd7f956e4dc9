import type { Operation } from '../abi/operations.ts';
import { OPERATION } from '../abi/operations.ts';
import { KIND, type Kind } from '../memory/ledger-tables.ts';
import { EXECUTE, READ, type Rights, WRITE } from '../memory/page-word.ts';
import type { Manager } from './manager.ts';
import { STAGE } from './transactions.ts';

/** What an operation is to the ledger, and what an owner keeps of its rights while memory is sent. */
const SENT_AS: Record<Operation, { readonly kind: Kind; readonly kept: Rights }> = {
  [OPERATION.SHARE]: { kind: KIND.SHARE, kept: READ | WRITE | EXECUTE },
  [OPERATION.LEND]: { kind: KIND.LEND, kept: 0 },
  [OPERATION.DONATE]: { kind: KIND.DONATE, kept: 0 },
};

/** Row 0 of the endpoints' counters adds up those of all endpoints. */
const EVERYBODY = 0;

/**
 * Opens a transaction in ledger and manager and counts it against its sender. Returns 0 when the ledger has no room.
 * The caller has checked the quotas.
 */
export function beginTransaction(
  m: Manager,
  operation: Operation,
  sender: number,
  physical: boolean,
): number {
  const party = m.endpoints.party[sender];
  const { kind, kept } = SENT_AS[operation];
  const transaction = m.ledger.open(party, kind, kept, physical, m.layer);
  if (transaction === 0) return 0;
  const t = m.transactions;
  t.stage[transaction] = STAGE.UNFINISHED;
  t.operation[transaction] = operation;
  t.sender[transaction] = sender;
  t.payer[transaction] = sender;
  count(m, sender, 1, 0, 0);
  // The row still says how many its last life had, and the end of this one takes off what it says.
  chargeConstituents(m, transaction, 0);
  m.endpoints.unfinished[sender]++;
  return transaction;
}

/** All fragments have arrived and all pages are held: the transaction may be retrieved from now on. */
export function finishSend(m: Manager, transaction: number): void {
  m.transactions.stage[transaction] = STAGE.LIVE;
  m.endpoints.unfinished[m.transactions.sender[transaction]]--;
  m.ledger.commit(transaction);
}

/** Counts constituents that were announced against the sender. */
export function chargeConstituents(m: Manager, transaction: number, constituents: number): void {
  m.transactions.constituents[transaction] = constituents;
  count(m, m.transactions.payer[transaction], 0, constituents, 0);
}

/** Counts a receiver that was added to a transaction against the sender. */
export function chargeReceiver(m: Manager, transaction: number): void {
  count(m, m.transactions.payer[transaction], 0, 0, 1);
}

/** Ends a transaction, whatever became of it: pages still held go back to their owner, and nothing stays behind. */
export function endTransaction(m: Manager, transaction: number): void {
  const t = m.transactions;
  if (t.stage[transaction] === STAGE.UNFINISHED) m.endpoints.unfinished[t.sender[transaction]]--;
  count(m, t.payer[transaction], -1, -t.constituents[transaction], -receiversOf(m, transaction));
  m.ledger.release(transaction);
  m.ledger.close(transaction, t.forget(transaction));
}

/** From now on the transaction counts against another endpoint: the one who keeps it alive. */
export function passCharge(m: Manager, transaction: number, to: number): void {
  const t = m.transactions;
  const constituents = t.constituents[transaction];
  const receivers = receiversOf(m, transaction);
  count(m, t.payer[transaction], -1, -constituents, -receivers);
  t.payer[transaction] = to;
  count(m, to, 1, constituents, receivers);
}

/** Live transactions of all endpoints together. */
export function liveTransactions(m: Manager): number {
  return m.endpoints.sent[EVERYBODY];
}

/** Constituents of all live transactions together. */
export function liveConstituents(m: Manager): number {
  return m.endpoints.constituents[EVERYBODY];
}

/** Receivers of all live transactions together. */
export function liveReceivers(m: Manager): number {
  return m.endpoints.receivers[EVERYBODY];
}

/** Ends every send of an endpoint that lacks fragments: the endpoint starts anew, or is gone. */
export function abandonUnfinished(m: Manager, sender: number): void {
  const t = m.transactions;
  for (let transaction = 1; transaction <= t.slots.used; transaction++)
    if (t.stage[transaction] === STAGE.UNFINISHED && t.sender[transaction] === sender)
      endTransaction(m, transaction);
}

/** Forgets what an endpoint has not fetched yet of responses to it: it has no buffer to fetch it with. */
export function abandonDeliveries(m: Manager, receiver: number): void {
  const t = m.transactions;
  for (let transaction = 1; transaction <= t.slots.used; transaction++)
    if (t.stage[transaction] === STAGE.HANDED_OVER && t.payer[transaction] === receiver)
      endTransaction(m, transaction);
}

function receiversOf(m: Manager, transaction: number): number {
  return m.ledger.transactions.borrowers[transaction];
}

function count(
  m: Manager,
  slot: number,
  transactions: number,
  constituents: number,
  receivers: number,
): void {
  const e = m.endpoints;
  e.sent[slot] += transactions;
  e.sent[EVERYBODY] += transactions;
  e.constituents[slot] += constituents;
  e.constituents[EVERYBODY] += constituents;
  e.receivers[slot] += receivers;
  e.receivers[EVERYBODY] += receivers;
}
