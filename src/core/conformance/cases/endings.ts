import { DATA_RO } from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, faults, refused } from '../checks.ts';
import { can, fragments, readOnlyGrants, sends, severalReceivers } from '../needs.ts';
import { upTo } from './fragments.ts';
import { givenBack, holds, takes } from './steps.ts';
import { asks } from './talk.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-sp4', 'sp1-sp2'];
const LENDS = sends('FFA_MEM_LEND');
const ENDS = can('endings');

/** What becomes of memory and of those who wait when somebody dies. */
export const ENDING_CASES: readonly Case[] = [
  {
    id: 'endings/borrower-dies',
    title: 'what a dead borrower had goes back to its owner, who may lend it to another',
    rows: [
      'regressions E8',
      'regressions E27',
      'ffa-hafnium 6.9 sp_lifecycle: sel0/sel1_sp_abort_nwd_mem_lend',
      'requirements QE5',
    ],
    runs: RUNS,
    needs: [LENDS, ENDS],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner lends a page', owner.lend(page, [borrower]));
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      yield* refused('reclaimed while the borrower lives', 'DENIED', owner.reclaim(loan), 'reclaim/held');
      yield* accepted('the borrower dies', borrower.end());
      yield* accepted('the owner takes it back', owner.reclaim(loan));
      yield* holds('the owner reads what the borrower wrote', owner, page, 1);
      const again = yield* accepted('the owner lends it to another', owner.lend(page, [third]));
      yield* accepted('the third retrieves it', third.retrieve(again));
      yield* givenBack(again, owner, third);
    },
  },
  {
    id: 'endings/requester-hears',
    title: 'who waits for a partition that dies hears of it',
    rows: ['ffa-hafnium 6.9 sp_lifecycle: sel0/sel1_sp_abort_nwd_mem_lend'],
    runs: ['vm1-sp1', 'vm1-sp4'],
    needs: [ENDS],
    *body({ owner, borrower }) {
      const asked = yield* asks('a request', owner, borrower);
      yield* accepted('the borrower dies', borrower.end());
      yield* refused('the owner goes on', 'ABORTED', asked.answer());
      const again = owner.call('FFA_MSG_SEND_DIRECT_REQ', { 1: owner.id * 0x1_0000 + borrower.id });
      yield* refused('another request', 'ABORTED', again, 'message/receiver-aborted');
    },
  },
  {
    id: 'endings/one-of-two-borrowers',
    title: 'when one of two borrowers dies the other keeps the memory, until it leaves',
    rows: ['requirements QE5'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [LENDS, severalReceivers, ENDS],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted(
        'the owner lends a page to both',
        owner.lend(owner.page(0), [borrower, third]),
      );
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      const { first } = yield* takes('the third retrieves it', third, loan);
      yield* accepted('the borrower dies', borrower.end());
      yield* refused('reclaimed while the third has it', 'DENIED', owner.reclaim(loan), 'reclaim/held');
      yield* accepted('the third writes to it', third.fill(first, 1));
      yield* givenBack(loan, owner, third);
    },
  },
  {
    id: 'endings/owner-dies',
    title: 'a borrower finishes with the memory of a dead owner, and nobody retrieves it any more',
    rows: [
      'regressions E8',
      'ffa-hafnium 6.9 sel0/sel1_sp_lend_to_sp_then_abort_reclaim_by_spmc',
      'requirements QE5',
    ],
    runs: ['sp1-sp2', 'sp4-sp2'],
    needs: [LENDS, severalReceivers, ENDS, can('dataAborts')],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted(
        'the owner lends a page to both',
        owner.lend(owner.page(0), [borrower, third]),
      );
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* accepted('the owner dies', owner.end());
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      yield* refused('the third retrieves it', 'DENIED', third.retrieve(loan), 'retrieve/owner-gone');
      yield* accepted('the borrower relinquishes it', borrower.relinquish(loan));
      yield* faults('the borrower writes again', first.address, borrower.poke(first.address, 2));
      yield* refused(
        'the borrower retrieves it again',
        'INVALID_PARAMETERS',
        borrower.retrieve(loan),
        'retrieve/unknown-handle',
      );
    },
  },
  {
    id: 'endings/last-borrower-of-a-dead-owner-dies',
    title:
      'when owner and borrowers are dead the transaction is over, and its place serves others without a mark',
    rows: ['requirements QE5', 'requirements QE7', 'requirements QD7'],
    runs: ['sp1-sp2'],
    needs: [LENDS, ENDS],
    *body({ owner, borrower, third, party }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* accepted('the owner dies', owner.end());
      yield* accepted('the borrower dies', borrower.end());
      const fourth = party('sp4');
      yield* accepted('sp4 starts', fourth.start());
      const next = yield* accepted('the third lends a page', third.lend(third.page(0), [fourth]));
      yield* accepted('sp4 retrieves it', fourth.retrieve(next));
      yield* givenBack(next, third, fourth);
    },
  },
  {
    id: 'endings/unfinished-send',
    title: 'a send whose owner dies in the middle is gone, and leaves no mark on the next',
    rows: ['requirements QE6', 'requirements QE7'],
    runs: ['sp1-sp2'],
    needs: [LENDS, fragments, ENDS],
    *body({ owner, borrower, third }) {
      const memory = [owner.page(0), owner.page(2)];
      const first = owner.begin('FFA_MEM_LEND', memory, [borrower], { cuts: [upTo(owner, 1)] });
      const begun = yield* accepted('the owner begins to lend two pages', first);
      yield* accepted('the owner dies', owner.end());
      yield* refused(
        'the borrower retrieves them',
        'INVALID_PARAMETERS',
        borrower.retrieve(begun),
        'retrieve/unknown-handle',
      );
      const next = yield* accepted('the third lends a page', third.lend(third.page(0), [borrower]));
      yield* accepted('the borrower retrieves that', borrower.retrieve(next));
      yield* givenBack(next, third, borrower);
    },
  },
  {
    id: 'endings/read-only-borrower',
    title: 'a borrower that was lent memory read-only meets a fault when it writes, and goes on',
    rows: ['ffa-hafnium 6.9 sel1_sp_reports_permission_fault'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [LENDS, readOnlyGrants, can('dataAborts')],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 1));
      const loan = yield* accepted(
        'the owner lends it read-only',
        owner.lend(page, [borrower], { permissions: DATA_RO }),
      );
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* holds('the borrower reads it', borrower, first, 1);
      yield* faults('the borrower writes to it', first.address, borrower.poke(first.address, 2));
      yield* givenBack(loan, owner, borrower);
    },
  },
];
