import { DATA_RW, DATA_UNSPECIFIED, FLAG_BYPASS_MULTI_BORROWER } from '../../abi/bits.ts';
import { layoutsOf } from '../../abi/layouts.ts';
import type { Receiver } from '../../abi/transaction.ts';
import { asAsked } from '../../client/retrieve.ts';
import type { SendFunction } from '../../client/send.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, refused } from '../checks.ts';
import type { Recipient } from '../loan.ts';
import { sends, severalReceivers } from '../needs.ts';
import type { Party } from '../party.ts';
import { givenBack } from './steps.ts';

const WORDS: readonly [bigint, bigint] = [0x20a8_4328_20cf_1a38n, 0x8ac2_47f7_13b3_8878n];
const SWAPPED: readonly [bigint, bigint] = [WORDS[1], WORDS[0]];

interface Impdef {
  readonly name: SendFunction;
  readonly row: string;
  readonly runs: readonly RunName[];
  /** Whether it goes to two receivers. */
  readonly several: boolean;
}

const IMPDEF: readonly Impdef[] = [
  { name: 'FFA_MEM_SHARE', row: 'mem_share_impdef', runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'], several: true },
  { name: 'FFA_MEM_LEND', row: 'mem_lend_impdef', runs: ['vm1-sp2', 'vm1-vm2', 'sp1-sp2'], several: true },
  { name: 'FFA_MEM_DONATE', row: 'mem_donate_impdef', runs: ['vm1-vm2', 'sp1-sp2'], several: false },
];

function withWords(party: Party, name: SendFunction, impdef: readonly [bigint, bigint]): Recipient {
  return { endpoint: party.id, permissions: name === 'FFA_MEM_DONATE' ? DATA_UNSPECIFIED : DATA_RW, impdef };
}

/** What FF-A 1.2 adds to memory sharing. */
export const VERSION_1_2_CASES: readonly Case[] = [
  ...IMPDEF.map(
    ({ name, row, runs, several }): Case => ({
      id: `impdef/${row.split('_')[1]}`,
      title: 'a receiver repeats the implementation-defined words that its sender wrote for it',
      rows: [`conformance 3.5 ${row}`, 'conformance 5.19'],
      runs,
      needs: several ? [sends(name), severalReceivers] : [sends(name)],
      *body({ owner, borrower, third }) {
        const to = [withWords(borrower, name, WORDS), ...(several ? [withWords(third, name, SWAPPED)] : [])];
        const loan = yield* accepted(
          'the owner sends a page with such words',
          owner.send(name, owner.page(0), to),
        );
        const silent = asAsked(name, loan.receivers).map((each): Receiver => ({ ...each, impdef: [0n, 0n] }));
        yield* refused(
          'without them',
          'INVALID_PARAMETERS',
          borrower.retrieve(loan, { receivers: silent }),
          'retrieve/impdef',
        );
        yield* accepted('the borrower retrieves it with them', borrower.retrieve(loan));
        if (several) yield* givenBack(loan, owner, borrower);
      },
    }),
  ),
  {
    id: 'bypass/one-of-two',
    title: 'a borrower that waives the list of the others lists itself only',
    rows: ['requirements QC4', 'conformance 3.5 share_multi_borrower_flag_check', 'conformance 5.20'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [sends('FFA_MEM_SHARE'), severalReceivers],
    *body({ owner, borrower, third }) {
      const both = [borrower, third];
      const loan = yield* accepted('the owner shares a page with both', owner.share(owner.page(0), both));
      const flags = FLAG_BYPASS_MULTI_BORROWER;
      const { access, header } = layoutsOf(borrower.driver.version);
      const blank = (bytes: Uint8Array) => bytes.fill(0, header.size + access.size);
      yield* refused(
        'two entries, the second one empty',
        'INVALID_PARAMETERS',
        borrower.retrieve(loan, { flags, spoil: [blank] }),
        'retrieve/bypass',
      );
      const alone = loan.receivers.filter(({ endpoint }) => endpoint === borrower.id);
      yield* accepted(
        'the borrower retrieves it, listing itself',
        borrower.retrieve(loan, { flags, receivers: alone }),
      );
      yield* refused(
        'the owner shares it again',
        'any status',
        owner.share(owner.page(0), both),
        'send/held',
      );
      yield* givenBack(loan, owner, borrower);
    },
  },
];
