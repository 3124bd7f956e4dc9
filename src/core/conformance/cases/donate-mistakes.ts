import { DATA_RW, FLAG_ZERO, INSTRUCTION_X } from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import { accepted, refused } from '../checks.ts';
import { owns, sends } from '../needs.ts';
import {
  executable,
  inNameOf,
  NO_COMPOSITE,
  NO_RECEIVERS,
  reclaimedUncleared,
  type SendMistake,
  sentWrongly,
  TO_NOBODY,
  TOO_LONG,
  toItself,
  withAttributes,
} from './mistakes.ts';

const DONATES = sends('FFA_MEM_DONATE');
/** Normal, non-cacheable, outer shareable. */
const ANY_ATTRIBUTES = 0x26;

/** A donation says nothing of access: its receiver gets all there is. */
const READ_WRITE: SendMistake = {
  what: 'read-write',
  status: 'INVALID_PARAMETERS',
  rule: 'send/data-access-given',
  terms: { permissions: DATA_RW },
};

/** Donations that are refused at once. */
export const DONATE_MISTAKES: readonly Case[] = [
  {
    id: 'donate/mistakes-in-terms',
    title: 'a donation of a device, with access or attributes, to nobody or to oneself is refused',
    rows: [
      'conformance 3.3 donate_input_error_checks',
      'conformance 5.5',
      'conformance 5.6',
      'conformance 5.25',
    ],
    runs: ['vm1', 'sp1'],
    needs: [DONATES, owns('owner', 'devicePage')],
    *body({ owner, borrower }) {
      yield* refused(
        'a device',
        'any status',
        owner.donate(owner.devicePage, [borrower]),
        'send/device-operation',
      );
      yield* sentWrongly('FFA_MEM_DONATE', owner, borrower, [
        READ_WRITE,
        executable(INSTRUCTION_X),
        NO_COMPOSITE,
        NO_RECEIVERS,
        withAttributes(ANY_ATTRIBUTES),
        TO_NOBODY,
        toItself(owner),
      ]);
    },
  },
  {
    id: 'donate/mistakes-in-descriptor',
    title: 'a donation whose descriptor contradicts itself or its caller is refused',
    rows: [
      'conformance 3.3 donate_input_error_checks2',
      'conformance 5.1',
      'conformance 5.3',
      'conformance 5.13',
    ],
    runs: ['vm1', 'sp1'],
    needs: [DONATES],
    *body({ owner, borrower, party }) {
      yield* sentWrongly('FFA_MEM_DONATE', owner, borrower, [TOO_LONG, inNameOf(borrower)]);
      if (owner.secure)
        yield* refused(
          'secure memory to the normal world',
          'DENIED',
          owner.donate(owner.page(0), [party('vm1')]),
        );
    },
  },
  {
    id: 'donate/read-only-owner',
    title: 'who may only read donates without clearing, and may take it back the same way',
    rows: ['conformance 3.3 donate_input_error_checks4', 'conformance 5.8', 'conformance 5.15'],
    runs: ['sp1', 'vm1'],
    needs: [DONATES, owns('owner', 'readOnlyPage')],
    *body({ owner, borrower }) {
      const page = owner.readOnlyPage;
      yield* refused(
        'cleared',
        'DENIED',
        owner.donate(page, [borrower], { flags: FLAG_ZERO }),
        'send/zero-read-only',
      );
      const loan = yield* accepted('the owner donates it', owner.donate(page, [borrower]));
      yield* reclaimedUncleared(loan, owner);
    },
  },
];
