import { DATA_RO, DATA_RW, FLAG_ZERO, INSTRUCTION_NX, INSTRUCTION_X } from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, faults, refused } from '../checks.ts';
import { can, owns, readOnlyGrants, sends, severalReceivers } from '../needs.ts';
import { givenBack, holds, takes } from './steps.ts';

const SHARES = sends('FFA_MEM_SHARE');
const LENDS = sends('FFA_MEM_LEND');
const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];

/** How much access a transaction can give, and that all of it goes back. */
export const GRANT_CASES: readonly Case[] = [
  {
    id: 'grants/no-more-than-the-owner-has',
    title: 'of a page that its owner may only read, nobody gets more than reading',
    rows: ['requirements QC1'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [LENDS, SHARES, readOnlyGrants, owns('owner', 'readOnlyPage'), can('dataAborts')],
    *body({ owner, borrower }) {
      const page = owner.readOnlyPage;
      for (const name of ['FFA_MEM_SHARE', 'FFA_MEM_LEND'] as const) {
        yield* refused(
          `${name} for writing`,
          'DENIED',
          owner.send(name, page, [borrower], { permissions: DATA_RW }),
          'send/permission-exceeds-owner',
        );
        const sent = owner.send(name, page, [borrower], { permissions: DATA_RO });
        const loan = yield* accepted(`${name} for reading`, sent);
        const instruction = name === 'FFA_MEM_LEND' ? INSTRUCTION_NX : 0;
        yield* refused(
          `retrieved for writing after ${name}`,
          'DENIED',
          borrower.retrieve(loan, { permissions: DATA_RW | instruction }),
          'retrieve/data-exceeds',
        );
        const { first } = yield* takes(`retrieved for reading after ${name}`, borrower, loan);
        yield* faults(`written after ${name}`, first.address, borrower.poke(first.address, 1));
        yield* accepted(`relinquished after ${name}`, borrower.relinquish(loan));
        yield* accepted(`reclaimed after ${name}`, owner.reclaim(loan));
      }
    },
  },
  {
    id: 'grants/not-executable-for-the-owner',
    title: 'of a page that its owner may not execute, nobody gets execution',
    rows: ['requirements QC1'],
    runs: ['sp1-sp2'],
    needs: [LENDS, owns('owner', 'readOnlyPage'), readOnlyGrants],
    *body({ owner, borrower }) {
      const loan = yield* accepted(
        'the owner lends its read-only page',
        owner.lend(owner.readOnlyPage, [borrower], { permissions: DATA_RO }),
      );
      yield* refused(
        'executable',
        'DENIED',
        borrower.retrieve(loan, { permissions: DATA_RO | INSTRUCTION_X }),
        'retrieve/execute-exceeds-owner',
      );
      yield* accepted('not executable', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'grants/non-secure-code',
    title: 'a secure partition does not get memory of the normal world to execute',
    rows: ['regressions D8'],
    runs: ['vm1-sp1'],
    needs: [LENDS],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      yield* refused(
        'executable',
        'DENIED',
        borrower.retrieve(loan, { permissions: DATA_RW | INSTRUCTION_X }),
        'retrieve/execute-non-secure',
      );
      yield* accepted('not executable', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'grants/cleared-in-parts',
    title: 'all constituents of a lend are cleared, and nothing beside them',
    rows: ['regressions D4', 'regressions D5', 'requirements QC11'],
    runs: RUNS,
    needs: [LENDS, can('dataAborts')],
    *body({ owner, borrower }) {
      const memory = [owner.page(0), owner.page(2, 2), owner.page(6)];
      const all = owner.page(0, 8);
      yield* accepted('the owner fills eight pages', owner.fill(all, 0x5a));
      const loan = yield* accepted(
        'the owner lends four of them, cleared',
        owner.lend(memory, [borrower], { flags: FLAG_ZERO }),
      );
      const { memory: taken } = yield* takes('the borrower retrieves them', borrower, loan);
      for (const [index, each] of taken.entries())
        yield* holds(`the borrower reads zeros in constituent ${index}`, borrower, each, 0);
      yield* givenBack(loan, owner, borrower);
      for (const index of [0, 2, 3, 6]) yield* holds(`page ${index} is clear`, owner, owner.page(index), 0);
      for (const index of [1, 4, 5, 7])
        yield* holds(`page ${index} is as it was`, owner, owner.page(index), 0x5a);
    },
  },
  {
    id: 'grants/all-comes-back',
    title: 'after a reclaim its owner has each page as it had it before, and nobody else has any',
    rows: ['requirements QC9', 'requirements QC10'],
    runs: RUNS,
    needs: [SHARES, LENDS, can('dataAborts')],
    *body({ owner, borrower }) {
      const memory = [owner.page(0, 2), owner.page(4)];
      for (const name of ['FFA_MEM_SHARE', 'FFA_MEM_LEND'] as const) {
        const loan = yield* accepted(`${name}`, owner.send(name, memory, [borrower]));
        const { memory: taken } = yield* takes(`retrieved after ${name}`, borrower, loan);
        const address = owner.page(1).address;
        if (name === 'FFA_MEM_LEND')
          yield* faults('the owner writes to what is lent', address, owner.poke(address, 1));
        else yield* accepted('the owner writes to what is shared', owner.poke(address, 1));
        yield* accepted(`relinquished after ${name}`, borrower.relinquish(loan));
        yield* accepted(`reclaimed after ${name}`, owner.reclaim(loan));
        for (const index of [0, 1, 4])
          yield* accepted(`page ${index} is written after ${name}`, owner.poke(owner.page(index).address, 2));
        for (const [index, each] of taken.entries())
          yield* faults(
            `the borrower reads constituent ${index} after ${name}`,
            each.address,
            borrower.peek(each.address),
          );
        const again = yield* accepted(`sent anew after ${name}`, owner.lend(memory, [borrower]));
        yield* accepted(`taken back anew after ${name}`, owner.reclaim(again));
      }
    },
  },
  {
    id: 'grants/each-for-itself',
    title: 'a borrower that never retrieved relinquishes nothing, whatever the other has',
    rows: ['requirements QC7', 'regressions E6', 'regressions E14'],
    runs: RUNS,
    needs: [LENDS, severalReceivers],
    *body({ owner, borrower, third }) {
      const INVALID = 'INVALID_PARAMETERS';
      const loan = yield* accepted(
        'the owner lends a page to both',
        owner.lend(owner.page(0), [borrower, third]),
      );
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* refused('the third leaves', INVALID, third.relinquish(loan), 'relinquish/not-retrieved');
      yield* refused('the owner reclaims it early', 'DENIED', owner.reclaim(loan), 'reclaim/held');
      yield* accepted('the third retrieves it', third.retrieve(loan));
      yield* accepted('the borrower leaves', borrower.relinquish(loan));
      yield* refused(
        'the borrower leaves twice',
        INVALID,
        borrower.relinquish(loan),
        'relinquish/not-retrieved',
      );
      yield* refused('the owner reclaims it still early', 'DENIED', owner.reclaim(loan), 'reclaim/held');
      yield* accepted('the third leaves after all', third.relinquish(loan));
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
      yield* refused('the owner reclaims it twice', INVALID, owner.reclaim(loan), 'reclaim/unknown-handle');
    },
  },
];
