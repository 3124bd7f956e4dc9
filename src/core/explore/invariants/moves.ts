/** Invariants of what a move may do: to pages, handles, buffers and contents. */

import { addressIn, type Frame, isError } from '../../abi/frame.ts';
import { widthOfId } from '../../abi/functions.ts';
import { PAGE_WORDS, pageOf } from '../../memory/pages.ts';
import type { PhysicalRun } from '../../memory/view.ts';
import { RX } from '../../spmc/endpoints.ts';
import { STAGE } from '../../spmc/transactions.ts';
import type { Actor } from '../outcome.ts';
import type { Books } from './books.ts';
import type { Invariant } from './invariant.ts';
import type { Seen } from './seen.ts';

/** Refusals that end a send of the caller's own, as they should. */
const ENDING = /^(fragment\/(?!unknown-handle|not-sender|complete)|reclaim\/unfinished)/;
const SUCCESS = 0x8400_0061;
const FRAG_RX = 0x8400_007a;
const [FFA_ERROR, FFA_ABORT, MEM_PERM_SET] = [0x60, 0x90, 0x89];

const isSend = (call: number) => call >= 0x71 && call <= 0x73;

export const OF_MOVES: readonly Invariant[] = [
  {
    number: 13,
    id: 'as-specified',
    what: 'What comes of a call, and the state after it, is what the executable specification says of the call and the state before it.',
    source: 'users 3.1 (13)',
    move: (_, { disagreement }) => disagreement,
  },
  {
    number: 14,
    id: 'only-what-is-named',
    what: 'A call changes pages only of the transaction that it begins or names, of the buffers that it is about, and of the range that it names.',
    source: 'users 3.1 (14)',
    unlessMediated: true,
    move(books, { move, outcome: { actor, asked } }) {
      if (move.do !== 'call') return undefined;
      const call = asked[0] & 0xff;
      // Who ends its own life names all that is its.
      if (call === FFA_ERROR || call === FFA_ABORT) return undefined;
      const { ledger, spmc } = books.stand.built;
      const buffers = call === 0x66 || call === 0x67;
      const sends = isSend(call) || call === 0x7b;
      for (const { transaction, page, pages } of books.stand.changes) {
        if (call === MEM_PERM_SET && inRange(books, actor, asked, { page, pages })) continue;
        if (buffers && spmc.state.transactions.stage[transaction] === STAGE.FREE) continue;
        // What begins in this call stands under its number.
        if (sends && ledger.transactions.since[transaction] === ledger.callNumber) continue;
        if (!sends && transaction === namedIn(books, { move, asked })) continue;
        return `page 0x${page.toString(16)} changes, of transaction ${transaction}, which the call does not name`;
      }
      return undefined;
    },
    whole(books) {
      const { map } = books.stand.built.ledger;
      for (let page = 0; page < map.pages; page++)
        if (map.get(page) !== books.last[page] && books.told[page] === 0)
          return `page 0x${page.toString(16)} has changed, and nobody was told`;
      return undefined;
    },
  },
  {
    number: 17,
    id: 'handles-once',
    what: 'A new handle was never used before, and names one live transaction.',
    source: 'users 3.1 (17)',
    move(books, { outcome: { asked, answer, rule, answered } }) {
      if (!isSend(asked[0] & 0xff) || rule !== undefined || !answered) return undefined;
      const at = answer[0] === FRAG_RX ? 2 : 4;
      const [low, high] = [answer[at], answer[at + 2]];
      const name = `${high.toString(16)}:${low.toString(16)}`;
      if (books.handles.has(name)) return `handle ${name} is given out again`;
      books.handles.add(name);
      return books.keeperOf(high).transactions.find(low, high) === low
        ? undefined
        : `handle ${name} leads nowhere`;
    },
  },
  {
    number: 19,
    id: 'refused-changes-nothing',
    what: 'A refused call leaves everything as it was, but for the send that it gives up where the rule says so.',
    source: 'users 3.1 (19), requirements QE1',
    unlessMediated: true,
    move(books, { outcome: { rule }, before }) {
      if (rule === undefined) return undefined;
      if (books.stand.changes.length !== 0) return `${rule} is answered, and pages change`;
      if (givesUpSend(rule, books)) return undefined;
      const after = books.counts();
      let at = 0;
      while (at < after.length && after[at] === before[at]) at++;
      return at === after.length
        ? undefined
        : `${rule} is answered, and count ${at} goes from ${before[at]} to ${after[at]}`;
    },
  },
  {
    number: 21,
    id: 'rx-has-one-owner',
    what: 'RX is with the manager, with its partition, with the hypervisor or nowhere, and buffers are held as long as they are mapped.',
    source: 'users 3.1 (21)',
    move: (books, { outcome: { actor } }) => (actor === undefined ? undefined : wrongBuffers(books, actor)),
    whole(books) {
      for (const actor of books.stand.actors) {
        const wrong = wrongBuffers(books, actor);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    },
  },
  {
    number: 22,
    id: 'zeroed-reads-zero',
    what: 'Memory that had to be cleared reads as zero before anybody else can read it.',
    source: 'users 3.1 (22), requirements QC11',
    move(books, seen) {
      for (const { change, page, pages } of books.stand.changes) {
        if (change !== 'cleared' && !(change === 'claimed' && asksForZeros(books, seen))) continue;
        for (let each = page; each < page + pages; each++)
          if (!isZero(books, each)) return `page 0x${each.toString(16)} had to be cleared`;
      }
      return undefined;
    },
  },
];

/** Whether a call that is refused under a rule ends a send of the caller's own, as it should. */
export function givesUpSend(rule: string, books: Books): boolean {
  return ENDING.test(rule) || endsSend(rule, books);
}

/** The fragment that a send was refused for ends it, under the rules of sends, too. */
function endsSend(rule: string, { stand }: Books): boolean {
  return rule.startsWith('send/') && (stand.lastCall & 0xff) === 0x7b;
}

/** The slot of the transaction that a call names: in registers or in TX. */
function namedIn({ stand }: Books, { move, asked }: Pick<Seen, 'move'> & { asked: Uint32Array }): number {
  if (move.do !== 'call') return 0;
  const call = asked[0] & 0xff;
  if (call === 0x74 || call === 0x76) return stand.txWord(call === 0x74 ? 2 : 0);
  return asked[2];
}

/** Whether a physical run lies behind the addresses that FFA_MEM_PERM_SET names: x1 is the first, w2 says how many pages. */
function inRange({ stand }: Books, actor: Actor | undefined, asked: Frame, run: PhysicalRun): boolean {
  if (actor === undefined) return false;
  const { ledger } = stand.built;
  const view = ledger.viewOf(actor.party);
  const first = pageOf(addressIn(asked, 1, widthOfId(asked[0]) === 64));
  const length = Math.min(asked[4], ledger.map.pages);
  const named = new Set(Array.from({ length }, (_, index) => view.physical(first + index)));
  return Array.from({ length: run.pages }, (_, index) => run.page + index).every((page) => named.has(page));
}

/** Whether a send that was accepted in this call asked for zeros. */
function asksForZeros(books: Books, { outcome: { answer, asked } }: Seen): boolean {
  const call = asked[0] & 0xff;
  if (!(isSend(call) || call === 0x7b) || answer[0] !== SUCCESS || isError(answer)) return false;
  return (books.keeperOf(answer[6]).transactions.flags[answer[4]] & 1) !== 0;
}

const PAGE = new Uint32Array(PAGE_WORDS);

function isZero({ stand }: Books, page: number): boolean {
  if (!stand.memory.read(page, PAGE, PAGE_WORDS)) return true;
  for (let word = 0; word < PAGE_WORDS; word++) if (PAGE[word] !== 0) return false;
  return true;
}

function wrongBuffers({ stand }: Books, { manager, slot }: Actor): string | undefined {
  const { endpoints: e } = manager;
  const { kind } = stand.built.ledger.transactions;
  if (e.rx[slot] > RX.ACQUIRED) return `RX of endpoint ${e.id[slot]} is in state ${e.rx[slot]}`;
  const mapped = e.rx[slot] !== RX.UNMAPPED;
  const pinned =
    e.txPin[slot] !== 0 && kind[e.txPin[slot]] !== 0 && e.rxPin[slot] !== 0 && kind[e.rxPin[slot]] !== 0;
  if (mapped !== pinned || mapped !== e.bufferPages[slot] > 0)
    return `buffers of endpoint ${e.id[slot]} are ${mapped ? 'mapped' : 'not mapped'}, and ${pinned ? '' : 'not '}held`;
  return undefined;
}
