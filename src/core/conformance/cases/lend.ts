import {
  FLAG_TYPE_LEND,
  FLAG_TYPE_MASK,
  FLAG_ZERO,
  FLAG_ZERO_AFTER_RELINQUISH,
  TYPE_DEVICE,
  TYPE_MASK,
} from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, faults, refused } from '../checks.ts';
import { can, owns, sends, severalReceivers } from '../needs.ts';
import { givenBack, holds, losesAccess, mostRetrievals, takes, takesNoMore, widthOf } from './steps.ts';

const LENDS = sends('FFA_MEM_LEND');
const RUNS: readonly RunName[] = ['vm1-sp2', 'vm1-vm2', 'sp1-sp2'];

/** A lend from its send to its reclaim. */
export const LEND_CASES: readonly Case[] = [
  {
    id: 'lend/round-trip',
    title: 'a borrower uses what was lent, cannot send it on, and clears it only when its relinquish says so',
    rows: ['conformance 3.2 ffa_mem_lend', 'conformance 5.12', 'conformance 5.14'],
    runs: [...RUNS, 'sp2-sp1'],
    needs: [LENDS],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner lends a page', owner.lend(page, [borrower]));
      const asking = { flags: FLAG_ZERO_AFTER_RELINQUISH };
      const { response, first } = yield* takes(
        'the borrower retrieves it, to be cleared later',
        borrower,
        loan,
        asking,
      );
      yield* equal('the response says that it is a lend', response.flags & FLAG_TYPE_MASK, FLAG_TYPE_LEND);
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      yield* refused('the borrower shares it on', 'DENIED', borrower.share(first, [third]), 'send/not-owner');
      yield* refused('the borrower donates it', 'DENIED', borrower.donate(first, [third]), 'send/not-owner');
      yield* givenBack(loan, owner, borrower);
      yield* holds('the owner reads what the borrower wrote', owner, page, 1);
    },
  },
  {
    id: 'lend/two-borrowers',
    title: 'memory is lent to two borrowers at once, and both may write',
    rows: ['conformance 3.2 lend_state_machine_1', 'conformance 3.2 lend_retrieve_input_checks9'],
    runs: RUNS,
    needs: [LENDS, severalReceivers],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner lends a page to both', owner.lend(page, [borrower, third]));
      const one = yield* takes('the borrower retrieves it', borrower, loan);
      const other = yield* takes('the third retrieves it', third, loan);
      yield* accepted('the borrower writes to it', borrower.fill(one.first, 1));
      yield* holds('the third reads what the borrower wrote', third, other.first, 1);
      yield* accepted('the third writes to it', third.fill(other.first, 2));
      yield* givenBack(loan, owner, borrower, third);
      yield* holds('the owner reads what was written last', owner, page, 2);
    },
  },
  {
    id: 'lend/bounds',
    title: 'nothing outside of what is lent becomes accessible',
    rows: ['conformance 3.2 lend_lower_upper_boundary', 'conformance 5.21', 'conformance 5.24'],
    runs: ['vm1-sp2', 'sp2-sp1', 'vm1-vm2'],
    needs: [LENDS, can('dataAborts')],
    *body({ owner, borrower }) {
      for (const wide of [false, true]) {
        const call = widthOf(wide);
        const pages = wide ? [owner.page(8), owner.page(9)] : [owner.page(4), owner.page(5)];
        const loan = yield* accepted(
          `the owner lends two pages, ${call}`,
          owner.lend(pages, [borrower], { wide }),
        );
        yield* takesNoMore(borrower, loan, wide);
      }
    },
  },
  {
    id: 'lend/owner-loses-access',
    title: 'an owner has no access to what it lent',
    rows: ['conformance 3.2 lend_mem_access_after_lend', 'conformance 5.24'],
    runs: ['sp1'],
    needs: [LENDS, can('dataAborts')],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      for (const wide of [false, true]) {
        const call = widthOf(wide);
        const loan = yield* accepted(
          `the owner lends a page, ${call}`,
          owner.lend(page, [borrower], { wide }),
        );
        yield* losesAccess(owner, loan, call);
      }
    },
  },
  {
    id: 'lend/owner-out-while-borrowed',
    title: 'an owner has no access to what a borrower retrieved',
    rows: ['conformance 3.2 lend_retrieve_mem_access', 'conformance 5.24'],
    runs: ['sp1-sp2'],
    needs: [LENDS, can('dataAborts')],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner lends a page', owner.lend(page, [borrower]));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* faults('the owner writes to it', page.address, owner.fill(page, 1));
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'lend/device',
    title: 'a device is lent to one borrower, and can be given back',
    rows: ['conformance 3.2 mem_lend_mmio', 'conformance 5.25'],
    runs: ['vm1-vm2', 'sp1-sp2'],
    needs: [LENDS, owns('owner', 'devicePage')],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner lends a device', owner.lend(owner.devicePage, [borrower]));
      const asking = { attributes: TYPE_DEVICE, flags: FLAG_ZERO_AFTER_RELINQUISH };
      const { response } = yield* takes('the borrower retrieves it as a device', borrower, loan, asking);
      yield* equal('the response says that it is a device', response.attributes & TYPE_MASK, TYPE_DEVICE);
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'lend/retrieved-often',
    title: 'a lend is retrieved as often as FFA_FEATURES says, cleared the first time only',
    rows: ['conformance 3.2 lend_multiple_retrievals', 'conformance 5.16'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const loan = yield* accepted(
        'the owner lends a page, cleared',
        owner.lend(page, [borrower], { flags: FLAG_ZERO }),
      );
      const most = yield* mostRetrievals(borrower);
      for (let time = 1; time <= most; time++) {
        if (time > 1)
          yield* refused(
            `to be cleared again, time ${time}`,
            'INVALID_PARAMETERS',
            borrower.retrieve(loan, { flags: FLAG_ZERO }),
            'retrieve/zero-again',
          );
        yield* accepted(`the borrower retrieves it, time ${time}`, borrower.retrieve(loan));
      }
      yield* refused('once more', 'DENIED', borrower.retrieve(loan), 'retrieve/limit');
      for (let time = 1; time <= most; time++)
        yield* accepted(`the borrower relinquishes it, time ${time}`, borrower.relinquish(loan));
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
];
