import { FLAG_ZERO, FLAG_ZERO_AFTER_RELINQUISH } from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, faults, refused } from '../checks.ts';
import { can, sends, severalReceivers } from '../needs.ts';
import { givenBack, holds, takes } from './steps.ts';

const LENDS = sends('FFA_MEM_LEND');
const SHARES = sends('FFA_MEM_SHARE');
const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];

/** Memory on its way back: relinquish and reclaim. */
export const RETURN_CASES: readonly Case[] = [
  ...(['FFA_MEM_LEND', 'FFA_MEM_SHARE'] as const).map((name): Case => {
    const lent = name === 'FFA_MEM_LEND';
    return {
      id: `returns/stranger-to-${lent ? 'lend' : 'share'}`,
      title: 'who is no borrower relinquishes nothing',
      rows: [`conformance 3.4 relinquish_state_machine_${lent ? 2 : 5}`],
      runs: RUNS,
      needs: [sends(name)],
      *body({ owner, borrower, third }) {
        const loan = yield* accepted(
          'the owner sends a page to the third',
          owner.send(name, owner.page(0), [third]),
        );
        yield* refused(
          'the borrower relinquishes it',
          'any status',
          borrower.relinquish(loan),
          'relinquish/not-retrieved',
        );
        yield* accepted('the owner reclaims it', owner.reclaim(loan));
      },
    };
  }),
  {
    id: 'returns/cleared-by-borrower',
    title: 'what a borrower relinquishes cleared comes back cleared',
    rows: ['conformance 3.4 relinquish_state_machine_3', 'conformance 5.12'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0xab));
      const loan = yield* accepted('the owner lends it', owner.lend(page, [borrower]));
      yield* accepted(
        'the borrower retrieves it, to be cleared later',
        borrower.retrieve(loan, { flags: FLAG_ZERO_AFTER_RELINQUISH }),
      );
      yield* accepted(
        'the borrower relinquishes it, cleared',
        borrower.relinquish(loan, { flags: FLAG_ZERO }),
      );
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
      yield* holds('the owner reads zeros', owner, page, 0);
    },
  },
  {
    id: 'returns/one-of-two',
    title: 'memory comes back when the last borrower has left, and is cleared when that one says so',
    rows: [
      'regressions E6',
      'conformance 3.4 relinquish_state_machine_4',
      'conformance 5.12',
      'conformance 5.15',
    ],
    runs: RUNS,
    needs: [LENDS, severalReceivers],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0xab));
      const loan = yield* accepted('the owner lends it to both', owner.lend(page, [borrower, third]));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      const { first } = yield* takes('the third retrieves it', third, loan);
      yield* accepted('the borrower relinquishes it', borrower.relinquish(loan));
      yield* refused('the owner reclaims it too early', 'DENIED', owner.reclaim(loan), 'reclaim/held');
      yield* holds('the third still reads what the owner wrote', third, first, 0xab);
      yield* accepted('the third relinquishes it, cleared', third.relinquish(loan, { flags: FLAG_ZERO }));
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
      yield* holds('the owner reads zeros', owner, page, 0);
    },
  },
  {
    id: 'returns/borrower-loses-access',
    title: 'a borrower that left has no access',
    rows: ['conformance 3.4 relinquish_mem_unmap_check', 'conformance 5.24'],
    runs: ['vm1-sp2', 'sp2-sp1'],
    needs: [SHARES, can('dataAborts')],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0xab));
      const loan = yield* accepted('the owner shares it', owner.share(page, [borrower]));
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* accepted('the borrower relinquishes it', borrower.relinquish(loan));
      yield* faults('the borrower writes to it', first.address, borrower.fill(first, 1));
      yield* holds('the page is as the owner left it', owner, page, 0xab);
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'returns/reclaim-mistakes',
    title: 'an owner reclaims by the whole handle, when nobody has the memory, and may have it cleared',
    rows: ['conformance 3.4 reclaim_input_error_checks', 'conformance 5.2', 'conformance 5.15'],
    runs: ['vm1-vm2', 'sp1-sp2', 'vm1-sp2'],
    needs: [LENDS],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0xab));
      const loan = yield* accepted('the owner lends it', owner.lend(page, [borrower]));
      const other = { handle: loan.handle + (0x10n << 32n) };
      yield* refused(
        'another high half of the handle',
        'INVALID_PARAMETERS',
        owner.reclaim(other),
        'reclaim/unknown-handle',
      );
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* refused('while it is retrieved', 'DENIED', owner.reclaim(loan), 'reclaim/held');
      yield* accepted('the borrower relinquishes it', borrower.relinquish(loan));
      yield* accepted('the owner reclaims it, cleared', owner.reclaim(loan, FLAG_ZERO));
      yield* holds('the owner reads zeros', owner, page, 0);
    },
  },
  {
    id: 'returns/lent-again',
    title: 'memory that was reclaimed and cleared can be lent again',
    rows: ['conformance 3.4 reclaim_zero_flag'],
    runs: ['vm1-vm2', 'sp1-sp2', 'vm1-sp2'],
    needs: [LENDS],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner lends a page', owner.lend(page, [borrower]));
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      yield* accepted('the borrower relinquishes it', borrower.relinquish(loan));
      yield* accepted('the owner reclaims it, cleared', owner.reclaim(loan, FLAG_ZERO));
      yield* holds('the owner reads zeros', owner, page, 0);
      const again = yield* accepted('the owner lends it again', owner.lend(page, [borrower]));
      yield* givenBack(again, owner);
    },
  },
  {
    id: 'returns/reserved-flags-of-relinquish',
    title: 'flags that mean nothing are refused when memory is relinquished',
    rows: ['requirements QA11'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      const relinquished = borrower.relinquish(loan, { flags: FLAG_ZERO_AFTER_RELINQUISH });
      yield* refused('bit 2', 'INVALID_PARAMETERS', relinquished, 'relinquish/flags-reserved');
    },
  },
  {
    id: 'returns/reserved-flags-of-reclaim',
    title: 'flags that mean nothing are refused when memory is reclaimed',
    rows: ['requirements QA11'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      const reclaimed = owner.reclaim(loan, FLAG_ZERO_AFTER_RELINQUISH);
      yield* refused('bit 2', 'INVALID_PARAMETERS', reclaimed, 'reclaim/flags-reserved');
    },
  },
];
