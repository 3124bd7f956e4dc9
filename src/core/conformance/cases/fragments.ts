import { w } from '../../abi/frame.ts';
import { COMPOSITE, CONSTITUENT } from '../../abi/layouts.ts';
import type { Constituent } from '../../abi/transaction.ts';
import { handleArguments } from '../../client/send.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, faults, refused } from '../checks.ts';
import { can, fragments, offered, sends, severalReceivers } from '../needs.ts';
import type { Party } from '../party.ts';
import { compositeOffset, givenBack, holds, takes } from './steps.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
/** What comes back in several fragments is fetched one by one. */
const FETCHES = offered('borrower', 'FFA_MEM_FRAG_RX');

/** Bytes of a descriptor for one receiver up to a constituent. */
export function upTo(sender: Party, constituent: number): number {
  return compositeOffset(sender, 1) + COMPOSITE.size + constituent * CONSTITUENT.size;
}

/** So many constituents of one page each: far more than a buffer of one page holds. */
const MANY = 512;

function scattered(owner: Party): readonly Constituent[] {
  return Array.from({ length: MANY }, (_, index) => owner.page(2 * index));
}

/** Descriptors that come in several fragments. */
export const FRAGMENT_CASES: readonly Case[] = [
  {
    id: 'fragments/forced',
    title: 'a descriptor that would fit is sent in two fragments, and nothing is retrieved before the last',
    rows: [
      'ffa-hafnium 6.1 lend_force_fragmented_relinquish',
      'ffa-hafnium 6.6 fail_fragmented_if_retrieve_before_sent',
      'ffa-hafnium 6.9 …force_fragmented_share_retrieve_relinquish',
    ],
    runs: RUNS,
    needs: [sends('FFA_MEM_LEND'), fragments],
    *body({ owner, borrower }) {
      const pages = [owner.page(0), owner.page(2)];
      for (const [index, page] of pages.entries())
        yield* accepted(`the owner fills constituent ${index}`, owner.fill(page, 0xab));
      const first = owner.begin('FFA_MEM_LEND', pages, [borrower], { cuts: [upTo(owner, 1)] });
      const begun = yield* accepted('the owner sends the first fragment', first);
      yield* refused(
        'retrieved too early',
        'INVALID_PARAMETERS',
        borrower.retrieve(begun),
        'retrieve/unfinished',
      );
      const loan = yield* accepted('the owner sends the second fragment', owner.goOn(begun));
      yield* equal('the handle is the one of the first fragment', loan.handle, begun.handle);
      const { memory } = yield* takes('the borrower retrieves it', borrower, loan);
      for (const [index, page] of memory.entries())
        yield* holds(`the borrower reads constituent ${index}`, borrower, page, 0xab);
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'fragments/many-constituents',
    title: 'so many constituents that no buffer holds them go over, and come back page by page',
    rows: ['requirements QB14', 'regressions G6', 'ffa-hafnium 6.1 lend_fragmented_relinquish'],
    runs: RUNS,
    needs: [sends('FFA_MEM_LEND'), fragments, FETCHES, can('dataAborts')],
    *body({ owner, borrower }) {
      const pages = scattered(owner);
      const [page] = pages.slice(-1);
      if (page === undefined) throw new TypeError('there is no page');
      yield* accepted('the owner writes to the last page', owner.fill(page, 0x62));
      const loan = yield* accepted('the owner lends them', owner.lend(pages, [borrower]));
      const { memory, first } = yield* takes('the borrower retrieves them', borrower, loan);
      yield* equal('all are there', memory.length, MANY);
      const [last = first] = memory.slice(-1);
      yield* holds('the borrower reads the last page', borrower, last, 0x62);
      for (const each of [first, last])
        yield* accepted(
          `the borrower writes to the ${each === first ? 'first' : 'last'} page`,
          borrower.fill(each, 0x63),
        );
      yield* givenBack(loan, owner, borrower);
      yield* holds('the owner reads the last page', owner, page, 0x63);
      yield* faults('the borrower writes to it', last.address, borrower.poke(last.address, 1));
    },
  },
  {
    id: 'fragments/two-borrowers',
    title: 'memory in several fragments is lent to two, and both leave it',
    rows: ['ffa-hafnium 6.7 lend_fragmented_relinquish_multi_receiver'],
    runs: RUNS,
    needs: [sends('FFA_MEM_LEND'), fragments, FETCHES, severalReceivers, can('dataAborts')],
    *body({ owner, borrower, third }) {
      const pages = scattered(owner);
      yield* accepted('the owner writes to the first page', owner.fill(owner.page(0), 0x62));
      const loan = yield* accepted('the owner lends them to both', owner.lend(pages, [borrower, third]));
      const one = yield* takes('the borrower retrieves them', borrower, loan);
      yield* accepted('the borrower writes', borrower.fill(one.first, 0x63));
      const other = yield* takes('the third retrieves them', third, loan);
      yield* holds('the third reads what the borrower wrote', third, other.first, 0x63);
      yield* accepted('the third writes', third.fill(other.first, 0x64));
      yield* givenBack(loan, owner, borrower, third);
      yield* holds('the owner reads what was written last', owner, owner.page(0), 0x64);
      yield* faults('the borrower writes again', one.first.address, borrower.poke(one.first.address, 1));
      yield* faults('the third writes again', other.first.address, third.poke(other.first.address, 1));
    },
  },
  {
    id: 'fragments/fetched-in-order',
    title: 'a response is fetched in order, each fragment after the one before was read',
    rows: ['requirements QB4', 'requirements QB12'],
    runs: RUNS,
    needs: [sends('FFA_MEM_LEND'), fragments, FETCHES],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted('the owner lends many pages', owner.lend(scattered(owner), [borrower]));
      const fetch = (party: Party, offset: number) =>
        party.call('FFA_MEM_FRAG_RX', { ...handleArguments(loan.handle), 3: offset });
      const INVALID = 'INVALID_PARAMETERS';
      yield* refused('before it is retrieved', INVALID, fetch(borrower, 0), 'response/nothing-to-fetch');
      const { total, fragment } = yield* accepted(
        'the borrower retrieves them',
        borrower.retrieveFirst(loan),
      );
      yield* refused('by another', INVALID, fetch(third, fragment), 'response/nothing-to-fetch');
      yield* refused('too far', INVALID, fetch(borrower, fragment + CONSTITUENT.size), 'response/offset');
      yield* refused('too near', INVALID, fetch(borrower, fragment - CONSTITUENT.size), 'response/offset');
      let received = fragment;
      let calls = 0;
      while (received < total) {
        const answer = yield* accepted(`fragment ${++calls}`, fetch(borrower, received));
        received += w(answer, 3);
        if (calls === 1)
          yield* refused('while RX is full', 'BUSY', fetch(borrower, received), 'response/rx-busy');
        yield* accepted(`RX is given back, ${calls}`, borrower.call('FFA_RX_RELEASE'));
      }
      yield* equal('the fragments add up', received, total);
      yield* refused('after the last', INVALID, fetch(borrower, total), 'response/offset');
      yield* givenBack(loan, owner, borrower);
    },
  },
];
