import { FLAG_TYPE_DONATE, FLAG_TYPE_LEND, FLAG_TYPE_MASK, FLAG_ZERO } from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, refused } from '../checks.ts';
import { sends } from '../needs.ts';
import { deviceExecuted, fromAnother, misnamed, TAG } from './mistakes.ts';
import { holds, takes } from './steps.ts';

const DONATES = sends('FFA_MEM_DONATE');
const RUNS: readonly RunName[] = ['vm1-vm2', 'sp1-sp2'];
const CLEARED = { flags: FLAG_ZERO };

/** What a receiver may ask for of donated memory. */
export const DONATE_RETRIEVES: readonly Case[] = [
  {
    id: 'donate/handle-and-tag',
    title: 'who names another handle or another tag does not get donated memory',
    rows: ['conformance 3.3 donate_invalid_handle_tag', 'conformance 5.2'],
    runs: RUNS,
    needs: [DONATES],
    *body({ owner, borrower }) {
      const loan = yield* accepted(
        'the owner donates a page',
        owner.donate(owner.page(0), [borrower], { tag: TAG }),
      );
      yield* misnamed(borrower, loan);
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      const back = yield* accepted(
        'the borrower donates it back with the same tag',
        borrower.donate(first, [owner], { tag: TAG }),
      );
      yield* accepted('the owner retrieves it', owner.retrieve(back));
    },
  },
  {
    id: 'donate/cleared',
    title: 'a donation is cleared for its receiver, there and back',
    rows: ['conformance 3.3 donate_retrieve_input_checks1', 'conformance 5.11'],
    runs: RUNS,
    needs: [DONATES],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0xab));
      const loan = yield* accepted('the owner donates it, cleared', owner.donate(page, [borrower], CLEARED));
      yield* refused(
        'as a lend',
        'INVALID_PARAMETERS',
        borrower.retrieve(loan, { type: FLAG_TYPE_LEND }),
        'retrieve/type',
      );
      const { response, first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* equal('the response says that it was cleared', response.flags & FLAG_ZERO, FLAG_ZERO);
      yield* equal(
        'the response says that it is a donation',
        response.flags & FLAG_TYPE_MASK,
        FLAG_TYPE_DONATE,
      );
      yield* holds('the borrower reads zeros', borrower, first, 0);
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      const back = yield* accepted(
        'the borrower donates it back, cleared',
        borrower.donate(first, [owner], CLEARED),
      );
      const again = yield* takes('the owner retrieves it, cleared', owner, back, CLEARED);
      yield* equal(
        'the response says that it was cleared again',
        again.response.flags & FLAG_ZERO,
        FLAG_ZERO,
      );
      yield* holds('the owner reads zeros', owner, again.first, 0);
    },
  },
  {
    id: 'donate/not-cleared',
    title: 'nobody insists on cleared memory that was not',
    rows: ['conformance 3.3 donate_retrieve_input_checks2', 'conformance 5.11'],
    runs: RUNS,
    needs: [DONATES],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0xab));
      const loan = yield* accepted('the owner donates it', owner.donate(page, [borrower]));
      yield* refused('cleared', 'any status', borrower.retrieve(loan, CLEARED), 'retrieve/zero-not-done');
      const { response, first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* equal('the response says that it was not cleared', response.flags & FLAG_ZERO, 0);
      yield* holds('the borrower reads what the owner wrote', borrower, first, 0xab);
    },
  },
  {
    id: 'donate/executable-device',
    title: 'nobody executes what it retrieves as a device',
    rows: ['conformance 3.3 donate_retrieve_input_checks3', 'conformance 5.7', 'conformance 5.15'],
    runs: RUNS,
    needs: [DONATES],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner donates a page', owner.donate(owner.page(0), [borrower]));
      yield* deviceExecuted(borrower, loan);
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'donate/wrong-sender',
    title: 'a request names the sender, and has the length of its parts',
    rows: [
      'conformance 3.3 donate_retrieve_input_checks4',
      'conformance 5.1',
      'conformance 5.4',
      'conformance 5.15',
    ],
    runs: RUNS,
    needs: [DONATES],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted('the owner donates a page', owner.donate(owner.page(0), [borrower]));
      yield* fromAnother(borrower, loan, third);
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
];
