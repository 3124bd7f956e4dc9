import { DATA_RO, FLAG_ZERO, FLAG_ZERO_AFTER_RELINQUISH } from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, refused } from '../checks.ts';
import { readOnlyGrants, sends, severalReceivers } from '../needs.ts';
import { givenBack, holds, takes } from './steps.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const SHARES = sends('FFA_MEM_SHARE');
const LENDS = sends('FFA_MEM_LEND');
const CLEARED = { flags: FLAG_ZERO };
const LATER = { flags: FLAG_ZERO_AFTER_RELINQUISH };

/** Who may have memory cleared, and when it is. */
export const CLEARING_CASES: readonly Case[] = [
  {
    id: 'clearing/shared',
    title: 'shared memory is cleared by nobody: not at its send, its retrieve or its relinquish',
    rows: [
      'regressions D3',
      'ffa-hafnium 6.4 share_relinquish_clear',
      'ffa-hafnium 6.4 share_clear',
      'ffa-hafnium 6.4 ffa_validate_retrieve_req_clear_flag_if_mem_share',
    ],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0x62));
      yield* refused(
        'shared and cleared',
        'INVALID_PARAMETERS',
        owner.share(page, [borrower], CLEARED),
        'send/zero-on-share',
      );
      const loan = yield* accepted('the owner shares it', owner.share(page, [borrower]));
      const both = { flags: FLAG_ZERO | FLAG_ZERO_AFTER_RELINQUISH };
      yield* refused(
        'retrieved and cleared',
        'INVALID_PARAMETERS',
        borrower.retrieve(loan, both),
        'retrieve/zero-on-share',
      );
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* holds('the borrower reads what the owner wrote', borrower, first, 0x62);
      yield* refused(
        'relinquished and cleared',
        'INVALID_PARAMETERS',
        borrower.relinquish(loan, CLEARED),
        'relinquish/zero-on-share',
      );
      yield* givenBack(loan, owner, borrower);
      yield* holds('the owner reads what it wrote', owner, page, 0x62);
    },
  },
  {
    id: 'clearing/read-only',
    title: 'who was lent memory read-only has it cleared neither before nor after',
    rows: ['regressions D1', 'ffa-hafnium 6.4 ffa_validate_retrieve_req_clear_flag_if_RO'],
    runs: RUNS,
    needs: [LENDS, readOnlyGrants],
    *body({ owner, borrower }) {
      const terms = { permissions: DATA_RO, flags: FLAG_ZERO };
      const loan = yield* accepted(
        'the owner lends a page read-only, cleared',
        owner.lend(owner.page(0), [borrower], terms),
      );
      yield* refused('cleared before', 'DENIED', borrower.retrieve(loan, CLEARED), 'retrieve/zero-read-only');
      yield* refused('cleared after', 'DENIED', borrower.retrieve(loan, LATER), 'retrieve/zero-read-only');
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  ...(['FFA_MEM_LEND', 'FFA_MEM_DONATE'] as const).map(
    (name): Case => ({
      id: `clearing/${name === 'FFA_MEM_LEND' ? 'lent' : 'donated'}-uncleared`,
      title: 'nobody insists on cleared memory whose sender did not have it cleared',
      rows: ['ffa-hafnium 6.4 ffa_validate_retrieve_req_clear_flag_if_sender_not_clear'],
      runs: RUNS,
      needs: [sends(name)],
      *body({ owner, borrower }) {
        const loan = yield* accepted('the owner sends a page', owner.send(name, owner.page(0), [borrower]));
        yield* refused('insists', 'DENIED', borrower.retrieve(loan, CLEARED), 'retrieve/zero-not-done');
        yield* accepted('the owner reclaims it', owner.reclaim(loan));
      },
    }),
  ),
  ...[LATER, {}].map(
    (asking): Case => ({
      id: `clearing/after-relinquish${asking === LATER ? '-announced' : ''}`,
      title: 'a relinquish that says so clears what the borrower had',
      rows: ['regressions D6', 'requirements QC3', 'ffa-hafnium 6.4 lend_zero_memory_after_relinquish'],
      runs: RUNS,
      needs: [LENDS],
      *body({ owner, borrower }) {
        const page = owner.page(0);
        yield* accepted('the owner writes to a page', owner.fill(page, 0x62));
        const loan = yield* accepted('the owner lends it', owner.lend(page, [borrower]));
        const { first } = yield* takes('the borrower retrieves it', borrower, loan, asking);
        yield* holds('the borrower reads what the owner wrote', borrower, first, 0x62);
        yield* accepted('the borrower relinquishes it, cleared', borrower.relinquish(loan, CLEARED));
        yield* accepted('the owner reclaims it', owner.reclaim(loan));
        yield* holds('the owner reads zeros', owner, page, 0);
      },
    }),
  ),
  {
    id: 'clearing/announced-only',
    title: 'a retrieve that announces clearing clears nothing when no relinquish says so',
    rows: [
      'regressions D6',
      'requirements QC3',
      'ffa-hafnium 6.4 mem_lend_relinquish_reclaim_multiple_borrowers',
    ],
    runs: RUNS,
    needs: [LENDS, severalReceivers],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0x62));
      const loan = yield* accepted('the owner lends it to both', owner.lend(page, [borrower, third]));
      for (const [round, asking] of [LATER, {}].entries())
        for (const [turn, each] of [borrower, third].entries()) {
          const before = 0x62 + 2 * round + turn;
          const said = `${each.role}, round ${round}`;
          const { first } = yield* takes(`it is retrieved: ${said}`, each, loan, turn === 0 ? asking : {});
          yield* holds(`it is as it was left: ${said}`, each, first, before);
          yield* accepted(`it is written to: ${said}`, each.fill(first, before + 1));
          yield* accepted(`it is relinquished: ${said}`, each.relinquish(loan));
        }
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
      yield* holds('the owner reads what was written last', owner, page, 0x66);
    },
  },
  ...[LATER, {}].map(
    (asking): Case => ({
      id: `clearing/after-the-last${asking === LATER ? '-announced' : ''}`,
      title: 'what one of two borrowers has cleared is cleared when the last has left, not under it',
      rows: [
        'requirements QC3',
        'ffa-hafnium 6.4 lend_zero_memory_after_relinquish_multiple_borrowers',
        'conformance 5.12',
      ],
      runs: RUNS,
      needs: [LENDS, severalReceivers],
      *body({ owner, borrower, third }) {
        const page = owner.page(0);
        yield* accepted('the owner writes to a page', owner.fill(page, 0x62));
        const loan = yield* accepted('the owner lends it to both', owner.lend(page, [borrower, third]));
        yield* accepted('the borrower retrieves it', borrower.retrieve(loan, asking));
        const { first } = yield* takes('the third retrieves it', third, loan, asking);
        yield* accepted('the borrower relinquishes it, cleared', borrower.relinquish(loan, CLEARED));
        yield* holds('the third still reads what the owner wrote', third, first, 0x62);
        yield* accepted('the third relinquishes it, cleared', third.relinquish(loan, CLEARED));
        yield* accepted('the owner reclaims it', owner.reclaim(loan));
        yield* holds('the owner reads zeros', owner, page, 0);
      },
    }),
  ),
];
