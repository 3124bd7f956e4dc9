import { HEADER_1_1 } from '../../abi/layouts.ts';
import type { Case } from '../case.ts';
import { accepted, refused } from '../checks.ts';
import { sends, severalReceivers } from '../needs.ts';
import { access, composite, header, type Spoil } from '../spoil.ts';
import { upTo } from './fragments.ts';
import { compositeOffset, givenBack } from './steps.ts';

const SHARES = sends('FFA_MEM_SHARE');

type Mistake = readonly [what: string, spoil: Spoil, rule?: string];

/** Where a header says that access descriptors are, and how many: wrong in a send and in a request. */
function headerMistakes(length: number): readonly Mistake[] {
  const array = 'descriptor/access-array-cut';
  return [
    ['no receivers', header('accessCount', 0), 'descriptor/receiver-count-zero'],
    ['one receiver too many', header('accessCount', 2)],
    ['65535 receivers', header('accessCount', 0xffff), 'descriptor/receiver-count-max'],
    ['receivers whose bytes wrap', header('accessCount', 0x0800_0001), 'descriptor/receiver-count-max'],
    [
      'as many receivers as 32 bits count',
      header('accessCount', 0xffff_ffff),
      'descriptor/receiver-count-max',
    ],
    ['access descriptors in the header', header('accessOffset', 32), 'descriptor/access-offset'],
    ['access descriptors at the start', header('accessOffset', 0), 'descriptor/access-offset'],
    ['access descriptors at an odd place', header('accessOffset', 56), 'descriptor/access-offset'],
    ['access descriptors at the very end', header('accessOffset', length - 16), array],
    ['access descriptors behind the end', header('accessOffset', length), array],
    ['access descriptors at almost 4 GiB', header('accessOffset', 0xffff_fff0), array],
    ['access descriptors of no bytes', header('accessSize', 0), 'descriptor/access-size'],
    ['access descriptors of 8 bytes', header('accessSize', 8), 'descriptor/access-size'],
    ['access descriptors of 24 bytes', header('accessSize', 24), 'descriptor/access-size'],
    ['access descriptors of 48 bytes', header('accessSize', 48), 'descriptor/access-size'],
    ['access descriptors of almost 4 GiB', header('accessSize', 0xffff_fff0), 'descriptor/access-size'],
  ];
}

/** Where the parts of a descriptor lie. */
export const DESCRIPTOR_CASES: readonly Case[] = [
  {
    id: 'descriptors/send-header',
    title: 'a send whose access descriptors lie where they cannot is refused',
    rows: [
      'regressions A13',
      'regressions A15',
      'regressions A17',
      'requirements QA6',
      'requirements QA10',
      'requirements QE2',
    ],
    runs: ['vm1', 'sp1'],
    needs: [SHARES],
    *body({ owner, borrower }) {
      for (const [what, spoil, rule] of headerMistakes(upTo(owner, 1)))
        yield* refused(
          what,
          'INVALID_PARAMETERS',
          owner.share(owner.page(0), [borrower], { spoil: [spoil] }),
          rule,
        );
      const loan = yield* accepted('a sound share', owner.share(owner.page(0), [borrower]));
      yield* givenBack(loan, owner);
    },
  },
  {
    id: 'descriptors/request-header',
    title: 'a request whose access descriptors lie where they cannot is refused',
    rows: ['regressions A13', 'regressions A15', 'regressions E15', 'requirements QA6', 'requirements QA10'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [SHARES],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      // A request without receivers is the hypervisor's way to look at a transaction.
      const [, ...mistakes] = headerMistakes(compositeOffset(borrower, 1));
      for (const [what, spoil, rule] of mistakes)
        yield* refused(what, 'INVALID_PARAMETERS', borrower.retrieve(loan, { spoil: [spoil] }), rule);
      const odd = { handle: loan.handle + 1n, spoil: [header('accessCount', 0x7fff_ffff)] };
      yield* refused(
        'an unknown handle and an odd count',
        'INVALID_PARAMETERS',
        borrower.retrieve(loan, odd),
        'descriptor/receiver-count-max',
      );
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'descriptors/composite-offset',
    title: 'the composite lies behind the access descriptors, at a multiple of 16, and whole',
    rows: ['regressions A13', 'regressions A16', 'requirements QA9', 'requirements QA10'],
    runs: ['vm1', 'sp1'],
    needs: [SHARES],
    *body({ owner, borrower }) {
      const behind = compositeOffset(owner, 1);
      const offsets: readonly (readonly [string, number])[] = [
        ['in the header', 16],
        ['at the access descriptor', HEADER_1_1.size],
        ['in the access descriptor', behind - 16],
        ['at an odd place', behind + 8],
        ['at an odd byte', behind + 1],
        ['with its header cut off', behind + 32],
        ['at almost 4 GiB', 0xffff_fff0],
        ['at the last byte of 4 GiB', 0xffff_ffff],
      ];
      const at = (offset: number) =>
        owner.share(owner.page(0), [borrower], { spoil: [access('compositeOffset', offset)] });
      yield* refused('nowhere', 'INVALID_PARAMETERS', at(0), 'send/composite-offset-zero');
      for (const [what, offset] of offsets)
        yield* refused(what, 'INVALID_PARAMETERS', at(offset), 'send/composite-offset');
      const nothing = {
        spoil: [composite('constituentCount', 0), composite('totalPages', 0)],
        registers: { 1: behind + 16, 2: behind + 16 },
      };
      yield* refused(
        'without constituents',
        'INVALID_PARAMETERS',
        owner.share(owner.page(0), [borrower], nothing),
        'send/constituent-count-zero',
      );
      const loan = yield* accepted('a sound share', owner.share(owner.page(0), [borrower]));
      yield* givenBack(loan, owner);
    },
  },
  {
    id: 'descriptors/two-composites',
    title: 'all receivers of a send get the same memory',
    rows: ['requirements QA9'],
    runs: ['vm1', 'sp1'],
    needs: [SHARES, severalReceivers],
    *body({ owner, borrower, third }) {
      const behind = compositeOffset(owner, 2);
      for (const [what, offset] of [
        ['nowhere', 0],
        ['16 bytes further', behind + 16],
        ['at almost 4 GiB', 0xffff_fff0],
      ] as const)
        yield* refused(
          `the composite of the second is ${what}`,
          'INVALID_PARAMETERS',
          owner.share(owner.page(0), [borrower, third], {
            spoil: [access('compositeOffset', offset, 1)],
          }),
          'send/composite-differs',
        );
      const loan = yield* accepted('a sound share', owner.share(owner.page(0), [borrower, third]));
      yield* givenBack(loan, owner);
    },
  },
  {
    id: 'descriptors/request-without-addresses',
    title: 'a request names no composite, and nothing else in it is taken for addresses',
    rows: ['regressions A16', 'requirements QC6'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [SHARES],
    *body({ owner, borrower }) {
      // As a composite, a tag like this one would announce constituents.
      const tag = 0x0000_0001_0000_0001n;
      const loan = yield* accepted(
        'the owner shares a page, with a tag',
        owner.share(owner.page(0), [borrower], { tag }),
      );
      const length = compositeOffset(borrower, 1);
      for (const offset of [16, HEADER_1_1.size, length, 0xffff_fff0])
        yield* refused(
          `composite offset 0x${offset.toString(16)}`,
          'INVALID_PARAMETERS',
          borrower.retrieve(loan, { spoil: [access('compositeOffset', offset)] }),
          'retrieve/composite-offset',
        );
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
];
