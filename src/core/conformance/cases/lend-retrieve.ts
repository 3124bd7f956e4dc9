import {
  DATA_RO,
  DATA_RW,
  FLAG_ZERO,
  FLAG_ZERO_AFTER_RELINQUISH,
  INSTRUCTION_MASK,
  INSTRUCTION_NX,
} from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, refused } from '../checks.ts';
import { owns, sends, severalReceivers } from '../needs.ts';
import { deviceExecuted, fromAnother, misnamed, TAG } from './mistakes.ts';
import { aligns, givenBack, holds, takes } from './steps.ts';

const LENDS = sends('FFA_MEM_LEND');
const RUNS: readonly RunName[] = ['vm1-sp2', 'vm1-vm2', 'sp1-sp2'];

/** What a receiver may ask for of lent memory. */
export const LEND_RETRIEVES: readonly Case[] = [
  {
    id: 'lend/handle-and-tag',
    title: 'who names another handle or another tag does not get lent memory',
    rows: ['conformance 3.2 lend_invalid_handle_tag', 'conformance 5.2'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [LENDS],
    *body({ owner, borrower }) {
      const loan = yield* accepted(
        'the owner lends a page',
        owner.lend(owner.page(0), [borrower], { tag: TAG }),
      );
      yield* misnamed(borrower, loan, { permissions: DATA_RW });
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'lend/executable-device',
    title: 'nobody executes what it retrieves as a device',
    rows: ['conformance 3.2 lend_retrieve_input_checks4', 'conformance 5.7'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      yield* deviceExecuted(borrower, loan);
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'lend/instruction-access-of-two',
    title: 'what is lent to two is not executable, and nobody says so',
    rows: ['conformance 3.2 lend_retrieve_input_checks5', 'conformance 5.7', 'conformance 5.21'],
    runs: RUNS,
    needs: [LENDS, severalReceivers],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted(
        'the owner lends a page to both',
        owner.lend(owner.page(0), [borrower, third]),
      );
      for (const each of [borrower, third]) {
        const asking = { permissions: DATA_RW | INSTRUCTION_NX };
        yield* refused(
          `the ${each.role} says not executable`,
          'INVALID_PARAMETERS',
          each.retrieve(loan, asking),
          'retrieve/instruction-given',
        );
        const { response } = yield* takes(`the ${each.role} says nothing`, each, loan);
        const given = (response.receivers[0]?.permissions ?? 0) & INSTRUCTION_MASK;
        yield* equal(`the response to the ${each.role} says not executable`, given, INSTRUCTION_NX);
      }
      yield* givenBack(loan, owner, borrower, third);
    },
  },
  {
    id: 'lend/wrong-sender',
    title:
      'a request names the sender, which is judged before instruction access, and has the length of its parts',
    rows: ['conformance 3.2 lend_retrieve_input_checks6', 'conformance 5.1', 'conformance 5.4'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      yield* fromAnother(borrower, loan, third, { permissions: DATA_RW });
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'lend/more-than-granted',
    title: 'who was lent memory read-only does not get to write',
    rows: ['conformance 3.2 lend_ro_retrieve_rw', 'conformance 5.8'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower }) {
      const loan = yield* accepted(
        'the owner lends a page read-only',
        owner.lend(owner.page(0), [borrower], { permissions: DATA_RO }),
      );
      yield* refused(
        'read-write',
        'DENIED',
        borrower.retrieve(loan, { permissions: DATA_RW }),
        'retrieve/data-exceeds',
      );
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'lend/less-than-granted',
    title: 'who may write may ask to read only',
    rows: ['conformance 3.2 lend_rw_retrieve_ro'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower }) {
      yield* accepted('the owner writes to a page', owner.fill(owner.page(0), 0xab));
      const loan = yield* accepted('the owner lends it', owner.lend(owner.page(0), [borrower]));
      const { first } = yield* takes('the borrower retrieves it read-only', borrower, loan, {
        permissions: DATA_RO | INSTRUCTION_NX,
      });
      yield* holds('the borrower reads it', borrower, first, 0xab);
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'lend/alignment-hint',
    title: 'an alignment hint is refused or kept',
    rows: ['conformance 3.2 lend_retrieve_align_hint_check', 'conformance 5.18'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [LENDS],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      yield* aligns(borrower, loan, DATA_RW);
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'lend/read-only-page',
    title: 'a page that its owner may only read is retrieved without clearing',
    rows: ['conformance 3.2 lend_retrieve_input_checks8', 'conformance 5.8'],
    runs: ['vm1-vm2', 'sp1-sp2'],
    needs: [LENDS, owns('owner', 'readOnlyPage')],
    *body({ owner, borrower }) {
      const loan = yield* accepted(
        'the owner lends it read-only',
        owner.lend(owner.readOnlyPage, [borrower], { permissions: DATA_RO }),
      );
      yield* refused('cleared', 'DENIED', borrower.retrieve(loan, { flags: FLAG_ZERO }));
      yield* refused(
        'to be cleared later',
        'DENIED',
        borrower.retrieve(loan, { flags: FLAG_ZERO_AFTER_RELINQUISH }),
        'retrieve/zero-read-only',
      );
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
];
