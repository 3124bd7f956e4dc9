import { SUPPORTED_VERSIONS, VERSION_1_0, VERSION_1_1, versionText } from '../../abi/versions.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal } from '../checks.ts';
import { fragments, sends, severalReceivers } from '../needs.ts';
import { upTo } from './fragments.ts';
import { givenBack, holds, takes } from './steps.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const SHARES = sends('FFA_MEM_SHARE');

/** Rows about one pair of versions, by owner and borrower. */
const ROWS: Readonly<Record<string, readonly string[]>> = {
  '1.1 1.2': ['ffa-hafnium 6.7 share_ffa_v1_1_to_current_version'],
  '1.2 1.1': ['ffa-hafnium 6.7 share_ffa_current_version_to_v1_1'],
  '1.2 1.0': ['ffa-hafnium 6.7 ffa_secure_partitions: share_ffa_v1_2_to_v1_0'],
  '1.0 1.2': ['ffa-hafnium 6.7 share_ffa_v1_0_to_v1_2'],
  '1.1 1.1': ['ffa-hafnium 6.9 both_worlds_el3_spmc: share_retrieve_relinquish'],
};

const PAIRS = SUPPORTED_VERSIONS.flatMap((owner) =>
  SUPPORTED_VERSIONS.map((borrower) => ({ owner, borrower })),
);

/** Parties that speak different versions of FF-A. */
export const VERSION_CASES: readonly Case[] = [
  ...PAIRS.map((versions): Case => {
    const [from, to] = [versionText(versions.owner), versionText(versions.borrower)];
    return {
      id: `versions/from-${from.replace('.', '-')}-to-${to.replace('.', '-')}`,
      title: `who speaks FF-A ${from} shares with one who speaks ${to}, each in the layout of its own version`,
      rows: ['conformance 5.21', ...(ROWS[`${from} ${to}`] ?? [])],
      runs: RUNS,
      needs: [SHARES],
      versions,
      *body({ owner, borrower }) {
        const tag = 0xdeadn;
        const memory = [owner.page(0), owner.page(2)];
        yield* accepted('the owner writes to a page', owner.fill(owner.page(2), 1));
        const loan = yield* accepted('the owner shares two pages', owner.share(memory, [borrower], { tag }));
        const {
          response,
          memory: taken,
          first,
        } = yield* takes('the borrower retrieves them', borrower, loan);
        yield* equal('the response names the owner', response.sender, owner.id);
        yield* equal('the response names both constituents', taken.length, 2);
        const [, second = first] = taken;
        yield* holds('the borrower reads what the owner wrote', borrower, second, 1);
        yield* accepted('the borrower writes to it', borrower.fill(second, 2));
        yield* givenBack(loan, owner, borrower);
        yield* holds('the owner reads what the borrower wrote', owner, owner.page(2), 2);
      },
    };
  }),
  {
    id: 'versions/one-to-two',
    title: 'who speaks FF-A 1.1 shares with two who speak 1.2 and 1.0',
    rows: ['ffa-hafnium 6.7 v1_1_service_shares_memory', 'ffa-hafnium 6.7 share_ffa_v1_1_to_current_version'],
    runs: RUNS,
    needs: [SHARES, severalReceivers],
    versions: { owner: VERSION_1_1, third: VERSION_1_0 },
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner shares a page with both', owner.share(page, [borrower, third]));
      for (const [turn, each] of [borrower, third].entries()) {
        const { first } = yield* takes(`the ${each.role} retrieves it`, each, loan);
        yield* accepted(`the ${each.role} writes`, each.fill(first, turn + 1));
        yield* holds(`the owner reads what the ${each.role} wrote`, owner, page, turn + 1);
      }
      yield* givenBack(loan, owner, borrower, third);
    },
  },
  {
    id: 'versions/fragments-of-1-0',
    title: 'who speaks FF-A 1.0 sends in two fragments, whose offsets are those of its own layout',
    rows: ['ffa-hafnium 6.7 force_fragmented_ffa_v1_0'],
    runs: RUNS,
    needs: [SHARES, fragments],
    versions: { owner: VERSION_1_0 },
    *body({ owner, borrower }) {
      const memory = [owner.page(0), owner.page(2)];
      const first = owner.begin('FFA_MEM_SHARE', memory, [borrower], { cuts: [upTo(owner, 1)] });
      const begun = yield* accepted('the owner sends all but the last constituent', first);
      const loan = yield* accepted('the owner sends the last constituent', owner.goOn(begun));
      const { memory: taken } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* equal('both constituents are there', taken.length, 2);
      yield* givenBack(loan, owner, borrower);
    },
  },
];
