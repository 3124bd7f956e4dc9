import type { Case } from '../case.ts';
import { accepted, refused } from '../checks.ts';
import { can, offered, sends, severalReceivers } from '../needs.ts';
import { givenBack, holds, losesAccess, takes, takesNoMore, widthOf } from './steps.ts';

const DONATES = sends('FFA_MEM_DONATE');

/** A donation from its send on. */
export const DONATE_CASES: readonly Case[] = [
  {
    id: 'donate/round-trip',
    title: 'donated memory belongs to its receiver, who may donate it back',
    rows: ['conformance 3.3 ffa_mem_donate', 'conformance 3.3 donate_state_machine_1'],
    runs: ['vm1-vm2', 'sp1-sp2', 'sp2-sp1'],
    needs: [DONATES],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner donates a page', owner.donate(owner.page(0), [borrower]));
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      const back = yield* accepted('the borrower donates it back', borrower.donate(first, [owner]));
      const again = yield* takes('the owner retrieves it', owner, back);
      yield* holds('the owner reads what the borrower wrote', owner, again.first, 1);
    },
  },
  {
    id: 'donate/full-owner',
    title: 'who was donated memory may lend it and donate it on',
    rows: ['conformance 3.3 donate_retrieve_input_checks6', 'conformance 5.15'],
    runs: ['vm1-vm2', 'sp1-sp2'],
    needs: [DONATES, offered('owner', 'FFA_MEM_LEND')],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted('the owner donates a page', owner.donate(owner.page(0), [borrower]));
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      const lent = yield* accepted('the borrower lends it', borrower.lend(first, [third]));
      yield* accepted('the borrower reclaims it', borrower.reclaim(lent));
      const back = yield* accepted('the borrower donates it back', borrower.donate(first, [owner]));
      yield* accepted('the owner retrieves it', owner.retrieve(back));
    },
  },
  {
    id: 'donate/bounds',
    title: 'nothing outside of what is donated becomes accessible',
    rows: ['conformance 3.3 donate_lower_upper_boundary', 'conformance 5.21', 'conformance 5.24'],
    runs: ['sp2-sp1'],
    needs: [DONATES, can('dataAborts')],
    *body({ owner, borrower }) {
      for (const wide of [false, true]) {
        const call = widthOf(wide);
        const pages = [owner.page(4), owner.page(5)];
        const loan = yield* accepted(
          `the owner donates two pages, ${call}`,
          owner.donate(pages, [borrower], { wide }),
        );
        const memory = yield* takesNoMore(borrower, loan, wide);
        const back = yield* accepted(
          `the borrower donates them back, ${call}`,
          borrower.donate(memory, [owner], { wide }),
        );
        yield* accepted(`the owner retrieves them, ${call}`, owner.retrieve(back, { wide }));
      }
    },
  },
  {
    id: 'donate/owner-loses-access',
    title: 'an owner has no access to what it donated, and may take it back until it is retrieved',
    rows: ['conformance 3.3 donate_mem_access_after_donate', 'conformance 5.15', 'conformance 5.24'],
    runs: ['sp1'],
    needs: [DONATES, can('dataAborts')],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      for (const wide of [false, true]) {
        const call = widthOf(wide);
        const loan = yield* accepted(
          `the owner donates a page, ${call}`,
          owner.donate(page, [borrower], { wide }),
        );
        yield* losesAccess(owner, loan, call);
      }
    },
  },
  {
    id: 'donate/lent-memory',
    title: 'memory that is lent is not donated',
    rows: ['conformance 3.3 donate_input_error_checks3', 'conformance 5.14'],
    runs: ['vm1', 'sp1'],
    needs: [DONATES, offered('owner', 'FFA_MEM_LEND')],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      yield* refused('and donates it', 'DENIED', owner.donate(owner.page(0), [third]), 'send/held');
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  ...(['FFA_MEM_LEND', 'FFA_MEM_SHARE'] as const).flatMap((name): readonly Case[] => {
    const lent = name === 'FFA_MEM_LEND';
    const word = lent ? 'lent' : 'shared';
    const needs = [DONATES, offered('owner', name)];
    return [
      {
        id: `donate/${word}-and-retrieved`,
        title: `memory that is ${word} and retrieved is not donated to another`,
        rows: [`conformance 3.3 donate_state_machine_${lent ? 2 : 4}`, 'conformance 5.14'],
        runs: ['vm1-vm2', 'sp1-sp2'],
        needs,
        *body({ owner, borrower, third }) {
          const loan = yield* accepted(`a page is ${word}`, owner.send(name, owner.page(0), [borrower]));
          yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
          yield* refused(
            'donated to another',
            'any status',
            owner.donate(owner.page(0), [third]),
            'send/held',
          );
          yield* givenBack(loan, owner, borrower);
        },
      },
      {
        id: `donate/${word}-to-two`,
        title: `memory that is ${word} to two is not donated to both`,
        rows: [`conformance 3.3 donate_state_machine_${lent ? 3 : 5}`, 'conformance 5.14'],
        runs: ['vm1-vm2', 'sp1-sp2'],
        needs: [...needs, severalReceivers],
        *body({ owner, borrower, third }) {
          const both = [borrower, third];
          const loan = yield* accepted(`a page is ${word} to both`, owner.send(name, owner.page(0), both));
          yield* refused(
            'donated to both',
            'any status',
            owner.donate(owner.page(0), both),
            'send/donate-receivers',
          );
          yield* accepted('the owner reclaims it', owner.reclaim(loan));
        },
      },
    ];
  }),
];
