import {
  ATTRIBUTE_NS,
  ATTRIBUTES_NORMAL,
  CACHEABILITY_WRITE_BACK,
  DATA_RESERVED,
  DATA_RW,
  FLAG_ALIGNMENT_HINT_VALID,
  FLAG_BYPASS_MULTI_BORROWER,
  FLAG_TIME_SLICE,
  FLAG_TYPE_DONATE,
  FLAG_TYPE_SHARE,
  FLAG_ZERO_AFTER_RELINQUISH,
  INSTRUCTION_RESERVED,
  SHAREABILITY_INNER,
  TYPE_NORMAL,
  TYPE_RESERVED,
} from '../../abi/bits.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../abi/versions.ts';
import type { Case } from '../case.ts';
import { accepted, refused } from '../checks.ts';
import { sends } from '../needs.ts';
import { access, composite, constituent, header, type Spoil } from '../spoil.ts';
import { givenBack } from './steps.ts';

const SHARES = sends('FFA_MEM_SHARE');
const LENDS = sends('FFA_MEM_LEND');
const ALONE = ['vm1', 'sp1'] as const;
const RUNS = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'] as const;
const INVALID = 'INVALID_PARAMETERS';
const LAST_OF_8 = 1n << 63n;

type ReservedBytes = readonly [what: string, spoil: Spoil, rule: string];

const HEADER_BYTES = 'descriptor/header-reserved';
const ACCESS_BYTES = 'descriptor/access-reserved';

/** Reserved bytes of header and access descriptors: first and last bit of each field. */
const RESERVED_1_0: readonly ReservedBytes[] = [
  ['byte 3 of the header', header('reserved3', 0x80), HEADER_BYTES],
  ['byte 24 of the header', header('reserved24', 1), HEADER_BYTES],
  ['byte 27 of the header', header('reserved24', 0x8000_0000), HEADER_BYTES],
];
const RESERVED_1_1: readonly ReservedBytes[] = [
  ['byte 36 of the header', header('reserved36', 1), HEADER_BYTES],
  ['byte 40 of the header', header('reserved36', 1n << 32n), HEADER_BYTES],
  ['byte 47 of the header', header('reserved36', 1n << 95n), HEADER_BYTES],
];
const RESERVED_IN_ACCESS: readonly ReservedBytes[] = [
  ['the first reserved byte of the access descriptor', access('reserved', 1), ACCESS_BYTES],
  ['the middle of them', access('reserved', 1n << 32n), ACCESS_BYTES],
  ['the last reserved byte of the access descriptor', access('reserved', LAST_OF_8), ACCESS_BYTES],
];

const RESERVED_BY_VERSION: readonly (readonly [number, readonly ReservedBytes[]])[] = [
  [VERSION_1_0, [...RESERVED_1_0, ...RESERVED_IN_ACCESS]],
  [VERSION_1_1, [...RESERVED_1_1, ...RESERVED_IN_ACCESS]],
  [VERSION_1_2, [...RESERVED_1_1, ...RESERVED_IN_ACCESS]],
];

/** Attributes with a value that means nothing. */
const RESERVED_ATTRIBUTES: readonly (readonly [string, number])[] = [
  ['memory of type 3', TYPE_RESERVED | CACHEABILITY_WRITE_BACK | SHAREABILITY_INNER],
  ['memory of type 3 and nothing else', TYPE_RESERVED],
  ['normal memory of cacheability 0', TYPE_NORMAL | SHAREABILITY_INNER],
  ['normal memory of cacheability 2', TYPE_NORMAL | 0x8 | SHAREABILITY_INNER],
  ['normal memory of shareability 1', TYPE_NORMAL | CACHEABILITY_WRITE_BACK | 0x1],
  ['bit 7', ATTRIBUTES_NORMAL | 0x80],
  ['bit 15', ATTRIBUTES_NORMAL | 0x8000],
];

const RESERVED_PERMISSIONS: readonly (readonly [string, number])[] = [
  ['data access 3', DATA_RESERVED],
  ['instruction access 3', DATA_RW | INSTRUCTION_RESERVED],
  ['both 3', DATA_RESERVED | INSTRUCTION_RESERVED],
];

/** Values that mean nothing, and bytes that have to be zero or do not matter. */
export const RESERVED_CASES: readonly Case[] = [
  ...RESERVED_BY_VERSION.map(([version, fields]): Case => {
    const minor = version - VERSION_1_0;
    return {
      id: `reserved/bytes-of-1-${minor}`,
      title: `reserved bytes of a descriptor of FF-A 1.${minor} have to be zero, in a send and in a request`,
      rows: ['requirements QA12', ...(minor === 1 ? ['regressions B3', 'requirements QA7'] : [])],
      runs: RUNS,
      needs: [SHARES],
      versions: { owner: version, borrower: version },
      *body({ owner, borrower }) {
        const page = owner.page(0);
        for (const [what, spoil, rule] of fields)
          yield* refused(
            `${what} in a send`,
            INVALID,
            owner.share(page, [borrower], { spoil: [spoil] }),
            rule,
          );
        for (const [what, value] of [
          ['first', 1n],
          ['last', LAST_OF_8],
        ] as const)
          yield* refused(
            `the ${what} reserved byte of the composite`,
            INVALID,
            owner.share(page, [borrower], { spoil: [composite('reserved', value)] }),
            'send/composite-reserved',
          );
        const loan = yield* accepted('a sound share', owner.share(page, [borrower]));
        for (const [what, spoil, rule] of fields)
          yield* refused(`${what} in a request`, INVALID, borrower.retrieve(loan, { spoil: [spoil] }), rule);
        yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
        yield* givenBack(loan, owner, borrower);
      },
    };
  }),
  {
    id: 'reserved/bytes-that-do-not-matter',
    title: 'the last bytes of a constituent and the handle of a send are not looked at',
    rows: ['requirements QA12'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const spoil = [constituent('reserved', 0xffff_ffff), header('handle', 0x1234_5678_9abc_def0n)];
      const loan = yield* accepted(
        'the owner shares a page with other bytes there',
        owner.share(owner.page(0), [borrower], { spoil }),
      );
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'reserved/attributes',
    title: 'attributes that mean nothing, or say where the memory lies, are refused in a send and a request',
    rows: ['requirements QA11', 'regressions D10'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const nonSecure = ATTRIBUTES_NORMAL | ATTRIBUTE_NS;
      for (const [what, attributes] of RESERVED_ATTRIBUTES)
        yield* refused(
          `a share of ${what}`,
          INVALID,
          owner.share(page, [borrower], { attributes }),
          'descriptor/attributes-reserved',
        );
      yield* refused(
        'a share of non-secure memory',
        INVALID,
        owner.share(page, [borrower], { attributes: nonSecure }),
        'descriptor/attributes-ns',
      );
      const loan = yield* accepted('a sound share', owner.share(page, [borrower]));
      for (const [what, attributes] of RESERVED_ATTRIBUTES)
        yield* refused(
          `a request of ${what}`,
          INVALID,
          borrower.retrieve(loan, { attributes }),
          'descriptor/attributes-reserved',
        );
      yield* refused(
        'a request of non-secure memory',
        INVALID,
        borrower.retrieve(loan, { attributes: nonSecure }),
        'descriptor/attributes-ns',
      );
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'reserved/permissions',
    title: 'access of which the value means nothing is refused in a send and a request',
    rows: ['requirements QA11'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const rule = 'descriptor/permission-reserved';
      for (const [what, permissions] of RESERVED_PERMISSIONS)
        yield* refused(`a share with ${what}`, INVALID, owner.share(page, [borrower], { permissions }), rule);
      const loan = yield* accepted('a sound share', owner.share(page, [borrower]));
      for (const [what, permissions] of RESERVED_PERMISSIONS)
        yield* refused(`a request with ${what}`, INVALID, borrower.retrieve(loan, { permissions }), rule);
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'reserved/unspecified-type',
    title: 'memory of no stated type is shared and lent, and its receiver may state none',
    rows: ['requirements QA11', 'regressions D12'],
    runs: RUNS,
    needs: [SHARES, LENDS],
    *body({ owner, borrower }) {
      for (const name of ['FFA_MEM_SHARE', 'FFA_MEM_LEND'] as const) {
        const sent = owner.send(name, owner.page(0), [borrower], { attributes: 0 });
        const loan = yield* accepted(`${name} without a type`, sent);
        yield* accepted(`retrieved after ${name}`, borrower.retrieve(loan, { attributes: 0 }));
        yield* accepted(`relinquished after ${name}`, borrower.relinquish(loan));
        yield* accepted(`reclaimed after ${name}`, owner.reclaim(loan));
      }
      for (const attributes of [ATTRIBUTES_NORMAL, TYPE_NORMAL | 0x4, SHAREABILITY_INNER])
        yield* refused(
          `a lend to one with attributes 0x${attributes.toString(16)}`,
          INVALID,
          owner.lend(owner.page(0), [borrower], { attributes }),
          'send/attributes-given',
        );
    },
  },
  {
    id: 'reserved/send-flags',
    title: 'a send takes no flag but the one to clear, whichever bit is set',
    rows: ['requirements QA14', 'regressions D13'],
    runs: ALONE,
    needs: [SHARES, LENDS],
    *body({ owner, borrower }) {
      for (const name of ['FFA_MEM_SHARE', 'FFA_MEM_LEND'] as const) {
        const send = (flags: number) => owner.send(name, owner.page(0), [borrower], { flags });
        yield* refused(`${name} with time slices`, INVALID, send(FLAG_TIME_SLICE), 'send/time-slice');
        for (const [what, flags] of [
          ['to be cleared later', FLAG_ZERO_AFTER_RELINQUISH],
          ['an alignment', FLAG_ALIGNMENT_HINT_VALID],
          ['a list to be waived', FLAG_BYPASS_MULTI_BORROWER],
          ['bit 11', 0x800],
          ['bit 31', 0x8000_0000],
          ['the type of another', name === 'FFA_MEM_SHARE' ? FLAG_TYPE_DONATE : FLAG_TYPE_SHARE],
        ] as const)
          yield* refused(`${name} with ${what}`, INVALID, send(flags), 'send/flags-reserved');
      }
    },
  },
  {
    id: 'reserved/request-flags',
    title: 'flags that mean nothing, a hint of alignment and a pointless waiver are refused in a request',
    rows: ['regressions D13', 'regressions D14', 'regressions D15', 'requirements QC4'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      for (const [what, flags, rule] of [
        ['bit 11', 0x800, 'retrieve/flags-reserved'],
        ['bit 31', 0x8000_0000, 'retrieve/flags-reserved'],
        ['a hint of alignment', 0x20, 'retrieve/alignment-hint'],
        ['a hint that is valid', FLAG_ALIGNMENT_HINT_VALID | 0x20, 'retrieve/alignment-hint'],
        ['a list of one to be waived', FLAG_BYPASS_MULTI_BORROWER, 'retrieve/bypass'],
      ] as const)
        yield* refused(what, INVALID, borrower.retrieve(loan, { flags, type: 0 }), rule);
      yield* accepted('no flags at all', borrower.retrieve(loan, { type: 0 }));
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'reserved/type-and-tag',
    title: 'the type in the flags and the tag are each what was sent, and are not mixed up',
    rows: ['regressions D17'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      // The tag that the flags of a share would be, were one taken for the other.
      const tag = BigInt(FLAG_TYPE_SHARE);
      const loan = yield* accepted(
        'the owner shares a page with a tag',
        owner.share(owner.page(0), [borrower], { tag }),
      );
      for (const other of [0n, BigInt(FLAG_TYPE_DONATE), tag << 32n, tag | (1n << 63n)])
        yield* refused(
          `tag 0x${other.toString(16)}`,
          INVALID,
          borrower.retrieve(loan, { tag: other }),
          'retrieve/tag',
        );
      yield* refused(
        'another type',
        INVALID,
        borrower.retrieve(loan, { type: FLAG_TYPE_DONATE }),
        'retrieve/type',
      );
      yield* refused(
        'both of another',
        INVALID,
        borrower.retrieve(loan, { type: FLAG_TYPE_DONATE, tag: BigInt(FLAG_TYPE_DONATE) }),
      );
      yield* accepted('the right ones', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
];
