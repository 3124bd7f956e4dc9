import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, refused } from '../checks.ts';
import { offered, sends, severalReceivers } from '../needs.ts';
import { givenBack } from './steps.ts';

const LENDS = sends('FFA_MEM_LEND');
const SHARES_AND_LENDS = [sends('FFA_MEM_SHARE'), offered('owner', 'FFA_MEM_LEND')];
const RUNS: readonly RunName[] = ['vm1-sp2', 'vm1-vm2', 'sp1-sp2'];

/** Pages that are in a transaction already are not lent. */
export const LEND_STATES: readonly Case[] = [
  {
    id: 'lend/lent-memory',
    title: 'memory that is lent and retrieved is lent neither to another nor to its borrower again',
    rows: [
      'conformance 3.2 lend_state_machine_2',
      'conformance 3.2 lend_state_machine_3',
      'conformance 5.14',
    ],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* refused('to another', 'any status', owner.lend(owner.page(0), [third]), 'send/held');
      yield* refused('to its borrower', 'any status', owner.lend(owner.page(0), [borrower]), 'send/held');
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'lend/lent-to-two',
    title: 'memory that two have retrieved is not lent to them again',
    rows: ['conformance 3.2 lend_state_machine_4', 'conformance 5.14'],
    runs: RUNS,
    needs: [LENDS, severalReceivers],
    *body({ owner, borrower, third }) {
      const both = [borrower, third];
      const loan = yield* accepted('the owner lends a page to both', owner.lend(owner.page(0), both));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* accepted('the third retrieves it', third.retrieve(loan));
      yield* refused('to both again', 'any status', owner.lend(owner.page(0), both), 'send/held');
      yield* givenBack(loan, owner, borrower, third);
    },
  },
  {
    id: 'lend/shared-memory',
    title: 'memory that is shared and retrieved is not lent',
    rows: ['conformance 3.2 lend_state_machine_5', 'conformance 5.14'],
    runs: RUNS,
    needs: SHARES_AND_LENDS,
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* refused(
        'lent to its borrower',
        'any status',
        owner.lend(owner.page(0), [borrower]),
        'send/held',
      );
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'lend/shared-with-two',
    title: 'memory that two share is not lent to them',
    rows: ['conformance 3.2 lend_state_machine_6', 'conformance 5.14'],
    runs: RUNS,
    needs: [...SHARES_AND_LENDS, severalReceivers],
    *body({ owner, borrower, third }) {
      const both = [borrower, third];
      const loan = yield* accepted('the owner shares a page with both', owner.share(owner.page(0), both));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* accepted('the third retrieves it', third.retrieve(loan));
      yield* refused('lent to both', 'any status', owner.lend(owner.page(0), both), 'send/held');
      yield* givenBack(loan, owner, borrower, third);
    },
  },
];
