import type { Frame } from '../../abi/frame.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../abi/versions.ts';
import { handleArguments } from '../../client/send.ts';
import type { Attempt } from '../came.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, refused } from '../checks.ts';
import type { Loan } from '../loan.ts';
import { fragments, offered, sends } from '../needs.ts';
import type { Party } from '../party.ts';
import { gapBeforeComposite } from '../reshape.ts';
import { upTo } from './fragments.ts';
import { givenBack, takes } from './steps.ts';

const LENDS = sends('FFA_MEM_LEND');
const FETCHES = offered('borrower', 'FFA_MEM_FRAG_RX');
const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const INVALID = 'INVALID_PARAMETERS';
/** Constituents of one page each: their response takes two fragments, of a buffer of one page. */
const MANY = 300;

function lendsMany(owner: Party, borrower: Party): Attempt<Loan> {
  const pages = Array.from({ length: MANY }, (_, index) => owner.page(2 * index));
  return owner.lend(pages, [borrower]);
}

function fetches(party: Party, { handle }: Pick<Loan, 'handle'>, offset: number, w4 = 0): Attempt<Frame> {
  return party.call('FFA_MEM_FRAG_RX', { ...handleArguments(handle), 3: offset >>> 0, 4: w4 });
}

/** Responses that come in several fragments. */
export const FETCHED_FRAGMENT_CASES: readonly Case[] = [
  ...[VERSION_1_0, VERSION_1_1, VERSION_1_2].map(
    (version): Case => ({
      id: `fragments-fetched/offsets-1-${version - VERSION_1_0}`,
      title: `offsets count in the layout of who fetches, which speaks FF-A 1.${version - VERSION_1_0}`,
      rows: ['regressions A8', 'regressions E26', 'requirements QB12'],
      runs: RUNS,
      needs: [LENDS, fragments, FETCHES],
      versions: { borrower: version },
      *body({ owner, borrower }) {
        const loan = yield* accepted('the owner lends many pages', lendsMany(owner, borrower));
        const first = yield* accepted('the borrower takes the first fragment', borrower.retrieveFirst(loan));
        yield* equal('the response has the length of its layout', first.total, upTo(borrower, MANY));
        for (const [what, offset] of [
          ['the middle of the first', 16],
          ['16 bytes before the next', first.fragment - 16],
          ['16 bytes behind the next', first.fragment + 16],
          ['inside a constituent', first.fragment + 8],
          ['the end', first.total],
          ['behind the end', first.total + 16],
          ['almost 4 GiB', 0xffff_fff0],
        ] as const)
          yield* refused(what, INVALID, fetches(borrower, loan, offset), 'response/offset');
        yield* accepted('the next', fetches(borrower, loan, first.fragment));
        yield* accepted('the borrower releases RX', borrower.call('FFA_RX_RELEASE'));
        yield* givenBack(loan, owner, borrower);
      },
    }),
  ),
  {
    id: 'fragments-fetched/gaps-of-the-sender',
    title: 'a response is as long as its own parts, whatever gaps the descriptor of the sender had',
    rows: ['requirements QB12'],
    runs: RUNS,
    needs: [LENDS, fragments, FETCHES],
    versions: { borrower: VERSION_1_0 },
    *body({ owner, borrower }) {
      const count = 200;
      const pages = Array.from({ length: count }, (_, index) => owner.page(2 * index));
      const reshape = gapBeforeComposite(256);
      const loan = yield* accepted(
        'the owner lends many pages, with a gap',
        owner.lend(pages, [borrower], { reshape }),
      );
      const { response, memory } = yield* takes('the borrower retrieves them', borrower, loan);
      yield* equal('all are there', memory.length, count);
      yield* equal('their pages are counted', response.composite?.totalPages, count);
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'fragments-fetched/in-part',
    title: 'a borrower that has fetched a part of the response may leave, and its owner is not locked out',
    rows: ['requirements QB13', 'regressions E7'],
    runs: RUNS,
    needs: [LENDS, fragments, FETCHES],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner lends many pages', lendsMany(owner, borrower));
      const first = yield* accepted('the borrower takes the first fragment', borrower.retrieveFirst(loan));
      yield* refused('reclaimed in between', 'DENIED', owner.reclaim(loan), 'reclaim/held');
      yield* accepted('the borrower leaves half-way', borrower.relinquish(loan));
      yield* refused(
        'fetched after that',
        INVALID,
        fetches(borrower, loan, first.fragment),
        'response/nothing-to-fetch',
      );
      yield* accepted('the borrower retrieves it again', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
      for (const page of [owner.page(0), owner.page(2 * (MANY - 1))])
        yield* accepted(`the owner writes to 0x${page.address.toString(16)}`, owner.poke(page.address, 1));
    },
  },
  {
    id: 'fragments-fetched/strangers',
    title: 'only who retrieved it fetches a response, by its own handle, while something is left of it',
    rows: ['requirements QB4', 'requirements QB7'],
    runs: RUNS,
    needs: [LENDS, fragments, FETCHES],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted('the owner lends many pages', lendsMany(owner, borrower));
      const rule = 'response/nothing-to-fetch';
      yield* refused('before it is retrieved', INVALID, fetches(borrower, loan, 0), rule);
      const { fragment } = yield* accepted(
        'the borrower takes the first fragment',
        borrower.retrieveFirst(loan),
      );
      yield* refused('by the third', INVALID, fetches(third, loan, fragment), rule);
      const { handle } = loan;
      for (const [what, other] of [
        ['the next handle', handle + 1n],
        ['the handle of another allocator', handle ^ (1n << 63n)],
      ] as const)
        yield* refused(
          what,
          INVALID,
          fetches(borrower, { handle: BigInt.asUintN(64, other) }, fragment),
          'response/unknown-handle',
        );
      yield* refused(
        'in the name of another',
        INVALID,
        fetches(borrower, loan, fragment, 0x7fff_0000),
        'response/sender-field',
      );
      yield* accepted('by the borrower', fetches(borrower, loan, fragment));
      yield* refused('while RX is full', 'BUSY', fetches(borrower, loan, fragment), 'response/rx-busy');
      yield* accepted('the borrower releases RX', borrower.call('FFA_RX_RELEASE'));
      yield* givenBack(loan, owner, borrower);
    },
  },
];
