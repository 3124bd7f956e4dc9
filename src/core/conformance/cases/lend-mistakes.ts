import {
  ATTRIBUTES_NORMAL,
  DATA_RO,
  DATA_RW,
  FLAG_ZERO,
  INSTRUCTION_NX,
  INSTRUCTION_X,
} from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import { accepted, refused } from '../checks.ts';
import { owns, sends, severalReceivers } from '../needs.ts';
import {
  executable,
  inNameOf,
  NO_COMPOSITE,
  NO_RECEIVERS,
  reclaimedUncleared,
  sentWrongly,
  TO_NOBODY,
  TOO_LONG,
  toItself,
  withAttributes,
} from './mistakes.ts';
import { NOBODY } from './steps.ts';

const LENDS = sends('FFA_MEM_LEND');

/** Lends that are refused at once. */
export const LEND_MISTAKES: readonly Case[] = [
  {
    id: 'lend/mistakes-in-terms',
    title: 'a lend of lent memory, to nobody or to oneself is refused',
    rows: ['conformance 3.2 lend_input_error_checks', 'conformance 5.14'],
    runs: ['vm1', 'sp1'],
    needs: [LENDS],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted('the owner lends two pages', owner.lend(owner.page(0, 2), [borrower]));
      yield* refused('one of them to another', 'any status', owner.lend(owner.page(1), [third]), 'send/held');
      yield* accepted('the owner reclaims them', owner.reclaim(loan));
      yield* sentWrongly('FFA_MEM_LEND', owner, borrower, [TO_NOBODY, toItself(owner)]);
    },
  },
  {
    id: 'lend/mistakes-in-descriptor',
    title: 'a lend whose descriptor contradicts itself or its caller is refused',
    rows: [
      'conformance 3.2 lend_input_error_checks1',
      'conformance 5.1',
      'conformance 5.3',
      'conformance 5.5',
      'conformance 5.6',
      'conformance 5.13',
    ],
    runs: ['vm1', 'sp1'],
    needs: [LENDS],
    *body({ owner, borrower, party }) {
      yield* sentWrongly('FFA_MEM_LEND', owner, borrower, [
        TOO_LONG,
        NO_RECEIVERS,
        NO_COMPOSITE,
        inNameOf(borrower),
        withAttributes(ATTRIBUTES_NORMAL),
        executable(DATA_RW | INSTRUCTION_X),
      ]);
      if (owner.secure)
        yield* refused(
          'from the secure to the normal world',
          'DENIED',
          owner.lend(owner.page(0), [party('vm1')]),
          'send/to-normal-world',
        );
    },
  },
  {
    id: 'lend/mistakes-with-two',
    title: 'a lend to two is refused when one of them does not exist, or with instruction access',
    rows: [
      'conformance 3.2 lend_input_error_checks2',
      'conformance 3.2 lend_input_error_checks3',
      'conformance 5.6',
    ],
    runs: ['vm1', 'sp1'],
    needs: [LENDS, severalReceivers],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      const permissions = DATA_RW | INSTRUCTION_NX;
      yield* refused(
        'the second is nobody',
        'INVALID_PARAMETERS',
        owner.lend(page, [borrower, NOBODY]),
        'send/receiver-unknown',
      );
      yield* refused(
        'not executable',
        'INVALID_PARAMETERS',
        owner.lend(page, [borrower, third], { permissions }),
        'send/instruction-access',
      );
    },
  },
  {
    id: 'lend/read-only-owner',
    title: 'who may only read lends for reading and has nothing cleared',
    rows: ['conformance 3.2 lend_input_error_checks4', 'conformance 5.8'],
    runs: ['sp1', 'vm1'],
    needs: [LENDS, owns('owner', 'readOnlyPage')],
    *body({ owner, borrower }) {
      const page = owner.readOnlyPage;
      const permissions = DATA_RO;
      yield* refused(
        'cleared',
        'DENIED',
        owner.lend(page, [borrower], { permissions, flags: FLAG_ZERO }),
        'send/zero-read-only',
      );
      const loan = yield* accepted(
        'the owner lends it read-only',
        owner.lend(page, [borrower], { permissions }),
      );
      yield* reclaimedUncleared(loan, owner);
    },
  },
];
