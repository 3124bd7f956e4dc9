import type { Case } from '../case.ts';
import { accepted, refused } from '../checks.ts';
import { sends, severalReceivers } from '../needs.ts';
import { givenBack, NOBODY } from './steps.ts';

const SHARES = sends('FFA_MEM_SHARE');
const LENDS = sends('FFA_MEM_LEND');
const INVALID = 'INVALID_PARAMETERS';

/** Who may be in the list of receivers. */
export const RECEIVER_CASES: readonly Case[] = [
  {
    id: 'receivers/mistakes',
    title: 'each faulty receiver has its status, and of several the first in the list decides',
    rows: ['requirements QA13'],
    runs: ['vm1', 'sp1'],
    needs: [SHARES, LENDS, severalReceivers],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      for (const name of ['FFA_MEM_SHARE', 'FFA_MEM_LEND'] as const) {
        for (const [what, to, rule] of [
          ['nobody', [NOBODY], 'send/receiver-unknown'],
          ['itself', [owner], 'send/receiver-self'],
          ['one and nobody', [borrower, NOBODY], 'send/receiver-unknown'],
          ['nobody and one', [NOBODY, borrower], 'send/receiver-unknown'],
          ['one and itself', [borrower, owner], 'send/receiver-self'],
          ['itself and nobody', [owner, NOBODY], 'send/receiver-self'],
          ['nobody and itself', [NOBODY, owner], 'send/receiver-unknown'],
          ['nobody twice', [NOBODY, NOBODY], 'send/receiver-unknown'],
          ['one twice', [borrower, borrower], 'send/receiver-duplicate'],
        ] as const)
          yield* refused(`${name} to ${what}`, INVALID, owner.send(name, page, to), rule);
        const loan = yield* accepted(`${name} to two`, owner.send(name, page, [borrower, third]));
        yield* accepted(`reclaimed after ${name}`, owner.reclaim(loan));
      }
    },
  },
  {
    id: 'receivers/normal-world-only',
    title: 'a manager of the secure world is not asked to move memory between VMs',
    rows: ['requirements QA16'],
    runs: ['vm1'],
    needs: [SHARES, LENDS],
    *body({ owner, party }) {
      for (const name of ['FFA_MEM_SHARE', 'FFA_MEM_LEND'] as const)
        yield* refused(
          `${name} to another VM`,
          'DENIED',
          owner.send(name, owner.page(0), [party('vm2')]),
          'send/normal-world-only',
        );
    },
  },
  {
    id: 'receivers/retrieve-in-a-wrong-name',
    title: 'who is no receiver, or names another sender, gets nothing and learns nothing',
    rows: ['requirements QC5', 'regressions R8'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [SHARES],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      const [listed] = loan.receivers;
      if (listed === undefined) throw new TypeError('a loan has receivers');
      const asThird = { receivers: [{ ...listed, endpoint: third.id }] };
      const rule = 'retrieve/not-receiver';
      yield* refused('the third, as itself', INVALID, third.retrieve(loan, asThird), rule);
      yield* refused('the third, as the borrower', INVALID, third.retrieve(loan), rule);
      yield* refused(
        'the third, with everything else wrong',
        INVALID,
        third.retrieve(loan, { ...asThird, sender: third.id, tag: 1n }),
        rule,
      );
      for (const sender of [borrower, third])
        yield* refused(
          `the borrower, from the ${sender.role}`,
          'DENIED',
          borrower.retrieve(loan, { sender: sender.id }),
          'retrieve/sender',
        );
      yield* accepted('the borrower, from the owner', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
];
