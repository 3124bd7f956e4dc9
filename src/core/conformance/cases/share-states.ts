import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, refused } from '../checks.ts';
import { offered, sends, severalReceivers } from '../needs.ts';
import { givenBack } from './steps.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const LENDS_AND_SHARES = [sends('FFA_MEM_LEND'), offered('owner', 'FFA_MEM_SHARE')];
const SHARES = sends('FFA_MEM_SHARE');

/** Pages that are in a transaction already are not shared. */
export const SHARE_STATES: readonly Case[] = [
  {
    id: 'share/lent-memory',
    title: 'memory that is lent is not shared with another',
    rows: ['conformance 3.1 share_state_machine_2', 'conformance 5.14'],
    runs: ['vm1', 'sp1'],
    needs: LENDS_AND_SHARES,
    *body({ owner, borrower, third }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      yield* refused(
        'and shares it with another',
        'any status',
        owner.share(owner.page(0), [third]),
        'send/held',
      );
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'share/retrieved-loan',
    title: 'memory that is lent and retrieved is not shared with its borrower',
    rows: ['conformance 3.1 share_state_machine_3', 'conformance 5.14'],
    runs: RUNS,
    needs: LENDS_AND_SHARES,
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* refused('and shares it', 'any status', owner.share(owner.page(0), [borrower]), 'send/held');
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'share/half-retrieved-loan',
    title: 'memory that is lent to two, of whom one has retrieved it, is not shared with both',
    rows: ['conformance 3.1 share_state_machine_4', 'conformance 5.14'],
    runs: RUNS,
    needs: [...LENDS_AND_SHARES, severalReceivers],
    *body({ owner, borrower, third }) {
      const both = [borrower, third];
      const loan = yield* accepted('the owner lends a page to both', owner.lend(owner.page(0), both));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* refused('and shares it with both', 'any status', owner.share(owner.page(0), both), 'send/held');
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'share/shared-memory',
    title: 'memory that is shared is not shared with another, neither whole nor in part',
    rows: ['conformance 3.1 share_state_machine_5', 'conformance 5.14'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted('the owner shares two pages', owner.share(owner.page(0, 2), [borrower]));
      yield* accepted('the borrower retrieves them', borrower.retrieve(loan));
      yield* refused('both with another', 'any status', owner.share(owner.page(0, 2), [third]), 'send/held');
      yield* refused(
        'the second with another',
        'any status',
        owner.share(owner.page(1), [third]),
        'send/held',
      );
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'share/shared-with-two',
    title: 'memory that two have retrieved is not shared with them again',
    rows: ['conformance 3.1 share_state_machine_6', 'conformance 5.14'],
    runs: RUNS,
    needs: [SHARES, severalReceivers],
    *body({ owner, borrower, third }) {
      const both = [borrower, third];
      const loan = yield* accepted('the owner shares a page with both', owner.share(owner.page(0), both));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* accepted('the third retrieves it', third.retrieve(loan));
      yield* refused('with both again', 'any status', owner.share(owner.page(0), both), 'send/held');
      yield* givenBack(loan, owner, borrower, third);
    },
  },
];
