import { COMPOSITE, CONSTITUENT, layoutsOf } from '../../abi/layouts.ts';
import type { Case } from '../case.ts';
import { accepted, equal, refused } from '../checks.ts';
import { fragments, sends } from '../needs.ts';
import type { Party } from '../party.ts';
import { givenBack, holds, takes } from './steps.ts';

/** Bytes of a descriptor for one receiver up to a constituent. */
function upTo({ driver }: Party, constituent: number): number {
  const { header, access } = layoutsOf(driver.version);
  return header.size + access.size + COMPOSITE.size + constituent * CONSTITUENT.size;
}

/** Descriptors that come in several fragments. */
export const FRAGMENT_CASES: readonly Case[] = [
  {
    id: 'fragments/forced',
    title: 'a descriptor that would fit is sent in two fragments',
    rows: [
      'ffa-hafnium 6.1 lend_force_fragmented_relinquish',
      'ffa-hafnium 6.6 fail_fragmented_if_retrieve_before_sent',
    ],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [sends('FFA_MEM_LEND'), fragments],
    *body({ owner, borrower }) {
      const pages = [owner.page(0), owner.page(2)];
      for (const [index, page] of pages.entries())
        yield* accepted(`the owner fills constituent ${index}`, owner.fill(page, 0xab));
      const begun = yield* accepted(
        'the owner sends the first fragment',
        owner.begin('FFA_MEM_LEND', pages, [borrower], { cuts: [upTo(owner, 1)] }),
      );
      yield* refused(
        'the borrower retrieves it too early',
        'INVALID_PARAMETERS',
        borrower.retrieve(begun),
        'retrieve/unfinished',
      );
      const loan = yield* accepted('the owner sends the second fragment', owner.goOn(begun));
      yield* equal('the handle is the one of the first fragment', loan.handle, begun.handle);
      const { memory } = yield* takes('the borrower retrieves it', borrower, loan);
      for (const [index, page] of memory.entries())
        yield* holds(`the borrower reads constituent ${index}`, borrower, page, 0xab);
      yield* givenBack(loan, owner, borrower);
    },
  },
];
