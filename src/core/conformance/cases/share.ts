import {
  ATTRIBUTE_NS,
  FLAG_TYPE_MASK,
  FLAG_TYPE_SHARE,
  FLAG_ZERO,
  INSTRUCTION_MASK,
  INSTRUCTION_NX,
} from '../../abi/bits.ts';
import { PAGE_SIZE } from '../../abi/pages.ts';
import { write } from '../../client/port.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, refused } from '../checks.ts';
import { can, sends, severalReceivers } from '../needs.ts';
import { leaving } from '../spoil.ts';
import { misnamed, TAG } from './mistakes.ts';
import { givenBack, holds, takes, takesNoMore, widthOf } from './steps.ts';

const SHARES = sends('FFA_MEM_SHARE');
const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const RUNS_TO_SP2: readonly RunName[] = ['vm1-sp2', 'vm1-vm2', 'sp1-sp2'];

/** A share from its send to its reclaim. */
export const SHARE_CASES: readonly Case[] = [
  {
    id: 'share/round-trip',
    title: 'owner and borrower use a shared page together, and the borrower cannot send it on',
    rows: ['conformance 3.1 ffa_mem_share', 'conformance 5.14', 'conformance 5.17', 'conformance 5.22'],
    runs: [...RUNS, 'sp2-sp1'],
    needs: [SHARES],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner shares a page', owner.share(page, [borrower]));
      yield* accepted('the owner still writes to it', owner.fill(page, 0xab));
      yield* accepted(
        'the owner wipes its TX',
        owner.attempt(write(owner.endpoint.buffers.tx, new Uint8Array(PAGE_SIZE))),
      );
      const { response, first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* equal(
        'the response says whether the owner is non-secure',
        response.attributes & ATTRIBUTE_NS,
        owner.secure ? 0 : ATTRIBUTE_NS,
      );
      yield* equal('the response says that nothing was cleared', response.flags & FLAG_ZERO, 0);
      yield* equal('the response says that it is a share', response.flags & FLAG_TYPE_MASK, FLAG_TYPE_SHARE);
      yield* equal(
        'the response says that it is not executable',
        (response.receivers[0]?.permissions ?? 0) & INSTRUCTION_MASK,
        INSTRUCTION_NX,
      );
      yield* holds('the borrower reads what the owner wrote', borrower, first, 0xab);
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      yield* holds('the owner reads what the borrower wrote', owner, page, 1);
      yield* accepted('the borrower writes again', borrower.fill(first, 2));
      yield* refused('the borrower lends it on', 'DENIED', borrower.lend(first, [third]), 'send/not-owner');
      yield* refused('the borrower donates it', 'DENIED', borrower.donate(first, [third]), 'send/not-owner');
      yield* givenBack(loan, owner, borrower);
      yield* holds('the owner reads what was written last', owner, page, 2);
    },
  },
  {
    id: 'share/handle-and-tag',
    title: 'who names another handle or another tag does not get shared memory',
    rows: ['conformance 3.1 share_invalid_handle_tag', 'conformance 5.2'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const loan = yield* accepted(
        'the owner shares a page',
        owner.share(owner.page(0), [borrower], { tag: TAG }),
      );
      yield* misnamed(borrower, loan);
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'share/two-borrowers',
    title: 'memory is shared with two borrowers at once',
    rows: ['conformance 3.1 share_state_machine_1'],
    runs: RUNS,
    needs: [SHARES, severalReceivers],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted(
        'the owner shares a page with both',
        owner.share(owner.page(0), [borrower, third]),
      );
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* accepted('the third retrieves it', third.retrieve(loan));
      yield* givenBack(loan, owner, borrower, third);
    },
  },
  {
    id: 'share/relinquish-mistakes',
    title: 'a borrower leaves a share with a sound descriptor only',
    rows: ['conformance 3.1 share_relinquish_input_checks', 'conformance 5.10', 'conformance 5.22'],
    runs: RUNS_TO_SP2,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner shares a page', owner.share(page, [borrower]));
      yield* accepted(
        'the owner wipes its TX',
        owner.attempt(write(owner.endpoint.buffers.tx, new Uint8Array(PAGE_SIZE))),
      );
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      const other = { flags: FLAG_ZERO, handle: 0x123n };
      yield* refused(
        'asks for clearing',
        'INVALID_PARAMETERS',
        borrower.relinquish(loan, { flags: FLAG_ZERO }),
        'relinquish/zero-on-share',
      );
      yield* refused(
        'names another handle',
        'INVALID_PARAMETERS',
        borrower.relinquish(loan, other),
        'relinquish/unknown-handle',
      );
      const nobody = { ...other, spoil: [leaving('endpointCount', 0)] };
      yield* refused(
        'lists nobody',
        'INVALID_PARAMETERS',
        borrower.relinquish(loan, nobody),
        'relinquish/endpoint-count',
      );
      yield* accepted('the borrower relinquishes it', borrower.relinquish(loan));
      yield* holds('the owner reads what the borrower wrote', owner, page, 1);
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'share/bounds',
    title: 'nothing outside of what is shared becomes accessible',
    rows: ['conformance 3.1 share_lower_upper_boundary', 'conformance 5.21', 'conformance 5.24'],
    runs: ['vm1-sp2', 'sp2-sp1', 'vm1-vm2'],
    needs: [SHARES, can('dataAborts')],
    *body({ owner, borrower }) {
      const pages = [owner.page(4), owner.page(5)];
      for (const wide of [false, true]) {
        const call = widthOf(wide);
        const loan = yield* accepted(
          `the owner shares two pages, ${call}`,
          owner.share(pages, [borrower], { wide }),
        );
        yield* takesNoMore(borrower, loan, wide);
        yield* accepted(`the borrower relinquishes them, ${call}`, borrower.relinquish(loan));
        yield* accepted(`the owner reclaims them, ${call}`, owner.reclaim(loan));
      }
    },
  },
];
