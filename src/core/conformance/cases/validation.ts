import {
  ATTRIBUTES_NORMAL,
  CACHEABILITY_WRITE_BACK,
  DATA_RESERVED,
  DATA_RW,
  DATA_UNSPECIFIED,
  FLAG_TYPE_DONATE,
  FLAG_TYPE_LEND,
  FLAG_TYPE_SHARE,
  SHAREABILITY_INNER,
  TYPE_DEVICE,
  TYPE_NORMAL,
  TYPE_RESERVED,
  TYPE_UNSPECIFIED,
} from '../../abi/bits.ts';
import type { Receiver } from '../../abi/transaction.ts';
import { VERSION_1_0, VERSION_1_1 } from '../../abi/versions.ts';
import { asAsked } from '../../client/retrieve.ts';
import type { SendFunction } from '../../client/send.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, refused } from '../checks.ts';
import { sends } from '../needs.ts';
import { access, composite, header } from '../spoil.ts';
import { givenBack, holds, takes } from './steps.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const ALONE: readonly RunName[] = ['vm1', 'sp1'];
const SENDS: readonly SendFunction[] = ['FFA_MEM_SHARE', 'FFA_MEM_LEND', 'FFA_MEM_DONATE'];
const SHARES = sends('FFA_MEM_SHARE');
const ALL_SENDS = SENDS.map(sends);

const NON_CACHEABLE = 0x4;
const OUTER_SHAREABLE = 0x2;
/** Attributes that all parties would have to see alike, and that no manager here maps. */
const BAD_ATTRIBUTES: readonly (readonly [string, number])[] = [
  ['a device of another kind', TYPE_DEVICE | CACHEABILITY_WRITE_BACK | SHAREABILITY_INNER],
  ['not cacheable', TYPE_NORMAL | NON_CACHEABLE | SHAREABILITY_INNER],
  ['not shareable', TYPE_NORMAL | CACHEABILITY_WRITE_BACK],
  ['outer shareable', TYPE_NORMAL | CACHEABILITY_WRITE_BACK | OUTER_SHAREABLE],
];

/** Flags of which at least one means nothing in a request. */
const BAD_FLAGS: readonly (readonly [number, string])[] = [
  [0xffff_ffff, 'retrieve/alignment-hint'],
  [0xffff_ffe0, 'retrieve/alignment-hint'],
  [0xffff_fde0, 'retrieve/alignment-hint'],
  [0xffff_fc00, 'retrieve/flags-reserved'],
];

/** What a descriptor may say at all. */
export const VALIDATION_CASES: readonly Case[] = [
  {
    id: 'validation/send-flags',
    title: 'flags that mean nothing in a send are refused',
    rows: ['ffa-hafnium 6.6 ffa_validate_mbz', 'ffa-hafnium 6.9 …ffa_validate_attributes / ffa_validate_mbz'],
    runs: ALONE,
    needs: ALL_SENDS,
    *body({ owner, borrower }) {
      for (const name of SENDS)
        yield* refused(
          name,
          'INVALID_PARAMETERS',
          owner.send(name, owner.page(0), [borrower], { flags: 0xffff_ffff }),
          'send/flags-reserved',
        );
    },
  },
  {
    id: 'validation/send-attributes',
    title: 'a share with attributes of which parties could see different memory is refused',
    rows: [
      'regressions R9',
      'ffa-hafnium 6.6 ffa_validate_attributes',
      'ffa-hafnium 6.9 …ffa_validate_attributes / ffa_validate_mbz',
    ],
    runs: ALONE,
    needs: [SHARES],
    *body({ owner, borrower }) {
      for (const [what, attributes] of BAD_ATTRIBUTES)
        yield* refused(
          what,
          'DENIED',
          owner.share(owner.page(0), [borrower], { attributes }),
          'send/attributes-unsupported',
        );
    },
  },
  ...[VERSION_1_0, VERSION_1_1].map(
    (version): Case => ({
      id: `validation/reserved-in-access-1-${version - VERSION_1_0}`,
      title: 'reserved bytes of an access descriptor of 16 bytes are refused',
      rows: ['ffa-hafnium 6.6 ffa_validate_memory_access_reserved_mbz'],
      runs: ALONE,
      needs: ALL_SENDS,
      versions: { owner: version },
      *body({ owner, borrower }) {
        const spoil = [access('reserved', 0xffff_ffff)];
        for (const name of SENDS)
          yield* refused(
            name,
            'INVALID_PARAMETERS',
            owner.send(name, owner.page(0), [borrower], { spoil }),
            'descriptor/access-reserved',
          );
      },
    }),
  ),
  {
    id: 'validation/access-array',
    title: 'access descriptors have a size that is known, and all of them are there',
    rows: ['ffa-hafnium 6.6 ffa_memory_access_no_overflow'],
    runs: ALONE,
    needs: ALL_SENDS,
    *body({ owner, borrower }) {
      for (const name of SENDS) {
        const send = (field: 'accessSize' | 'accessCount', value: number) =>
          owner.send(name, owner.page(0), [borrower], { spoil: [header(field, value)] });
        yield* refused(
          `${name}, of 64 bytes`,
          'INVALID_PARAMETERS',
          send('accessSize', 64),
          'descriptor/access-size',
        );
        const countless = send('accessCount', 0xffff_ffff);
        yield* refused(
          `${name}, more than there can be`,
          'INVALID_PARAMETERS',
          countless,
          'descriptor/receiver-count-max',
        );
        yield* refused(
          `${name}, none`,
          'INVALID_PARAMETERS',
          send('accessCount', 0),
          'descriptor/receiver-count-zero',
        );
        const aimless = owner.send(name, owner.page(0), [borrower], {
          spoil: [access('compositeOffset', 0)],
        });
        yield* refused(
          `${name}, without a composite`,
          'INVALID_PARAMETERS',
          aimless,
          'send/composite-offset-zero',
        );
        yield* refused(`${name}, more than there are`, 'INVALID_PARAMETERS', send('accessCount', 2));
      }
    },
  },
  {
    id: 'validation/request-flags',
    title: 'flags that mean nothing in a request are refused',
    rows: ['ffa-hafnium 6.6 ffa_validate_retrieve_req_mbz'],
    runs: RUNS,
    needs: [SHARES, sends('FFA_MEM_LEND')],
    *body({ owner, borrower }) {
      for (const name of ['FFA_MEM_SHARE', 'FFA_MEM_LEND'] as const) {
        const loan = yield* accepted(
          `the owner sends a page: ${name}`,
          owner.send(name, owner.page(0), [borrower]),
        );
        for (const [flags, rule] of BAD_FLAGS) {
          const request = borrower.retrieve(loan, { flags, type: 0 });
          yield* refused(`${name} with 0x${flags.toString(16)}`, 'INVALID_PARAMETERS', request, rule);
        }
        yield* accepted(`the owner reclaims it: ${name}`, owner.reclaim(loan));
      }
    },
  },
  {
    id: 'validation/request-attributes',
    title: 'memory is not retrieved with attributes of which parties could see different memory',
    rows: ['ffa-hafnium 6.6 ffa_validate_retrieve_req_attributes'],
    runs: RUNS,
    needs: [SHARES, sends('FFA_MEM_LEND')],
    *body({ owner, borrower }) {
      for (const name of ['FFA_MEM_SHARE', 'FFA_MEM_LEND'] as const) {
        const loan = yield* accepted(
          `the owner sends a page: ${name}`,
          owner.send(name, owner.page(0), [borrower]),
        );
        for (const [what, attributes] of BAD_ATTRIBUTES)
          yield* refused(
            `${name}, ${what}`,
            'DENIED',
            borrower.retrieve(loan, { attributes }),
            'retrieve/attributes-unsupported',
          );
        yield* accepted(`the owner reclaims it: ${name}`, owner.reclaim(loan));
      }
    },
  },
  {
    id: 'validation/impdef',
    title: 'a receiver repeats the implementation-defined words of its sender',
    rows: ['ffa-hafnium 6.6 ffa_validate_impdef_equal', 'conformance 5.19'],
    runs: RUNS,
    needs: [SHARES, sends('FFA_MEM_LEND')],
    *body({ owner, borrower }) {
      for (const name of ['FFA_MEM_SHARE', 'FFA_MEM_LEND'] as const) {
        const to = { endpoint: borrower.id, permissions: DATA_RW, impdef: [0xaaaan, 0xbbbbn] as const };
        const loan = yield* accepted(
          `the owner sends a page: ${name}`,
          owner.send(name, owner.page(0), [to]),
        );
        const others = asAsked(name, loan.receivers).map(
          (each): Receiver => ({ ...each, impdef: [0xccccn, 0xddddn] }),
        );
        yield* refused(
          `${name}, other words`,
          'INVALID_PARAMETERS',
          borrower.retrieve(loan, { receivers: others }),
          'retrieve/impdef',
        );
        yield* accepted(`the owner reclaims it: ${name}`, owner.reclaim(loan));
      }
    },
  },
  {
    id: 'validation/request-type',
    title: 'a receiver that names the transaction type names the right one',
    rows: ['ffa-hafnium 6.6 ffa_validate_retrieve_transaction_type'],
    runs: RUNS,
    needs: ALL_SENDS,
    *body({ owner, borrower }) {
      const wrong = {
        FFA_MEM_LEND: FLAG_TYPE_SHARE,
        FFA_MEM_SHARE: FLAG_TYPE_DONATE,
        FFA_MEM_DONATE: FLAG_TYPE_LEND,
      };
      for (const name of SENDS) {
        const loan = yield* accepted(
          `the owner sends a page: ${name}`,
          owner.send(name, owner.page(0), [borrower]),
        );
        yield* refused(
          `${name} as another`,
          'INVALID_PARAMETERS',
          borrower.retrieve(loan, { type: wrong[name] }),
          'retrieve/type',
        );
        yield* accepted(`the owner reclaims it: ${name}`, owner.reclaim(loan));
      }
    },
  },
  {
    id: 'validation/data-access',
    title: 'a share and a lend say whether a receiver may write, with a value that is known',
    rows: ['conformance 5.6'],
    runs: ALONE,
    needs: [SHARES, sends('FFA_MEM_LEND')],
    *body({ owner, borrower }) {
      for (const name of ['FFA_MEM_SHARE', 'FFA_MEM_LEND'] as const) {
        const send = (permissions: number) => owner.send(name, owner.page(0), [borrower], { permissions });
        yield* refused(
          `${name}, nothing said`,
          'INVALID_PARAMETERS',
          send(DATA_UNSPECIFIED),
          'send/data-access-missing',
        );
        yield* refused(
          `${name}, a reserved value`,
          'INVALID_PARAMETERS',
          send(DATA_RESERVED),
          'descriptor/permission-reserved',
        );
      }
    },
  },
  {
    id: 'validation/pages',
    title: 'pages are counted right, and none is named twice',
    rows: [
      'ffa-hafnium 6.6 fail_inconsistent_page_count',
      'ffa-hafnium 6.6 fail_page_overlap',
      'conformance 5.14',
    ],
    runs: ALONE,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const to = [borrower];
      const two = [owner.page(0), owner.page(2)];
      yield* refused(
        'a hundred pages that are two',
        'INVALID_PARAMETERS',
        owner.share(two, to, { spoil: [composite('totalPages', 100)] }),
        'send/page-sum',
      );
      yield* refused(
        'a page in a run',
        'INVALID_PARAMETERS',
        owner.share([owner.page(0, 3), owner.page(1)], to),
        'send/overlap',
      );
      yield* refused(
        'the same page',
        'INVALID_PARAMETERS',
        owner.share([owner.page(0), owner.page(0)], to),
        'send/overlap',
      );
      yield* refused(
        'the end of a run',
        'INVALID_PARAMETERS',
        owner.share([owner.page(0, 2), owner.page(1, 2)], to),
        'send/overlap',
      );
    },
  },
  {
    id: 'validation/memory-types',
    title: 'a share may leave the memory type unspecified, and does not take a reserved one',
    rows: ['requirements QA11'],
    runs: ALONE,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const share = (attributes: number) => owner.share(owner.page(0), [borrower], { attributes });
      yield* refused('type 3', 'INVALID_PARAMETERS', share(TYPE_RESERVED), 'descriptor/attributes-reserved');
      const loan = yield* accepted('type 0', share(TYPE_UNSPECIFIED | SHAREABILITY_INNER));
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'validation/unspecified-type',
    title: 'a share of which no memory type is asked is answered with the type it has',
    rows: ['ffa-hafnium 6.1 share_retrieve_memory_type_not_specified'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner shares a page', owner.share(page, [borrower]));
      const { response, first } = yield* takes('the borrower asks for no type', borrower, loan, {
        attributes: 0,
      });
      yield* equal(
        'the response says normal, write-back, inner shareable',
        response.attributes & ATTRIBUTES_NORMAL,
        ATTRIBUTES_NORMAL,
      );
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      yield* givenBack(loan, owner, borrower);
      yield* holds('the owner reads what the borrower wrote', owner, page, 1);
    },
  },
];
