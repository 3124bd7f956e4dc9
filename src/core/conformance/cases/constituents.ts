import type { Constituent } from '../../abi/transaction.ts';
import type { Case } from '../case.ts';
import { accepted, refused } from '../checks.ts';
import { can, fragments, owns, sends } from '../needs.ts';
import type { Party } from '../party.ts';
import { composite, constituent } from '../spoil.ts';
import { upTo } from './fragments.ts';
import { givenBack, takes } from './steps.ts';

const SHARES = sends('FFA_MEM_SHARE');
const LENDS = sends('FFA_MEM_LEND');
const ALONE = ['vm1', 'sp1'] as const;

/** Which memory a constituent may name. */
export const CONSTITUENT_CASES: readonly Case[] = [
  {
    id: 'constituents/overlaps',
    title: 'no page is named twice in one list, and ranges that touch are two',
    rows: ['regressions A6', 'regressions A7', 'regressions E24', 'requirements QA4'],
    runs: ALONE,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const page = pagesOf(owner);
      const overlaps: readonly (readonly [string, readonly Constituent[]])[] = [
        ['the same page twice', [page(4), page(4)]],
        ['the same range twice', [page(4, 4), page(4, 4)]],
        ['the second inside the first', [page(4, 4), page(5, 2)]],
        ['the first inside the second', [page(5, 2), page(4, 4)]],
        ['the second over the end of the first', [page(4, 4), page(7, 2)]],
        ['the second over the start of the first', [page(4, 4), page(3, 2)]],
        ['the first page of the first', [page(4, 4), page(4)]],
        ['the last page of the first', [page(4, 4), page(7)]],
        ['the first and the last of three', [page(4, 2), page(8), page(5, 2)]],
      ];
      for (const [what, memory] of overlaps)
        yield* refused(what, 'INVALID_PARAMETERS', owner.share(memory, [borrower]), 'send/overlap');
      for (const [what, memory] of [
        ['upwards', [page(4), page(5), page(6, 2)]],
        ['downwards', [page(6, 2), page(5), page(4)]],
      ] as const) {
        const loan = yield* accepted(`ranges that touch, ${what}`, owner.share(memory, [borrower]));
        yield* accepted(`the owner reclaims them, ${what}`, owner.reclaim(loan));
      }
    },
  },
  {
    id: 'constituents/overlaps-across-fragments',
    title: 'no page is named twice in a list, in whichever fragments it is named',
    rows: ['regressions A6', 'requirements QA4', 'requirements QB2'],
    runs: ALONE,
    needs: [SHARES, fragments],
    *body({ owner, borrower }) {
      const page = pagesOf(owner);
      const cuts = [upTo(owner, 1)];
      for (const [what, memory] of [
        ['the same page', [page(4), page(4)]],
        ['a page of the first fragment', [page(4, 4), page(6)]],
        ['a page around the first fragment', [page(6), page(4, 4)]],
      ] as const)
        yield* refused(what, 'INVALID_PARAMETERS', owner.share(memory, [borrower], { cuts }), 'send/overlap');
      const loan = yield* accepted(
        'ranges that touch',
        owner.share([page(4, 4), page(8)], [borrower], { cuts }),
      );
      yield* givenBack(loan, owner);
    },
  },
  {
    id: 'constituents/live',
    title: 'no page is in two transactions, wherever the two lists meet',
    rows: ['regressions E24', 'requirements QA4'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [SHARES],
    *body({ owner, borrower, third }) {
      const page = pagesOf(owner);
      const loan = yield* accepted('the owner shares four pages', owner.share(page(4, 4), [borrower]));
      for (const [what, memory] of [
        ['the same four', page(4, 4)],
        ['one of them', page(6)],
        ['more around them', page(2, 8)],
        ['the first of them as the last', page(1, 4)],
        ['the last of them as the first', page(7, 4)],
        ['one of them between others', [page(0), page(5), page(12)]],
        ['the last of them behind others', [page(0), page(12), page(7)]],
      ] as const)
        yield* refused(what, 'DENIED', owner.share(memory, [third]), 'send/held');
      const others = yield* accepted(
        'the owner shares the pages on either side',
        owner.share([page(3), page(8)], [third]),
      );
      yield* accepted('the owner reclaims the others', owner.reclaim(others));
      yield* givenBack(loan, owner);
    },
  },
  {
    id: 'constituents/unaligned',
    title: 'an address inside a page is refused, wherever it stands, and never rounded',
    rows: ['regressions A12', 'requirements QA5'],
    runs: ALONE,
    needs: [SHARES, fragments],
    *body({ owner, borrower }) {
      const page = pagesOf(owner);
      const memory = [page(0), page(2), page(4)] as const;
      const share = (index: 0 | 1 | 2, offset: number, cuts?: readonly number[]) => {
        const spoil = [constituent('address', memory[index].address + offset, index)];
        return owner.share(memory, [borrower], { spoil, ...(cuts === undefined ? {} : { cuts }) });
      };
      const rule = 'send/constituent-unaligned';
      for (const [which, index] of [
        ['first', 0],
        ['middle', 1],
        ['last', 2],
      ] as const)
        for (const offset of [1, 8, 0x800, 0xfff])
          yield* refused(
            `0x${offset.toString(16)} bytes into the ${which}`,
            'INVALID_PARAMETERS',
            share(index, offset),
            rule,
          );
      yield* refused('in a later fragment', 'INVALID_PARAMETERS', share(2, 0x800, [upTo(owner, 2)]), rule);
      const loan = yield* accepted('all aligned', owner.share(memory, [borrower]));
      yield* givenBack(loan, owner);
    },
  },
  {
    id: 'constituents/empty',
    title: 'a constituent without pages is refused by itself, and hides nothing else',
    rows: ['regressions A22', 'requirements QA2'],
    runs: ALONE,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const page = pagesOf(owner);
      const rule = 'send/constituent-empty';
      const empty = (memory: readonly Constituent[], ...at: readonly number[]) => {
        const spoil = at.map((index) => constituent('pages', 0, index));
        const left = memory.filter((_, index) => !at.includes(index)).length;
        return owner.share(memory, [borrower], { spoil: [...spoil, composite('totalPages', left)] });
      };
      const three = [page(0), page(2), page(4)];
      for (const [index, which] of ['first', 'middle', 'last'].entries())
        yield* refused(`the ${which}`, 'INVALID_PARAMETERS', empty(three, index), rule);
      yield* refused('all of them', 'INVALID_PARAMETERS', empty(three, 0, 1, 2), rule);
      yield* refused('the only one', 'INVALID_PARAMETERS', empty([page(0)], 0), rule);
      yield* refused(
        'an empty one between two that overlap',
        'INVALID_PARAMETERS',
        empty([page(0), page(0), page(0)], 1),
      );
      yield* refused('an empty one inside another', 'INVALID_PARAMETERS', empty([page(0, 4), page(1)], 1));
    },
  },
  {
    id: 'constituents/page-sum',
    title: 'the pages add up to what the composite says, exactly',
    rows: ['regressions A22', 'requirements QA3'],
    runs: ALONE,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const page = pagesOf(owner);
      const memory = [page(0, 2), page(4)];
      for (const total of [0, 2, 4, 256])
        yield* refused(
          `${total} pages that are 3`,
          'INVALID_PARAMETERS',
          owner.share(memory, [borrower], { spoil: [composite('totalPages', total)] }),
        );
      // Counted in 32 bits these come to 3 pages.
      const wrapping = [constituent('pages', 0xffff_ffff, 0), constituent('pages', 4, 1)];
      yield* refused(
        'counts whose sum wraps to 3',
        'any status',
        owner.share(memory, [borrower], { spoil: wrapping }),
      );
      const loan = yield* accepted('3 pages that are 3', owner.share(memory, [borrower]));
      yield* givenBack(loan, owner);
    },
  },
  {
    id: 'constituents/address-space',
    title: 'no range ends behind the last address, or below its start',
    rows: ['regressions A20', 'regressions A21', 'requirements QA3'],
    runs: ALONE,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const page = pagesOf(owner);
      const at = (address: bigint, pages: number) =>
        owner.share(page(0), [borrower], {
          spoil: [
            constituent('address', address),
            constituent('pages', pages),
            composite('totalPages', pages),
          ],
        });
      const own = BigInt(page(0).address);
      for (const [what, address, pages] of [
        ['the last page of 64 bits and the first', 0xffff_ffff_ffff_f000n, 2],
        ['the last page of 64 bits', 0xffff_ffff_ffff_f000n, 1],
        ['half of 64 bits', 1n << 63n, 1],
        ['behind 52 bits', 1n << 52n, 1],
        ['the last page of 52 bits and one more', (1n << 52n) - 0x1000n, 2],
        ['a page of its own, 2^56 further', own + (1n << 56n), 1],
        ['a page of its own, 2^52 further', own + (1n << 52n), 1],
      ] as const)
        yield* refused(what, 'INVALID_PARAMETERS', at(address, pages), 'send/constituent-range');
      yield* refused(
        'from the last page of 64 bits to its own',
        'any status',
        at(0xffff_ffff_ffff_f000n, Number(own >> 12n) + 2),
      );
      yield* refused('more pages than 32 bits of addresses hold', 'any status', at(own, 0x10_0000));
      const loan = yield* accepted('a sound share', owner.share(page(0), [borrower]));
      yield* givenBack(loan, owner);
    },
  },
  ...(['readOnlyPage', 'devicePage'] as const).map(
    (kind): Case => ({
      id: `constituents/mixed-with-${kind === 'devicePage' ? 'device' : 'read-only'}`,
      title: 'memory of two kinds does not go in one transaction, whichever stands where',
      rows: ['requirements QA1', 'requirements QE1'],
      runs: ALONE,
      needs: [LENDS, owns('owner', kind), fragments],
      *body({ owner, borrower }) {
        const page = pagesOf(owner);
        const odd = owner[kind];
        for (const [what, memory] of [
          ['before another', [odd, page(0)]],
          ['behind another', [page(0), odd]],
          ['first of three', [odd, page(0), page(2)]],
          ['middle of three', [page(0), odd, page(2)]],
          ['last of three', [page(0), page(2), odd]],
        ] as const)
          for (const [how, terms] of [
            ['at once', {}],
            ['in two fragments', { cuts: [upTo(owner, 1)] }],
          ] as const)
            yield* refused(`${what}, ${how}`, 'DENIED', owner.lend(memory, [borrower], terms), 'send/mixed');
        yield* accepted('the owner still writes to its own', owner.poke(page(0).address, 1));
        const loan = yield* accepted('its own alone', owner.lend([page(0), page(2)], [borrower]));
        yield* givenBack(loan, owner);
      },
    }),
  ),
  {
    id: 'constituents/mixed-with-lent',
    title: 'a list with a page that is lent already moves nothing, wherever the page stands',
    rows: ['regressions G7', 'requirements QA1', 'requirements QE1', 'regressions E18'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [LENDS, fragments, can('dataAborts')],
    *body({ owner, borrower, third }) {
      const page = pagesOf(owner);
      const lent = yield* accepted('the owner lends a page', owner.lend(page(2), [third]));
      for (const [what, memory] of [
        ['first', [page(2), page(0), page(4)]],
        ['in the middle', [page(0), page(2), page(4)]],
        ['last', [page(0), page(4), page(2)]],
        ['at the end of a range', [page(0), page(1, 2)]],
        ['at the start of a range', [page(2, 3), page(0)]],
      ] as const)
        for (const [how, terms] of [
          ['at once', {}],
          ['in two fragments', { cuts: [upTo(owner, 1)] }],
        ] as const)
          yield* refused(
            `the lent page ${what}, ${how}`,
            'DENIED',
            owner.lend(memory, [borrower], terms),
            'send/held',
          );
      for (const index of [0, 1, 3, 4])
        yield* accepted(`the owner writes to page ${index}`, owner.poke(page(index).address, 1));
      const rest = yield* accepted('the other pages', owner.lend([page(0), page(4)], [borrower]));
      const { memory } = yield* takes('the borrower retrieves them', borrower, rest);
      for (const [index, each] of memory.entries())
        yield* accepted(`the borrower writes to constituent ${index}`, borrower.poke(each.address, 2));
      yield* givenBack(rest, owner, borrower);
      yield* accepted('the owner reclaims the lent page', owner.reclaim(lent));
    },
  },
];

/** The owner's pages by number. */
function pagesOf(owner: Party): Party['page'] {
  return (index, pages) => owner.page(index, pages);
}
