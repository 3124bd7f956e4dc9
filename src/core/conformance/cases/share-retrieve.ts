import { DATA_RO, DATA_RW } from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, faults, refused } from '../checks.ts';
import { can, readOnlyGrants, sends } from '../needs.ts';
import { aligns, givenBack, holds, mostRetrievals, takes } from './steps.ts';

const SHARES = sends('FFA_MEM_SHARE');
const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const RUNS_TO_SP2: readonly RunName[] = ['vm1-sp2', 'vm1-vm2', 'sp1-sp2'];

/** What a receiver may ask for of shared memory. */
export const SHARE_RETRIEVES: readonly Case[] = [
  {
    id: 'share/less-than-granted',
    title: 'who may write may ask to read only',
    rows: ['conformance 3.1 share_rw_retrieve_ro'],
    runs: RUNS_TO_SP2,
    needs: [SHARES],
    *body({ owner, borrower }) {
      yield* accepted('the owner writes to a page', owner.fill(owner.page(0), 0xab));
      const loan = yield* accepted('the owner shares it', owner.share(owner.page(0), [borrower]));
      const { first } = yield* takes('the borrower retrieves it read-only', borrower, loan, {
        permissions: DATA_RO,
      });
      yield* holds('the borrower reads it', borrower, first, 0xab);
      yield* givenBack(loan, owner, borrower);
    },
  },
  ...([false, true] as const).map((wide): Case => {
    const bits = wide ? '64' : '32';
    return {
      id: `share/more-than-granted-${bits}`,
      title: `who may only read does not get to write, with ${bits}-bit calls`,
      rows: ['conformance 3.1 share_ro_retrieve_rw', 'conformance 5.24'],
      runs: wide ? ['vm1-sp1', 'sp2-sp3', 'vm1-vm2'] : ['vm1-sp2', 'sp2-sp1', 'vm1-vm2'],
      needs: [SHARES, readOnlyGrants, can('dataAborts')],
      *body({ owner, borrower }) {
        const page = owner.page(0);
        yield* accepted('the owner writes to a page', owner.fill(page, 0xab));
        const loan = yield* accepted(
          'the owner shares it read-only',
          owner.share(page, [borrower], { permissions: DATA_RO, wide }),
        );
        yield* refused(
          'read-write',
          'any status',
          borrower.retrieve(loan, { permissions: DATA_RW, wide }),
          'retrieve/data-exceeds',
        );
        const { first } = yield* takes('the borrower retrieves it read-only', borrower, loan, { wide });
        yield* faults('the borrower writes to it', first.address, borrower.fill(first, 1));
        yield* holds('the page is as the owner left it', owner, page, 0xab);
        yield* givenBack(loan, owner, borrower);
      },
    };
  }),
  {
    id: 'share/alignment-hint',
    title: 'an alignment hint is refused or kept',
    rows: ['conformance 3.1 share_retrieve_align_hint_check', 'conformance 5.18'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      yield* aligns(borrower, loan);
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'share/retrieved-often',
    title: 'a share is retrieved as often as FFA_FEATURES says, and no more',
    rows: ['requirements QC7', 'conformance 3.1 share_multiple_retrievals', 'conformance 5.16'],
    runs: RUNS_TO_SP2,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      const most = yield* mostRetrievals(borrower);
      for (let time = 1; time <= most; time++)
        yield* accepted(`the borrower retrieves it, time ${time}`, borrower.retrieve(loan));
      yield* refused('once more', 'DENIED', borrower.retrieve(loan), 'retrieve/limit');
      for (let time = 1; time <= most; time++)
        yield* accepted(`the borrower relinquishes it, time ${time}`, borrower.relinquish(loan));
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
      yield* equal('the limit is 2^(k + 1) - 1', Number.isInteger(Math.log2(most + 1)), true);
    },
  },
];
