import {
  ATTRIBUTES_NORMAL,
  DATA_RO,
  DATA_RW,
  DATA_UNSPECIFIED,
  FLAG_ZERO,
  FLAG_ZERO_AFTER_RELINQUISH,
  INSTRUCTION_NX,
  INSTRUCTION_X,
  TYPE_DEVICE,
} from '../../abi/bits.ts';
import type { Constituent } from '../../abi/transaction.ts';
import type { SendFunction } from '../../client/send.ts';
import type { Attempt } from '../came.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, type Body, refused, refusedEach } from '../checks.ts';
import type { Loan, Memory, Recipient } from '../loan.ts';
import { offered, owns, sends, severalReceivers } from '../needs.ts';
import type { Party } from '../party.ts';
import { header } from '../spoil.ts';
import { givenBack, NOWHERE, takes } from './steps.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const SHARES = sends('FFA_MEM_SHARE');
const LENDS = sends('FFA_MEM_LEND');
const DONATES = sends('FFA_MEM_DONATE');
const SENDS: readonly SendFunction[] = ['FFA_MEM_LEND', 'FFA_MEM_SHARE', 'FFA_MEM_DONATE'];
const ALL_SENDS = [...SENDS.map(sends)];
const DENIED_OR_INVALID = ['DENIED', 'INVALID_PARAMETERS'] as const;
const PERMISSIONS = [DATA_UNSPECIFIED, DATA_RO, DATA_RW].flatMap((data) =>
  [0, INSTRUCTION_NX, INSTRUCTION_X].map((instruction) => data | instruction),
);

/** Sends memory in every way there is: with each function, each access and each type, to each of the receivers. */
function* everyWay(
  owner: Party,
  memory: Memory,
  to: readonly Recipient[],
): Generator<readonly [string, Attempt<unknown>]> {
  for (const name of SENDS)
    for (const [index, receiver] of to.entries())
      for (const permissions of PERMISSIONS)
        for (const attributes of [0, ATTRIBUTES_NORMAL, TYPE_DEVICE]) {
          const way = `${name} to ${index}, permissions ${permissions}, attributes ${attributes}`;
          yield [way, owner.send(name, memory, [receiver], { permissions, attributes })];
        }
}

/** Memory that is in a transaction is sent in no way, as a whole or in part, and nobody else relinquishes it. */
function* isHeld(
  owner: Party,
  memory: readonly Constituent[],
  part: Constituent,
  to: readonly Party[],
): Body {
  yield* refusedEach('all of it, in every way', DENIED_OR_INVALID, everyWay(owner, memory, to));
  yield* refusedEach('a part of it, in every way', DENIED_OR_INVALID, everyWay(owner, part, to));
}

/** Who has not retrieved memory has nothing to relinquish. */
function* leavesNothing(party: Party, loan: Loan): Body {
  yield* refused(
    `the ${party.role} relinquishes it`,
    'INVALID_PARAMETERS',
    party.relinquish(loan),
    'relinquish/not-retrieved',
  );
}

/** Memory that is in a transaction is not donated, neither a page of it to another nor all of it to its borrower. */
function* isNotDonated(
  owner: Party,
  { memory }: Loan,
  page: Constituent,
  borrower: Party,
  third: Party,
): Body {
  yield* refused('a page is donated to another', 'DENIED', owner.donate(page, [third]), 'send/held');
  yield* refused('all is donated to the borrower', 'DENIED', owner.donate(memory, [borrower]), 'send/held');
}

/** Whose memory it is, and who may send it in whose name. */
export const OWNERSHIP_CASES: readonly Case[] = [
  {
    id: 'ownership/no-memory',
    title: 'what is no memory of the owner is sent in no way to anybody',
    rows: ['ffa-hafnium 6.2 cannot_share_device_memory'],
    runs: ['vm1', 'sp1'],
    needs: ALL_SENDS,
    *body({ owner, borrower, third }) {
      yield* refusedEach(
        'a hole, in every way',
        DENIED_OR_INVALID,
        everyWay(owner, NOWHERE, [borrower, third, owner]),
      );
    },
  },
  {
    id: 'ownership/donated',
    title: 'who donated memory cannot send it any more, and its new owner can, once',
    rows: ['ffa-hafnium 6.2 donate_twice'],
    runs: ['vm1-vm2', 'sp1-sp2'],
    needs: ALL_SENDS,
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner donates a page', owner.donate(page, [borrower]));
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* isHeld(owner, [page], page, [borrower, third]);
      for (const each of [owner, borrower, third])
        yield* refused(
          `the ${each.role} relinquishes it`,
          'INVALID_PARAMETERS',
          each.relinquish(loan),
          'relinquish/unknown-handle',
        );
      const on = yield* accepted('the borrower donates it on', borrower.donate(first, [third]));
      yield* accepted('the third retrieves it', third.retrieve(on));
      yield* refused(
        'the borrower donates it again',
        'DENIED',
        borrower.donate(first, [third]),
        'send/not-owner',
      );
    },
  },
  {
    id: 'ownership/names-another-owner',
    title: 'nobody sends in the name of another, whoever owns the memory',
    rows: ['ffa-hafnium 6.2 donate_invalid_source', 'ffa-hafnium 6.2 lend_invalid_source'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: ALL_SENDS,
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      for (const name of SENDS) {
        const as = (other: Party) => ({ spoil: [header('sender', other.id)] });
        const inName = (what: string, other: Party, to: Party) =>
          refused(`${name} ${what}`, 'DENIED', owner.send(name, page, [to], as(other)), 'send/sender');
        yield* inName("in the borrower's name, to the third", borrower, third);
        yield* inName("in the borrower's name, to the borrower", borrower, borrower);
        yield* inName("in the third's name, to the borrower", third, borrower);
      }
      const loan = yield* accepted('the owner lends a page', owner.lend(page, [borrower]));
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      const named = { spoil: [header('sender', owner.id)] };
      yield* refused(
        "the borrower lends it in its owner's name",
        'DENIED',
        borrower.lend(first, [third], named),
        'send/sender',
      );
      yield* refused(
        "the borrower shares it in its owner's name",
        'DENIED',
        borrower.share(first, [third], named),
        'send/sender',
      );
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'ownership/lent',
    title: 'memory that is lent is sent in no other way',
    rows: ['ffa-hafnium 6.2 lend_twice', 'ffa-hafnium 6.2 lend_donate'],
    runs: RUNS,
    needs: ALL_SENDS,
    *body({ owner, borrower, third }) {
      const memory = [owner.page(0, 2), owner.page(4)];
      const loan = yield* accepted('the owner lends three pages', owner.lend(memory, [borrower]));
      yield* isHeld(owner, memory, owner.page(1), [borrower, third]);
      yield* leavesNothing(third, loan);
      yield* leavesNothing(owner, loan);
      yield* isNotDonated(owner, loan, owner.page(0), borrower, third);
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'ownership/shared',
    title: 'memory that is shared is sent in no other way',
    rows: [
      'ffa-hafnium 6.2 share_twice',
      'ffa-hafnium 6.2 share_donate',
      'ffa-hafnium 6.9 …fail_on_share_twice',
    ],
    runs: RUNS,
    needs: ALL_SENDS,
    *body({ owner, borrower, third }) {
      const memory = [owner.page(0, 2), owner.page(4, 2)];
      const loan = yield* accepted('the owner shares four pages', owner.share(memory, [borrower]));
      yield* isHeld(owner, memory, owner.page(4), [borrower, third]);
      yield* leavesNothing(third, loan);
      yield* refused('shared with another', 'DENIED', owner.share(memory, [third]), 'send/held');
      yield* isNotDonated(owner, loan, owner.page(1), borrower, third);
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'ownership/unaligned',
    title: 'only whole pages are sent, wherever the odd constituent stands',
    rows: ['ffa-hafnium 6.2 give_and_get_back_unaligned', 'conformance 5.14'],
    runs: ['vm1', 'sp1'],
    needs: [LENDS, offered('owner', 'FFA_MEM_DONATE')],
    *body({ owner, borrower }) {
      const offsets = [0, 1, 2, 4, 8, 2048, 4095];
      const moved = ({ address, pages }: Constituent, by: number) => ({ address: address + by, pages });
      for (const name of ['FFA_MEM_DONATE', 'FFA_MEM_LEND'] as const) {
        const attempts = offsets.flatMap((one) =>
          offsets
            .filter((other) => one + other > 0)
            .map((other): readonly [string, Attempt<unknown>] => {
              const memory = [moved(owner.page(0), one), moved(owner.page(4), other)];
              return [`offsets ${one} and ${other}`, owner.send(name, memory, [borrower])];
            }),
        );
        yield* refusedEach(`${name} of odd addresses`, ['INVALID_PARAMETERS'], attempts);
      }
    },
  },
  {
    id: 'ownership/receivers',
    title: 'the list of receivers names each once, and the owner not at all; a donation has one',
    rows: [
      'regressions D22',
      'ffa-hafnium 6.2 fail_if_multi_receiver_donate',
      'ffa-hafnium 6.2 fail_if_one_receiver_wrong_permissions',
      'ffa-hafnium 6.2 fail_if_repeated_borrower',
      'ffa-hafnium 6.2 fail_if_one_receiver_is_self',
      'ffa-hafnium 6.2 donate_to_self',
      'ffa-hafnium 6.2 lend_to_self',
      'ffa-hafnium 6.2 share_to_self',
    ],
    runs: ['vm1', 'sp1'],
    needs: [...ALL_SENDS, severalReceivers],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      yield* refused(
        'a donation to two',
        'INVALID_PARAMETERS',
        owner.donate(page, [borrower, third]),
        'send/donate-receivers',
      );
      for (const name of SENDS)
        yield* refused(
          `${name} to itself`,
          'INVALID_PARAMETERS',
          owner.send(name, page, [owner]),
          'send/receiver-self',
        );
      for (const name of ['FFA_MEM_LEND', 'FFA_MEM_SHARE'] as const) {
        const executable = { endpoint: third.id, permissions: DATA_RW | INSTRUCTION_X };
        yield* refused(
          `${name}, the second executable`,
          'INVALID_PARAMETERS',
          owner.send(name, page, [borrower, executable]),
          'send/instruction-access',
        );
        yield* refused(
          `${name} to one twice`,
          'INVALID_PARAMETERS',
          owner.send(name, page, [borrower, borrower]),
          'send/receiver-duplicate',
        );
        yield* refused(
          `${name} to another and itself`,
          'INVALID_PARAMETERS',
          owner.send(name, page, [borrower, owner]),
          'send/receiver-self',
        );
      }
    },
  },
  {
    id: 'ownership/secure-to-normal',
    title: 'a secure partition sends nothing to the normal world, whatever else is wrong',
    rows: ['regressions D18', 'ffa-hafnium 6.2 invalid_from_sp', 'conformance 5.13'],
    runs: ['sp1'],
    needs: ALL_SENDS,
    *body({ owner, party }) {
      const permissions = DATA_UNSPECIFIED;
      for (const name of SENDS)
        yield* refused(
          `${name} to a VM`,
          'DENIED',
          owner.send(name, owner.page(0), [party('vm1')], { permissions }),
        );
    },
  },
  {
    id: 'ownership/read-only-page',
    title: 'a page that its owner may only read is cleared for nobody',
    rows: [
      'ffa-hafnium 6.4 cannot_zero_ro_memory_on_lend_or_donate',
      'ffa-hafnium 6.4 cannot_zero_ro_memory_on_retrieve',
    ],
    runs: ['sp1-sp2'],
    needs: [LENDS, DONATES, SHARES, owns('owner', 'readOnlyPage')],
    *body({ owner, borrower }) {
      const page = owner.readOnlyPage;
      const cleared = { flags: FLAG_ZERO };
      yield* refused(
        'lent',
        'DENIED',
        owner.lend(page, [borrower], { ...cleared, permissions: DATA_RO }),
        'send/zero-read-only',
      );
      yield* refused('donated', 'DENIED', owner.donate(page, [borrower], cleared), 'send/zero-read-only');
      const loan = yield* accepted(
        'the owner lends it read-only',
        owner.lend(page, [borrower], { permissions: DATA_RO }),
      );
      yield* refused(
        'to be cleared later',
        'DENIED',
        borrower.retrieve(loan, { flags: FLAG_ZERO_AFTER_RELINQUISH }),
        'retrieve/zero-read-only',
      );
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
];
