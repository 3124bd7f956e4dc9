import { DATA_RW, FLAG_BYPASS_MULTI_BORROWER } from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, refused } from '../checks.ts';
import { sends, severalReceivers } from '../needs.ts';
import { givenBack, holds, takes } from './steps.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const SHARES = sends('FFA_MEM_SHARE');
const FLAGS = { flags: FLAG_BYPASS_MULTI_BORROWER };

/** Memory that goes to several borrowers at once. */
export const SEVERAL_CASES: readonly Case[] = [
  {
    id: 'several/listing-all',
    title: 'two borrowers with words of their own each list both, and both write',
    rows: ['ffa-hafnium 6.7 mem_share_multiple_borrowers'],
    runs: RUNS,
    needs: [SHARES, severalReceivers],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 1));
      const to = [
        { endpoint: borrower.id, permissions: DATA_RW, impdef: [1n, 2n] as const },
        { endpoint: third.id, permissions: DATA_RW, impdef: [3n, 4n] as const },
      ];
      const loan = yield* accepted('the owner shares it', owner.share(page, to));
      const one = yield* takes('the borrower retrieves it', borrower, loan);
      yield* accepted('the borrower writes', borrower.fill(one.first, 2));
      const other = yield* takes('the third retrieves it', third, loan);
      yield* holds('the third reads what the borrower wrote', third, other.first, 2);
      yield* accepted('the third writes', third.fill(other.first, 3));
      yield* holds('the owner reads what was written last', owner, page, 3);
      yield* givenBack(loan, owner, borrower, third);
    },
  },
  {
    id: 'several/listing-oneself',
    title: 'two borrowers that waive the list of the others each list themselves',
    rows: [
      'ffa-hafnium 6.7 mem_share_bypass_multiple_borrowers',
      'ffa-hafnium 6.7 mem_share_bypass_…_wrong_receiver_count',
    ],
    runs: RUNS,
    needs: [SHARES, severalReceivers],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner shares a page with both', owner.share(page, [borrower, third]));
      yield* refused('listing both', 'INVALID_PARAMETERS', borrower.retrieve(loan, FLAGS), 'retrieve/bypass');
      for (const [turn, each] of [borrower, third].entries()) {
        const receivers = loan.receivers.filter(({ endpoint }) => endpoint === each.id);
        const { first } = yield* takes(`the ${each.role} lists itself`, each, loan, { ...FLAGS, receivers });
        yield* accepted(`the ${each.role} writes`, each.fill(first, turn + 1));
        yield* holds(`the owner reads what the ${each.role} wrote`, owner, page, turn + 1);
      }
      yield* givenBack(loan, owner, borrower, third);
    },
  },
  {
    id: 'several/nobody-else',
    title: 'who is the only receiver has no list to waive',
    rows: ['ffa-hafnium 6.7 mem_share_bypass_…_single_receiver_fails'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      yield* refused('waiving', 'INVALID_PARAMETERS', borrower.retrieve(loan, FLAGS), 'retrieve/bypass');
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
];
