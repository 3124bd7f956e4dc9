import { DATA_RO, FLAG_TYPE_DONATE, FLAG_ZERO, FLAG_ZERO_AFTER_RELINQUISH } from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, refused } from '../checks.ts';
import { sends } from '../needs.ts';
import { givenBack, holds, takes } from './steps.ts';

const LENDS = sends('FFA_MEM_LEND');
const RUNS: readonly RunName[] = ['vm1-vm2', 'sp1-sp2', 'vm1-sp2'];
const CLEARED = { flags: FLAG_ZERO };

/** Memory that is cleared on its way to a borrower. */
export const LEND_CLEARS: readonly Case[] = [
  {
    id: 'lend/cleared-read-only',
    title: 'a borrower that may only read gets cleared memory and has nothing cleared itself',
    rows: [
      'regressions D1',
      'regressions D20',
      'conformance 3.2 lend_retrieve_input_checks',
      'conformance 5.9',
    ],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0xab));
      const loan = yield* accepted(
        'the owner lends it read-only, cleared',
        owner.lend(page, [borrower], { ...CLEARED, permissions: DATA_RO }),
      );
      yield* refused('cleared', 'DENIED', borrower.retrieve(loan, CLEARED), 'retrieve/zero-read-only');
      yield* refused(
        'to be cleared later',
        'DENIED',
        borrower.retrieve(loan, { flags: FLAG_ZERO_AFTER_RELINQUISH }),
        'retrieve/zero-read-only',
      );
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* holds('the borrower reads zeros', borrower, first, 0);
      yield* refused(
        'relinquished and cleared',
        'DENIED',
        borrower.relinquish(loan, CLEARED),
        'relinquish/zero-read-only',
      );
      yield* givenBack(loan, owner, borrower);
    },
  },
  ...([false, true] as const).map(
    (insists): Case => ({
      id: insists ? 'lend/cleared-for-both' : 'lend/cleared-by-owner',
      title: insists
        ? 'a borrower that insists on cleared memory gets what its owner had cleared'
        : 'a borrower is told that its owner had the memory cleared',
      rows: [`conformance 3.2 lend_retrieve_input_checks${insists ? '3' : '1'}`, 'conformance 5.11'],
      runs: RUNS,
      needs: [LENDS],
      *body({ owner, borrower }) {
        const page = owner.page(0);
        yield* accepted('the owner writes to a page', owner.fill(page, 0xab));
        const loan = yield* accepted('the owner lends it, cleared', owner.lend(page, [borrower], CLEARED));
        const { response, first } = yield* takes(
          'the borrower retrieves it',
          borrower,
          loan,
          insists ? CLEARED : {},
        );
        yield* equal('the response says that it was cleared', response.flags & FLAG_ZERO, FLAG_ZERO);
        yield* holds('the borrower reads zeros', borrower, first, 0);
        yield* givenBack(loan, owner, borrower);
        yield* holds('the owner reads zeros', owner, page, 0);
      },
    }),
  ),
  {
    id: 'lend/not-cleared',
    title: 'nobody insists on cleared memory that was not, and a borrower may have it cleared when it leaves',
    rows: ['conformance 3.2 lend_retrieve_input_checks2', 'conformance 5.11', 'conformance 5.12'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0xab));
      const loan = yield* accepted('the owner lends it', owner.lend(page, [borrower]));
      yield* refused(
        'as a donation',
        'INVALID_PARAMETERS',
        borrower.retrieve(loan, { type: FLAG_TYPE_DONATE }),
        'retrieve/type',
      );
      yield* refused('cleared', 'any status', borrower.retrieve(loan, CLEARED), 'retrieve/zero-not-done');
      const { response, first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* equal('the response says that it was not cleared', response.flags & FLAG_ZERO, 0);
      yield* holds('the borrower reads what the owner wrote', borrower, first, 0xab);
      yield* accepted('the borrower relinquishes it, cleared', borrower.relinquish(loan, CLEARED));
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
      yield* holds('the owner reads zeros', owner, page, 0);
    },
  },
];
