import { DATA_RW, FLAG_ZERO, INSTRUCTION_NX, TYPE_DEVICE } from '../../abi/bits.ts';
import type { Case } from '../case.ts';
import { refused } from '../checks.ts';
import { owns, sends } from '../needs.ts';
import { composite } from '../spoil.ts';
import {
  inNameOf,
  NO_COMPOSITE,
  NO_RECEIVERS,
  sentWrongly,
  TO_NOBODY,
  TOO_LONG,
  toItself,
} from './mistakes.ts';

const SHARES = sends('FFA_MEM_SHARE');

/** Shares that are refused at once. */
export const SHARE_MISTAKES: readonly Case[] = [
  {
    id: 'share/mistakes-in-terms',
    title: 'a share to nobody, to oneself, with clearing or with instruction access is refused',
    rows: [
      'conformance 3.1 share_input_error_checks',
      'conformance 5.6',
      'conformance 5.10',
      'conformance 5.25',
    ],
    runs: ['vm1', 'sp1'],
    needs: [SHARES, owns('owner', 'devicePage')],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const executable = { permissions: DATA_RW | INSTRUCTION_NX };
      yield* refused(
        'a device',
        'any status',
        owner.share(owner.devicePage, [borrower], { attributes: TYPE_DEVICE }),
        'send/device-operation',
      );
      yield* sentWrongly('FFA_MEM_SHARE', owner, borrower, [TO_NOBODY, toItself(owner)]);
      yield* refused(
        'cleared',
        'INVALID_PARAMETERS',
        owner.share(page, [borrower], { flags: FLAG_ZERO }),
        'send/zero-on-share',
      );
      yield* refused(
        'not executable',
        'INVALID_PARAMETERS',
        owner.share(page, [borrower], executable),
        'send/instruction-access',
      );
    },
  },
  {
    id: 'share/mistakes-in-descriptor',
    title: 'a share whose descriptor contradicts itself or its caller is refused',
    rows: [
      'conformance 3.1 share_input_error_checks1',
      'conformance 5.1',
      'conformance 5.3',
      'conformance 5.5',
      'conformance 5.13',
      'conformance 5.14',
    ],
    runs: ['vm1', 'sp1'],
    needs: [SHARES],
    *body({ owner, borrower, party }) {
      const pages = [owner.page(0, 2), owner.page(1)];
      const to = [borrower];
      yield* sentWrongly('FFA_MEM_SHARE', owner, borrower, [
        TOO_LONG,
        NO_RECEIVERS,
        NO_COMPOSITE,
        inNameOf(borrower),
      ]);
      yield* refused('a page that is named twice', 'any status', owner.share(pages, to), 'send/overlap');
      yield* refused(
        'more pages than there are',
        'any status',
        owner.share(owner.page(0, 2), to, { spoil: [composite('totalPages', 5)] }),
        'send/page-sum',
      );
      if (owner.secure)
        yield* refused(
          'from the secure to the normal world',
          'DENIED',
          owner.share(owner.page(0), [party('vm1')]),
          'send/to-normal-world',
        );
    },
  },
  {
    id: 'share/more-than-owned',
    title: 'who may only read does not share for writing',
    rows: ['conformance 3.1 share_input_error_checks2', 'conformance 5.8'],
    runs: ['sp1', 'vm1'],
    needs: [SHARES, owns('owner', 'readOnlyPage')],
    *body({ owner, borrower }) {
      yield* refused(
        'read-write',
        'DENIED',
        owner.share(owner.readOnlyPage, [borrower]),
        'send/permission-exceeds-owner',
      );
    },
  },
];
