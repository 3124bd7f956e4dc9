import { DATA_RW, FLAG_ZERO, INSTRUCTION_X } from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import { accepted, refused } from '../checks.ts';
import { owns, sends } from '../needs.ts';
import { access, header } from '../spoil.ts';
import { NOBODY } from './steps.ts';

const DONATES = sends('FFA_MEM_DONATE');
/** Normal, non-cacheable, outer shareable. */
const ANY_ATTRIBUTES = 0x26;

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
      const page = owner.page(0);
      const to = [borrower];
      yield* refused('a device', 'any status', owner.donate(owner.devicePage, to), 'send/device-operation');
      yield* refused(
        'read-write',
        'INVALID_PARAMETERS',
        owner.donate(page, to, { permissions: DATA_RW }),
        'send/data-access-given',
      );
      yield* refused(
        'executable',
        'INVALID_PARAMETERS',
        owner.donate(page, to, { permissions: INSTRUCTION_X }),
        'send/instruction-access',
      );
      yield* refused(
        'no composite',
        'any status',
        owner.donate(page, to, { spoil: [access('compositeOffset', 0)] }),
        'send/composite-offset-zero',
      );
      yield* refused(
        'no receivers',
        'any status',
        owner.donate(page, to, { spoil: [header('accessCount', 0)] }),
        'descriptor/receiver-count-zero',
      );
      yield* refused(
        'with attributes',
        'INVALID_PARAMETERS',
        owner.donate(page, to, { attributes: ANY_ATTRIBUTES }),
        'send/attributes-given',
      );
      yield* refused(
        'to nobody',
        'INVALID_PARAMETERS',
        owner.donate(page, [NOBODY]),
        'send/receiver-unknown',
      );
      yield* refused('to itself', 'INVALID_PARAMETERS', owner.donate(page, [owner]), 'send/receiver-self');
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
      const page = owner.page(0);
      const to = [borrower];
      yield* refused(
        'a total length that is too long',
        'INVALID_PARAMETERS',
        owner.donate(page, to, { registers: { 1: 0x80 } }),
        'send/total-length',
      );
      yield* refused(
        'in the name of another',
        'DENIED',
        owner.donate(page, to, { spoil: [header('sender', borrower.id)] }),
        'send/sender',
      );
      if (owner.secure)
        yield* refused('secure memory to the normal world', 'DENIED', owner.donate(page, [party('vm1')]));
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
      yield* refused(
        'reclaimed and cleared',
        'DENIED',
        owner.reclaim(loan, FLAG_ZERO),
        'reclaim/zero-read-only',
      );
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
];
