import { FLAG_ZERO } from '../../abi/bits.ts';
import type { Constituent } from '../../abi/transaction.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, refused } from '../checks.ts';
import type { Loan } from '../loan.ts';
import { can, fragments, owns, sends } from '../needs.ts';
import { upTo } from './fragments.ts';
import { givenBack, holds, takes } from './steps.ts';

const ALONE: readonly RunName[] = ['vm1', 'sp1'];
const LENDS = sends('FFA_MEM_LEND');
const SHARES = sends('FFA_MEM_SHARE');
/** More transactions than a manager needs to keep for one endpoint. */
const MANY = 1024;

/** Every order of three things. */
function orders<Thing>([a, b, c]: readonly [Thing, Thing, Thing]): readonly (readonly Thing[])[] {
  return [
    [a, b, c],
    [b, a, c],
    [b, c, a],
  ];
}

/** Calls that fail as a whole, and managers that run out of room. */
export const FAILURE_CASES: readonly Case[] = [
  {
    id: 'failure/one-bad-constituent',
    title: 'a send with one page that cannot go fails as a whole, wherever the page stands',
    rows: ['requirements QE1'],
    runs: ALONE,
    needs: [LENDS, owns('owner', 'devicePage')],
    *body({ owner, borrower, third }) {
      const [one, other] = [owner.page(0), owner.page(2)];
      const lent = owner.page(4);
      const loan = yield* accepted('the owner lends a page', owner.lend(lent, [third]));
      const bad: readonly (readonly [string, Constituent])[] = [
        ['a page that is lent', lent],
        ['a device', owner.devicePage],
      ];
      for (const [what, page] of bad)
        for (const [at, memory] of orders([page, one, other]).entries())
          yield* refused(`${what}, at place ${at}`, 'DENIED', owner.lend(memory, [borrower]));
      yield* accepted('the owner still writes to the first', owner.fill(one, 1));
      yield* accepted('the owner still writes to the other', owner.fill(other, 1));
      const next = yield* accepted('the owner lends both of them', owner.lend([one, other], [borrower]));
      yield* accepted('the owner reclaims both', owner.reclaim(next));
      yield* accepted('the owner reclaims the page', owner.reclaim(loan));
    },
  },
  {
    id: 'failure/last-fragment',
    title: 'a send whose last fragment cannot go fails as a whole',
    rows: ['requirements QE1'],
    runs: ALONE,
    needs: [LENDS, fragments],
    *body({ owner, borrower, third }) {
      const [good, lent] = [owner.page(0), owner.page(2)];
      const loan = yield* accepted('the owner lends a page', owner.lend(lent, [third]));
      const first = owner.begin('FFA_MEM_LEND', [good, lent], [borrower], { cuts: [upTo(owner, 1)] });
      const begun = yield* accepted('the owner sends a good page first', first);
      yield* refused('then the page that is lent', 'DENIED', owner.goOn(begun), 'send/held');
      yield* refused(
        'the send is gone',
        'INVALID_PARAMETERS',
        owner.reclaim(begun),
        'reclaim/unknown-handle',
      );
      yield* accepted('the owner still writes to the good page', owner.fill(good, 1));
      const next = yield* accepted('the owner lends the good page', owner.lend(good, [borrower]));
      yield* accepted('the owner reclaims the good page', owner.reclaim(next));
      yield* accepted('the owner reclaims the lent page', owner.reclaim(loan));
    },
  },
  {
    id: 'failure/no-room',
    title: 'a manager without room says so and changes nothing, and has room again after a reclaim',
    rows: ['requirements QE2'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [SHARES],
    *body({ owner, borrower }) {
      const loans: Loan[] = [];
      let refusal = 'NO_MEMORY';
      while (loans.length < MANY) {
        const came = yield* owner.share(owner.page(loans.length), [borrower]);
        if (came.kind !== 'done') {
          refusal = came.kind === 'refused' ? came.status : came.kind;
          break;
        }
        loans.push(came.value);
      }
      yield* equal('it refuses for want of room, or not at all', refusal, 'NO_MEMORY');
      const page = owner.page(loans.length % MANY);
      yield* accepted('the owner still writes to the page', owner.fill(page, 1));
      const [first, ...others] = loans;
      if (first === undefined) throw new TypeError('nothing was shared');
      yield* accepted('the owner reclaims one', owner.reclaim(first));
      const next = yield* accepted('the owner shares another', owner.share(owner.page(0), [borrower]));
      yield* accepted('the borrower retrieves it', borrower.retrieve(next));
      yield* accepted('the borrower relinquishes it', borrower.relinquish(next));
      let left = 0;
      for (const loan of [next, ...others]) if ((yield* owner.reclaim(loan)).kind !== 'done') left++;
      yield* equal('all are reclaimed', left, 0);
    },
  },
  {
    id: 'failure/uncleared',
    title: 'a page that cannot be cleared is given to nobody, and comes back when it can be',
    rows: ['requirements QC11', 'requirements QE10'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [LENDS, can('withdrawals')],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 1));
      const loan = yield* accepted('the owner lends it', owner.lend(page, [borrower]));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* accepted('the borrower relinquishes it', borrower.relinquish(loan));
      yield* accepted('another world takes the page', owner.withdraw(page));
      yield* refused(
        'reclaimed and cleared',
        'ABORTED',
        owner.reclaim(loan, FLAG_ZERO),
        'reclaim/memory-inaccessible',
      );
      yield* refused('lent to another', 'DENIED', owner.lend(page, [third]), 'send/held');
      yield* accepted('the page comes back', owner.withdraw(page, false));
      yield* accepted('the owner reclaims it, cleared', owner.reclaim(loan, FLAG_ZERO));
      yield* holds('the owner reads zeros', owner, page, 0);
      const again = yield* accepted('the owner lends it to another', owner.lend(page, [third]));
      yield* takes('the third retrieves it', third, again);
      yield* givenBack(again, owner, third);
    },
  },
  {
    id: 'failure/unfinished',
    title: 'an unfinished send is neither retrieved nor relinquished, and a finished one takes no fragment',
    rows: ['requirements QE11'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [LENDS, fragments],
    *body({ owner, borrower }) {
      const memory = [owner.page(0), owner.page(2)];
      const first = owner.begin('FFA_MEM_LEND', memory, [borrower], { cuts: [upTo(owner, 1)] });
      const begun = yield* accepted('the owner begins to lend two pages', first);
      yield* refused('retrieved', 'INVALID_PARAMETERS', borrower.retrieve(begun), 'retrieve/unfinished');
      yield* refused('relinquished', 'INVALID_PARAMETERS', borrower.relinquish(begun));
      const loan = yield* accepted('the owner sends the rest', owner.goOn(begun));
      yield* refused('another fragment', 'INVALID_PARAMETERS', owner.goOn(begun), 'fragment/complete');
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
];
