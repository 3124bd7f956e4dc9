import { PAGE_SIZE } from '../../abi/pages.ts';
import type { Constituent } from '../../abi/transaction.ts';
import type { Buffers } from '../../client/driver.ts';
import { read } from '../../client/port.ts';
import type { Case } from '../case.ts';
import { accepted, type Body, equal, refused } from '../checks.ts';
import { largeBuffers, offered, sends } from '../needs.ts';
import type { Party } from '../party.ts';
import { upTo } from './fragments.ts';
import { givenBack, holds, takes } from './steps.ts';

const LENDS = sends('FFA_MEM_LEND');
const FETCHES = offered('borrower', 'FFA_MEM_FRAG_RX');
/** Pages of a large buffer. */
export const LARGE = 4;
/** More constituents than a buffer of one page holds, and fewer than a large one does. */
const CONSTITUENTS = 264;

/** Large buffers in the scratch memory of an endpoint, behind what cases use as memory. */
function largeOf(party: Party): Buffers {
  const { address, pages } = party.endpoint.scratch;
  const end = address + pages * PAGE_SIZE;
  return { tx: end - 2 * LARGE * PAGE_SIZE, rx: end - LARGE * PAGE_SIZE, pages: LARGE };
}

/** Some start with large buffers, the others with theirs. */
function* startAll(large: readonly Party[], others: readonly Party[]): Body {
  for (const each of large)
    yield* accepted(`the ${each.role} starts with large buffers`, each.start(undefined, largeOf(each)));
  for (const each of others) yield* accepted(`the ${each.role} starts`, each.start());
}

function scattered(owner: Party): readonly Constituent[] {
  return Array.from({ length: CONSTITUENTS }, (_, index) => owner.page(2 * index));
}

/** Bytes of a descriptor of all constituents, as a party writes and reads it. */
function descriptorLength(party: Party): number {
  return upTo(party, CONSTITUENTS);
}

/** RX/TX buffers of one page and of several. */
export const MAILBOX_SIZE_CASES: readonly Case[] = [
  {
    id: 'mailbox-sizes/small-then-large',
    title:
      'memory in many constituents is lent to a borrower with small buffers, then to one with large ones',
    rows: [
      'ffa-hafnium 6.8 fragmented_lend_small_then_large_mailbox',
      'ffa-hafnium 6.8 oversized_retrieve_response_large_mailbox',
    ],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [LENDS, FETCHES, largeBuffers('third', LARGE)],
    unstarted: true,
    *body({ owner, borrower, third }) {
      yield* startAll([third], [owner, borrower]);
      const memory = scattered(owner);
      yield* accepted('the owner writes to the first page', owner.fill(owner.page(0), 1));
      for (const [turn, each] of [borrower, third].entries()) {
        const loan = yield* accepted(`the owner lends it to the ${each.role}`, owner.lend(memory, [each]));
        const { memory: taken, first } = yield* takes(`the ${each.role} retrieves it`, each, loan);
        yield* equal(`the ${each.role} has all of it`, taken.length, CONSTITUENTS);
        yield* holds(`the ${each.role} reads what was written before`, each, first, turn + 1);
        yield* accepted(`the ${each.role} writes`, each.fill(first, turn + 2));
        yield* accepted(`the ${each.role} relinquishes it`, each.relinquish(loan));
        yield* accepted(`the owner reclaims it from the ${each.role}`, owner.reclaim(loan));
      }
      yield* holds('the owner reads what was written last', owner, owner.page(0), 3);
    },
  },
  {
    id: 'mailbox-sizes/one-large-response',
    title: 'what was sent page by page is answered in one response where RX holds it',
    rows: ['regressions E29', 'ffa-hafnium 6.8 oversized_retrieve_response_large_mailbox'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [LENDS, largeBuffers('borrower', LARGE)],
    unstarted: true,
    *body({ owner, borrower }) {
      yield* startAll([borrower], [owner]);
      const loan = yield* accepted('the owner lends many pages', owner.lend(scattered(owner), [borrower]));
      const { total, fragment } = yield* accepted(
        'the borrower retrieves them',
        borrower.retrieveFirst(loan),
      );
      yield* equal('the response has the length of its parts', total, descriptorLength(borrower));
      yield* equal('all of it came at once', fragment, total);
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'mailbox-sizes/one-large-fragment',
    title: 'a sender with large buffers sends more than a page at once',
    rows: ['ffa-hafnium 6.8 oversized_single_fragment_lend_sp_to_sp'],
    runs: ['sp1-sp2'],
    needs: [LENDS, FETCHES, largeBuffers('owner', LARGE)],
    unstarted: true,
    *body({ owner, borrower }) {
      yield* startAll([owner], [borrower]);
      const whole = { cuts: [] };
      const loan = yield* accepted(
        'the owner lends many pages at once',
        owner.lend(scattered(owner), [borrower], whole),
      );
      const { memory } = yield* takes('the borrower retrieves them', borrower, loan);
      yield* equal('all are there', memory.length, CONSTITUENTS);
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'mailbox-sizes/more-than-tx',
    title: 'a fragment that is longer than TX is refused',
    rows: ['ffa-hafnium 6.8 …_small_sender_rejected'],
    runs: ['vm1', 'sp1'],
    needs: [LENDS],
    *body({ owner, borrower }) {
      const length = descriptorLength(owner);
      const longer = { registers: { 1: length, 2: length } };
      yield* refused(
        'longer than a page',
        'INVALID_PARAMETERS',
        owner.lend(owner.page(0), [borrower], longer),
        'send/fragment-exceeds-tx',
      );
    },
  },
  {
    id: 'mailbox-sizes/clean-tail',
    title: 'behind a response RX holds zeros, whatever was there before',
    rows: ['ffa-hafnium 6.7 retrieve_zeros_rx_tail_on_multi_page_mailbox'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [LENDS, largeBuffers('borrower', LARGE)],
    unstarted: true,
    *body({ owner, borrower }) {
      yield* startAll([borrower], [owner]);
      const many = yield* accepted('the owner lends many pages', owner.lend(scattered(owner), [borrower]));
      yield* accepted('the borrower retrieves them', borrower.retrieve(many));
      yield* givenBack(many, owner, borrower);
      const one = yield* accepted('the owner lends one page', owner.lend(owner.page(0), [borrower]));
      const { total } = yield* accepted('the borrower retrieves it', borrower.retrieveFirst(one));
      const { rx } = largeOf(borrower);
      const rest = yield* accepted(
        'the borrower reads the rest of RX',
        borrower.attempt(read(rx + total, LARGE * PAGE_SIZE - total)),
      );
      yield* equal(
        'all of it is zero',
        rest.every((byte) => byte === 0),
        true,
      );
      yield* accepted('the borrower relinquishes it again', borrower.relinquish(one));
    },
  },
];
