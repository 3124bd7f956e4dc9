import { DATA_MASK, DATA_RO, DATA_RW, FLAG_TYPE_MASK } from '../../abi/bits.ts';
import { fieldsOf } from '../../abi/fields.ts';
import { COMPOSITE, CONSTITUENT, layoutsOf } from '../../abi/layouts.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../abi/versions.ts';
import { TYPE_FLAG } from '../../client/retrieve.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, faults, refused } from '../checks.ts';
import { can, readOnlyGrants, sends, severalReceivers } from '../needs.ts';
import { gapBeforeAccess, gapBeforeComposite, shortAccess } from '../reshape.ts';
import { compositeOffset, givenBack, holds, takes } from './steps.ts';

const SHARES = sends('FFA_MEM_SHARE');
const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const VERSIONS = [VERSION_1_0, VERSION_1_1, VERSION_1_2];

/** Words that no other field could be taken for. */
const IMPDEF: readonly [bigint, bigint] = [0x1111_2222_3333_4444n, 0x5555_6666_7777_8888n];

/** Constituents of one page each, whose response all but fills RX. */
const MANY = 200;

/** Fields of a response that have to be zero, with where they lie. */
function reservedIn(version: number): readonly (readonly [string, number, number])[] {
  const { header, access } = layoutsOf(version);
  const composite = header.size + access.size;
  const structures = [
    ['header', header, 0],
    ['access descriptor', access, header.size],
    ['composite', COMPOSITE, composite],
    ['constituent', CONSTITUENT, composite + COMPOSITE.size],
  ] as const;
  return structures.flatMap(([name, layout, base]) =>
    fieldsOf(layout)
      .filter(({ kind }) => kind === 'reserved')
      .map(({ offset, width }) => [`byte ${offset} of the ${name}`, base + offset, width] as const),
  );
}

/** Descriptors in every layout that their version allows. */
export const LAYOUT_CASES: readonly Case[] = [
  ...VERSIONS.map((version): Case => {
    const minor = version - VERSION_1_0;
    return {
      id: `layouts/smallest-1-${minor}`,
      title: `the smallest descriptors of FF-A 1.${minor} are enough, from the share to its end`,
      rows: [
        'regressions B1',
        'regressions B8',
        'requirements QA8',
        ...(minor === 2 ? ['regressions B14'] : []),
      ],
      runs: RUNS,
      needs: [SHARES],
      versions: { owner: version, borrower: version },
      *body({ owner, borrower }) {
        const page = owner.page(0);
        const loan = yield* accepted('the owner shares a page', owner.share(page, [borrower]));
        const { bytes, total } = yield* accepted('the borrower retrieves it', borrower.retrieveFirst(loan));
        yield* equal('the response has the layout of its version', total, compositeOffset(borrower, 1) + 32);
        for (const [what, offset, width] of reservedIn(version))
          yield* equal(
            `${what} of the response is zero`,
            bytes.subarray(offset, offset + width).every((byte) => byte === 0),
            true,
          );
        yield* givenBack(loan, owner, borrower);
      },
    };
  }),
  ...VERSIONS.map((version): Case => {
    const minor = version - VERSION_1_0;
    return {
      id: `layouts/two-receivers-1-${minor}`,
      title: `each of two receivers of FF-A 1.${minor} gets the access that its own descriptor grants`,
      rows: ['regressions B5', 'requirements QA6', ...(minor === 1 ? ['regressions B4'] : [])],
      runs: RUNS,
      needs: [SHARES, severalReceivers, readOnlyGrants, can('dataAborts')],
      versions: { owner: version, borrower: version, third: version },
      *body({ owner, borrower, third }) {
        const page = owner.page(0);
        const to = [
          { endpoint: borrower.id, permissions: DATA_RO },
          { endpoint: third.id, permissions: DATA_RW },
        ];
        const loan = yield* accepted('the owner shares a page with both', owner.share(page, to));
        yield* refused(
          'the borrower asks to write',
          'DENIED',
          borrower.retrieve(loan, {
            receivers: to.map(({ endpoint }) => ({
              endpoint,
              permissions: DATA_RW,
              flags: 0,
              impdef: [0n, 0n],
            })),
          }),
          'retrieve/data-exceeds',
        );
        const one = yield* takes('the borrower retrieves it', borrower, loan);
        const other = yield* takes('the third retrieves it', third, loan);
        for (const [who, { response }, data] of [
          ['borrower', one, DATA_RO],
          ['third', other, DATA_RW],
        ] as const)
          yield* equal(
            `the response to the ${who} says so`,
            (response.receivers[0]?.permissions ?? 0) & DATA_MASK,
            data,
          );
        yield* accepted('the third writes', third.fill(other.first, 1));
        yield* holds('the borrower reads it', borrower, one.first, 1);
        yield* faults('the borrower writes', one.first.address, borrower.poke(one.first.address, 2));
        yield* givenBack(loan, owner, borrower, third);
      },
    };
  }),
  {
    id: 'layouts/gaps-in-a-send',
    title: 'parts of a descriptor may lie apart, and the response does not show it',
    rows: ['regressions A28', 'regressions B6', 'requirements QB12'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      for (const gap of [16, 64, 1024])
        for (const [where, reshape] of [
          ['before the access descriptors', gapBeforeAccess(gap)],
          ['before the composite', gapBeforeComposite(gap)],
        ] as const) {
          const what = `${gap} bytes ${where}`;
          const loan = yield* accepted(what, owner.share(owner.page(0), [borrower], { reshape }));
          const { total } = yield* accepted(`retrieved after ${what}`, borrower.retrieveFirst(loan));
          yield* equal(`the response to ${what}`, total, compositeOffset(borrower, 1) + 32);
          yield* accepted(`relinquished after ${what}`, borrower.relinquish(loan));
          yield* accepted(`reclaimed after ${what}`, owner.reclaim(loan));
        }
    },
  },
  {
    id: 'layouts/gaps-in-a-request',
    title: 'the receivers of a request may lie apart from its header',
    rows: ['regressions B6', 'requirements QA6'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      for (const gap of [16, 64, 1024]) {
        const reshape = gapBeforeAccess(gap);
        yield* accepted(`${gap} bytes apart`, borrower.retrieve(loan, { reshape }));
        yield* accepted(`relinquished after ${gap} bytes`, borrower.relinquish(loan));
      }
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'layouts/short-access',
    title: 'access descriptors of 16 bytes have no words, and a response of 32 has zeros there',
    rows: ['requirements QA6', 'requirements QA7', 'regressions B5'],
    runs: RUNS,
    needs: [SHARES, severalReceivers],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted(
        'the owner shares a page with both, in 16 bytes each',
        owner.share(owner.page(0), [borrower, third], { reshape: shortAccess }),
      );
      for (const each of [borrower, third]) {
        const { response } = yield* takes(`the ${each.role} retrieves it, in 32 bytes`, each, loan);
        yield* equal(`the words of the ${each.role} are zero`, response.receivers[0]?.impdef, [0n, 0n]);
        yield* accepted(`the ${each.role} relinquishes it at first`, each.relinquish(loan));
        yield* accepted(
          `the ${each.role} retrieves it, in 16 bytes`,
          each.retrieve(loan, { reshape: shortAccess }),
        );
      }
      yield* givenBack(loan, owner, borrower, third);
    },
  },
  {
    id: 'layouts/words-come-back',
    title: 'a receiver gets the implementation-defined words that were written for it',
    rows: ['regressions B3', 'requirements QA7'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const to = { endpoint: borrower.id, permissions: DATA_RW, impdef: IMPDEF };
      const loan = yield* accepted('the owner shares a page with words', owner.share(owner.page(0), [to]));
      const { response } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* equal('the response has them', response.receivers[0]?.impdef, IMPDEF);
      yield* givenBack(loan, owner, borrower);
    },
  },
  ...(['FFA_MEM_SHARE', 'FFA_MEM_LEND', 'FFA_MEM_DONATE'] as const).map(
    (name): Case => ({
      id: `layouts/type-of-${name.slice('FFA_MEM_'.length).toLowerCase()}`,
      title: `the response to who retrieves says that it was sent with ${name}`,
      rows: ['regressions B16'],
      runs: name === 'FFA_MEM_DONATE' ? ['vm1-vm2', 'sp1-sp2'] : RUNS,
      needs: [sends(name)],
      *body({ owner, borrower }) {
        const loan = yield* accepted('the owner sends a page', owner.send(name, owner.page(0), [borrower]));
        const { response } = yield* takes('the borrower names no type', borrower, loan, { type: 0 });
        yield* equal('the response does', response.flags & FLAG_TYPE_MASK, TYPE_FLAG[name]);
        yield* equal('the response has the handle', response.handle, loan.handle);
        yield* equal('the response names the sender', response.sender, owner.id);
      },
    }),
  ),
  {
    id: 'layouts/nothing-behind-the-response',
    title: 'a short response leaves nothing of the long one before it',
    rows: ['regressions F1'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const { rx } = borrower.endpoint.buffers;
      const scattered = Array.from({ length: MANY }, (_, index) => owner.page(2 * index));
      const before = yield* accepted('the owner shares many pages', owner.share(scattered, [borrower]));
      yield* accepted('the borrower retrieves them', borrower.retrieve(before));
      yield* accepted('the borrower relinquishes them', borrower.relinquish(before));
      const loan = yield* accepted('the owner shares one more', owner.share(owner.page(1), [borrower]));
      const { total } = yield* accepted('the borrower retrieves it', borrower.retrieveFirst(loan));
      const length = borrower.driver.bufferBytes - total;
      const rest = yield* accepted('the borrower reads the rest', borrower.peek(rx + total, length));
      yield* equal(
        'it is zero',
        rest.every((byte) => byte === 0),
        true,
      );
      yield* givenBack(loan, owner, borrower);
    },
  },
];
