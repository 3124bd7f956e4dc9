import { COMPOSITE } from '../../abi/layouts.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../abi/versions.ts';
import type { Arguments } from '../../client/driver.ts';
import { handleArguments } from '../../client/send.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, type Body, equal, refused } from '../checks.ts';
import type { BegunLoan } from '../loan.ts';
import { fragments, sends, severalReceivers } from '../needs.ts';
import type { Party } from '../party.ts';
import { upTo } from './fragments.ts';
import { compositeOffset, givenBack, takes } from './steps.ts';

const SHARES = sends('FFA_MEM_SHARE');
const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const ALONE: readonly RunName[] = ['vm1', 'sp1'];
const INVALID = 'INVALID_PARAMETERS';
/** Bit 63 of a handle says who gave it out. */
const OTHER_ALLOCATOR = 1n << 63n;
/** More unfinished sends than anybody needs at once. */
const TOO_MANY = 64;

/** The first of two fragments, with one of two pages. */
function* begun(what: string, owner: Party, borrower: Party, first = 0): Body<BegunLoan> {
  const pages = [owner.page(first), owner.page(first + 2)];
  return yield* accepted(what, owner.begin('FFA_MEM_SHARE', pages, [borrower], { cuts: [upTo(owner, 1)] }));
}

/** Nothing is left of a send that was given up: no handle, and no hold on its pages. */
function* isGone(after: string, loan: BegunLoan, owner: Party, borrower: Party): Body {
  yield* refused(`continued after ${after}`, INVALID, owner.goOn(loan), 'fragment/unknown-handle');
  yield* refused(`retrieved after ${after}`, INVALID, borrower.retrieve(loan), 'retrieve/unknown-handle');
  const next = yield* accepted(`shared anew after ${after}`, owner.share(loan.memory, [borrower]));
  yield* accepted(`reclaimed after ${after}`, owner.reclaim(next));
}

/** Descriptors on their way. */
export const SENT_FRAGMENT_CASES: readonly Case[] = [
  {
    id: 'fragments-sent/mistakes',
    title: 'a fragment of a wrong length ends its send, and nothing of it stays behind',
    rows: ['requirements QB1', 'requirements QB2', 'requirements QB5', 'regressions A11'],
    runs: RUNS,
    needs: [SHARES, fragments],
    *body({ owner, borrower }) {
      const room = owner.driver.bufferBytes;
      const mistakes: readonly (readonly [string, Arguments, string])[] = [
        ['a fragment of no bytes', { 3: 0 }, 'fragment/length-zero'],
        ['a fragment of 8 bytes', { 3: 8 }, 'fragment/length-unit'],
        ['a fragment of 24 bytes', { 3: 24 }, 'fragment/length-unit'],
        ['a constituent too many', { 3: 32 }, 'fragment/exceeds-total'],
        ['more than TX holds', { 3: room + 16 }, 'fragment/exceeds-tx'],
        ['almost 4 GiB', { 3: 0xffff_fff0 }, 'fragment/exceeds-tx'],
        ['the name of another', { 4: 0x7fff_0000 }, 'fragment/sender-field'],
      ];
      for (const [what, registers, rule] of mistakes) {
        const loan = yield* begun(`a first fragment before ${what}`, owner, borrower);
        yield* refused(what, INVALID, owner.goOn(loan, registers), rule);
        yield* isGone(what, loan, owner, borrower);
      }
    },
  },
  {
    id: 'fragments-sent/wrong-handle',
    title: 'a fragment for another send is refused and does no harm to this one',
    rows: ['requirements QB4', 'regressions R5'],
    runs: RUNS,
    needs: [SHARES, fragments],
    *body({ owner, borrower }) {
      const first = yield* begun('a first fragment', owner, borrower);
      const { handle } = first;
      const continued = (party: Party, other: bigint) =>
        party.call('FFA_MEM_FRAG_TX', { ...handleArguments(BigInt.asUintN(64, other)), 3: 16 });
      for (const [what, other] of [
        ['the next handle', handle + 1n],
        ['another low half', handle ^ 0xffff_0000n],
        ['another high half', handle ^ (1n << 32n)],
        ['halves that are swapped', (handle << 32n) | (handle >> 32n)],
        ['one of the other allocator', handle ^ OTHER_ALLOCATOR],
        ['no handle', 0n],
      ] as const)
        yield* refused(what, INVALID, continued(owner, other), 'fragment/unknown-handle');
      yield* refused('from the borrower', INVALID, continued(borrower, handle), 'fragment/not-sender');
      const loan = yield* accepted('the owner goes on', owner.goOn(first));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'fragments-sent/given-up',
    title: 'who reclaims what it has not sent to its end gives it up, and others cannot',
    rows: ['regressions E1', 'regressions E2', 'requirements QB2', 'requirements QB8'],
    runs: RUNS,
    needs: [SHARES, fragments],
    *body({ owner, borrower, third }) {
      const loan = yield* begun('a first fragment', owner, borrower);
      yield* refused('retrieved before the last', INVALID, borrower.retrieve(loan), 'retrieve/unfinished');
      yield* refused('reclaimed by another', INVALID, third.reclaim(loan), 'reclaim/not-owner');
      yield* refused('reclaimed by its owner', INVALID, owner.reclaim(loan), 'reclaim/unfinished');
      yield* isGone('that', loan, owner, borrower);
    },
  },
  ...[VERSION_1_0, VERSION_1_1, VERSION_1_2].map(
    (version): Case => ({
      id: `fragments-sent/cuts-1-${version - VERSION_1_0}`,
      title: `who speaks FF-A 1.${version - VERSION_1_0} cuts a descriptor between any two constituents, and keeps one handle`,
      rows: ['requirements QB6', 'requirements QB7', 'requirements QB11', 'requirements QA15'],
      runs: RUNS,
      needs: [SHARES, fragments],
      versions: { owner: version },
      *body({ owner, borrower }) {
        const pages = [owner.page(0), owner.page(2, 3), owner.page(6)];
        for (const [what, cuts] of [
          ['behind the composite', [upTo(owner, 0)]],
          ['behind the first', [upTo(owner, 1)]],
          ['before the last', [upTo(owner, 2)]],
          ['everywhere', [upTo(owner, 0), 16, 16]],
          ['nowhere', []],
        ] as const) {
          const loan = yield* accepted(`cut ${what}`, owner.share(pages, [borrower], { cuts }));
          const { memory } = yield* takes(`retrieved after a cut ${what}`, borrower, loan);
          yield* equal(
            `pages after a cut ${what}`,
            memory.reduce((sum, each) => sum + each.pages, 0),
            5,
          );
          yield* accepted(`relinquished after a cut ${what}`, borrower.relinquish(loan));
          yield* accepted(`reclaimed after a cut ${what}`, owner.reclaim(loan));
        }
      },
    }),
  ),
  {
    id: 'fragments-sent/interleaved',
    title: 'sends whose fragments come in turns do not mix, of one endpoint or of two',
    rows: ['requirements QB9'],
    runs: RUNS,
    needs: [SHARES, fragments],
    *body({ owner, borrower, third, party }) {
      const other = owner.secure ? third : party('vm2');
      if (other !== third) yield* accepted('the other starts', other.start());
      const one = yield* begun('a first send begins', owner, borrower, 0);
      const two = yield* begun('a second send begins', owner, borrower, 8);
      const three = yield* begun('another begins a third', other, borrower, 0);
      yield* equal(
        'all have handles of their own',
        new Set([one, two, three].map(({ handle }) => handle)).size,
        3,
      );
      for (const [what, sender, loan] of [
        ['second', owner, two],
        ['third', other, three],
        ['first', owner, one],
      ] as const) {
        yield* accepted(`the ${what} is completed`, sender.goOn(loan));
        const { memory, response } = yield* takes(`the ${what} is retrieved`, borrower, loan);
        yield* equal(`the ${what} has two constituents`, memory.length, 2);
        yield* equal(`the ${what} is of its sender`, response.sender, sender.id);
        yield* accepted(`the ${what} is relinquished`, borrower.relinquish(loan));
        yield* accepted(`the ${what} is reclaimed`, sender.reclaim(loan));
      }
    },
  },
  {
    id: 'fragments-sent/quota',
    title:
      'who begins sends without end is stopped, others go on, and there is room again after one is given up',
    rows: ['requirements QB3', 'requirements QE2'],
    runs: ALONE,
    needs: [SHARES, fragments],
    *body({ owner, borrower, third, party }) {
      const other = owner.secure ? third : party('vm2');
      if (other !== third) yield* accepted('the other starts', other.start());
      const begin = (index: number) =>
        owner.begin('FFA_MEM_SHARE', [owner.page(4 * index), owner.page(4 * index + 2)], [borrower], {
          cuts: [upTo(owner, 1)],
        });
      const open: BegunLoan[] = [];
      while (open.length < TOO_MANY) {
        const came = yield* begin(open.length);
        if (came.kind !== 'done') break;
        open.push(came.value);
      }
      yield* refused('one more', 'NO_MEMORY', begin(open.length), 'send/unfinished-quota');
      const theirs = yield* begun('another begins', other, borrower, 0);
      yield* accepted('another completes', other.goOn(theirs));
      yield* accepted('another reclaims', other.reclaim(theirs));
      const [oldest] = open;
      if (oldest === undefined) throw new TypeError('somebody has begun a send');
      yield* refused('the oldest is given up', INVALID, owner.reclaim(oldest), 'reclaim/unfinished');
      const again = yield* accepted('one more after that', begin(open.length));
      const loan = yield* accepted('it is completed', owner.goOn(again));
      yield* accepted('it is reclaimed', owner.reclaim(loan));
    },
  },
  {
    id: 'fragments-sent/both-worlds',
    title: 'a send in fragments to receivers in both worlds is completed',
    rows: ['requirements QB10', 'requirements QA16'],
    runs: ['vm1-sp1'],
    needs: [SHARES, fragments, severalReceivers],
    *body({ owner, borrower, party }) {
      const pages = [owner.page(0), owner.page(2)];
      const cuts = [compositeOffset(owner, 2) + COMPOSITE.size];
      const to = [borrower, party('vm2')];
      const loan = yield* accepted('the owner shares two pages', owner.share(pages, to, { cuts }));
      yield* accepted('the borrower retrieves them', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
];
