import { decodeTransaction } from '../abi/decode-transaction.ts';
import { type Frame, isError, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { HEADER_1_1 } from '../abi/layouts.ts';
import type { Constituent } from '../abi/transaction.ts';
import { addressOf, PAGE_SIZE } from '../memory/pages.ts';
import { mailbox as mailboxRules } from '../rules/mailbox.ts';
import { mediator as rules } from '../rules/mediator.ts';
import type { Mediation } from './mediation.ts';

const FFA_MEM_RETRIEVE_REQ: number = functionId('FFA_MEM_RETRIEVE_REQ', 64);
const FFA_MEM_RETRIEVE_RESP: number = functionId('FFA_MEM_RETRIEVE_RESP');
const FFA_MEM_FRAG_RX: number = functionId('FFA_MEM_FRAG_RX');
const FFA_MEM_FRAG_TX: number = functionId('FFA_MEM_FRAG_TX');
const FFA_RX_RELEASE: number = functionId('FFA_RX_RELEASE');

/** Halves of a frame in which an answer has the length of its fragment. */
const LENGTH_OF = { [FFA_MEM_RETRIEVE_RESP]: 2, [FFA_MEM_FRAG_TX]: 3 } as const;

/**
 * Has the manager behind describe a transaction, as its hypervisor may: it has to be about the pages that it was sent. Returns its refusal, if
 * it refuses; what makes no sense breaks a rule.
 *
 * Source: clients-linux-uboot-pkvm 3.6.
 */
export function look(m: Mediation, transaction: number): Frame | undefined {
  const { behind, forwarded: f } = m;
  behind.words.fill(0, 0, HEADER_1_1.size / 4);
  behind.words[2] = f.handleLow[transaction];
  behind.words[3] = f.handleHigh[transaction];
  if (!behind.send(HEADER_1_1.size / 4)) {
    m.verdict.refuse(mailboxRules.txInaccessible);
    return undefined;
  }
  const first = m.ask(FFA_MEM_RETRIEVE_REQ, HEADER_1_1.size, HEADER_1_1.size);
  if (isError(first)) return first;
  const described = fetch(m, transaction, first);
  if (described === undefined || !isAsSent(m, transaction, described)) m.verdict.refuse(rules.managerAnswer);
  return undefined;
}

/**
 * All of a description, of which the first fragment lies in RX. Undefined where it is longer than what was sent, or does not fit its own words.
 * RX goes back after each answer, whatever it says: the manager may have filled it.
 */
function fetch(m: Mediation, transaction: number, first: Frame): Uint8Array | undefined {
  const { forwarded: f } = m;
  const low = f.handleLow[transaction];
  const high = f.handleHigh[transaction];
  const total = w(first, 1);
  const plausible = w(first, 0) === FFA_MEM_RETRIEVE_RESP && total <= f.bytes[transaction];
  const bytes = new Uint8Array(plausible ? total : 0);
  let done = take(m, bytes, 0, w(first, LENGTH_OF[FFA_MEM_RETRIEVE_RESP]));
  while (done !== 0 && done < total) {
    const next = m.ask(FFA_MEM_FRAG_RX, low, high, done);
    const fits = w(next, 0) === FFA_MEM_FRAG_TX && w(next, 1) === low && w(next, 2) === high;
    done = take(m, bytes, done, fits ? w(next, LENGTH_OF[FFA_MEM_FRAG_TX]) : 0);
  }
  return done === total ? bytes : undefined;
}

/** Takes a fragment out of RX, and gives that back. Returns how many bytes there are then; 0 for a fragment that cannot be. */
function take(m: Mediation, bytes: Uint8Array, at: number, length: number): number {
  const fits = length > 0 && length <= PAGE_SIZE && at + length <= bytes.length && m.behind.receive();
  if (fits) bytes.set(m.behind.bytes.subarray(0, length), at);
  m.ask(FFA_RX_RELEASE);
  return fits ? at + length : 0;
}

/** Whether a description is about the handle and the pages that were sent. */
function isAsSent(m: Mediation, transaction: number, bytes: Uint8Array): boolean {
  const { forwarded: f, ledger } = m;
  const described = decodeTransaction(bytes, m.behind.version);
  if (!described.ok || !described.complete) return false;
  const { handle, composite } = described.value;
  const sent: Constituent[] = [];
  for (const runs = ledger.runsOf(transaction); runs.next(); )
    sent.push({ address: addressOf(runs.page), pages: runs.pages });
  const same = handle === (BigInt(f.handleHigh[transaction]) << 32n) + BigInt(f.handleLow[transaction]);
  return same && joined(composite?.constituents ?? []) === joined(sent);
}

/** Runs of pages as text, where neighbours are one. */
function joined(runs: readonly Constituent[]): string {
  const whole: { address: number; pages: number }[] = [];
  for (const { address, pages } of runs) {
    const last = whole.at(-1);
    if (last !== undefined && last.address + last.pages * PAGE_SIZE === address) last.pages += pages;
    else whole.push({ address, pages });
  }
  return whole.map(({ address, pages }) => `${address}+${pages}`).join();
}
