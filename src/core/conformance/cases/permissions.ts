import {
  DATA_MASK,
  DATA_RO,
  DATA_RW,
  INSTRUCTION_MASK,
  INSTRUCTION_NX,
  INSTRUCTION_X,
} from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, faults, refused } from '../checks.ts';
import { can, readOnlyGrants, sends } from '../needs.ts';
import { givenBack, holds, takes } from './steps.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
/** Owner and borrower belong to one world: what is borrowed may be executable. */
const ONE_WORLD: readonly RunName[] = ['vm1-vm2', 'sp1-sp2'];
const SHARES = sends('FFA_MEM_SHARE');
const LENDS = sends('FFA_MEM_LEND');

/** What borrowers may do with memory. */
export const PERMISSION_CASES: readonly Case[] = [
  {
    id: 'permissions/executable',
    title: 'the only borrower may ask for executable memory, to read and write or to read',
    rows: ['ffa-hafnium 6.3 lend_relinquish_X_RW'],
    runs: ONE_WORLD,
    needs: [LENDS, readOnlyGrants, can('dataAborts')],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner lends a page', owner.lend(page, [borrower]));
      const written = yield* takes('the borrower retrieves it, executable', borrower, loan, {
        permissions: DATA_RW | INSTRUCTION_X,
      });
      yield* equal(
        'the response grants it',
        written.response.receivers[0]?.permissions,
        DATA_RW | INSTRUCTION_X,
      );
      yield* accepted('the borrower writes to it', borrower.fill(written.first, 1));
      yield* givenBack(loan, owner, borrower);
      const again = yield* accepted(
        'the owner lends it read-only',
        owner.lend(page, [borrower], { permissions: DATA_RO }),
      );
      const read = yield* takes('the borrower retrieves it read-only, executable', borrower, again, {
        permissions: DATA_RO | INSTRUCTION_X,
      });
      yield* equal(
        'the response grants that',
        read.response.receivers[0]?.permissions,
        DATA_RO | INSTRUCTION_X,
      );
      yield* holds('the borrower reads it', borrower, read.first, 1);
      yield* faults('the borrower writes again', read.first.address, borrower.poke(read.first.address, 2));
    },
  },
  {
    id: 'permissions/shared-executable',
    title: 'shared memory is not executable for a borrower',
    rows: ['requirements QC2', 'ffa-hafnium 6.3 share_X', 'conformance 5.7'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      for (const data of [DATA_RW, DATA_RO]) {
        const word = data === DATA_RW ? 'read-write' : 'read-only';
        const loan = yield* accepted(
          `the owner shares a page, ${word}`,
          owner.share(page, [borrower], { permissions: data }),
        );
        yield* refused(
          `executable and ${word}`,
          'INVALID_PARAMETERS',
          borrower.retrieve(loan, { permissions: data | INSTRUCTION_X }),
          'retrieve/instruction-given',
        );
        yield* accepted(`the owner still writes to it, ${word}`, owner.fill(page, 1));
        yield* accepted(`the owner reclaims it, ${word}`, owner.reclaim(loan));
      }
    },
  },
  {
    id: 'permissions/shared-read-only',
    title: 'a borrower reads and writes what is shared read-write, and reads what is shared read-only',
    rows: ['requirements QC2', 'ffa-hafnium 6.3 share_relinquish_NX_RW'],
    runs: RUNS,
    needs: [SHARES, readOnlyGrants, can('dataAborts')],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner shares a page', owner.share(page, [borrower]));
      const written = yield* takes('the borrower retrieves it', borrower, loan);
      yield* equal(
        'the response says not executable',
        (written.response.receivers[0]?.permissions ?? 0) & INSTRUCTION_MASK,
        INSTRUCTION_NX,
      );
      yield* accepted('the borrower writes to it', borrower.fill(written.first, 1));
      yield* givenBack(loan, owner, borrower);
      const again = yield* accepted(
        'the owner shares it read-only',
        owner.share(page, [borrower], { permissions: DATA_RO }),
      );
      const read = yield* takes('the borrower retrieves it read-only', borrower, again);
      yield* equal(
        'the response says read-only',
        (read.response.receivers[0]?.permissions ?? 0) & DATA_MASK,
        DATA_RO,
      );
      yield* holds('the borrower reads it', borrower, read.first, 1);
      yield* faults('the borrower writes again', read.first.address, borrower.poke(read.first.address, 2));
    },
  },
  ...(['FFA_MEM_LEND', 'FFA_MEM_DONATE'] as const).map(
    (name): Case => ({
      id: `permissions/${name === 'FFA_MEM_LEND' ? 'lent' : 'donated'}-without-instruction-access`,
      title: 'the only receiver says whether it executes the memory',
      rows: ['ffa-hafnium 6.3 retrieve_instruction_access_not_specified'],
      runs: RUNS,
      needs: [sends(name)],
      *body({ owner, borrower }) {
        const loan = yield* accepted('the owner sends a page', owner.send(name, owner.page(0), [borrower]));
        yield* refused(
          'says nothing',
          'INVALID_PARAMETERS',
          borrower.retrieve(loan, { permissions: DATA_RW }),
          'retrieve/instruction-missing',
        );
        yield* accepted('the owner reclaims it', owner.reclaim(loan));
      },
    }),
  ),
];
