import { HEADER_1_0, HEADER_1_1 } from '../../abi/layouts.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../abi/versions.ts';
import type { Arguments } from '../../client/driver.ts';
import type { Case } from '../case.ts';
import { accepted, type Body, refused } from '../checks.ts';
import type { Loan } from '../loan.ts';
import { fragments, sends, severalReceivers } from '../needs.ts';
import type { Party } from '../party.ts';
import { access, composite } from '../spoil.ts';
import { upTo } from './fragments.ts';
import { compositeOffset, givenBack } from './steps.ts';

const SHARES = sends('FFA_MEM_SHARE');
/** The most that 32 bits hold, in whole units of a descriptor. */
const MOST = 0xffff_fff0;

/** Lengths in registers, and what they are held against. */
export const LENGTH_CASES: readonly Case[] = [
  {
    id: 'lengths/send',
    title: 'a send whose lengths are not those of its descriptor is refused and leaves nothing',
    rows: [
      'regressions A1',
      'regressions A2',
      'regressions A11',
      'requirements QA3',
      'requirements QA15',
      'conformance 5.3',
    ],
    runs: ['vm1', 'sp1'],
    needs: [SHARES, fragments],
    *body({ owner, borrower }) {
      const length = upTo(owner, 1);
      const room = owner.driver.bufferBytes;
      const registers: readonly (readonly [string, Arguments, string])[] = [
        ['a total of almost 4 GiB', { 1: MOST, 2: length }, 'send/total-length'],
        ['16 bytes too many in all', { 1: length + 16, 2: length }, 'send/total-length'],
        ['16 bytes too few in all', { 1: length - 16, 2: length - 16 }, 'send/total-length'],
        ['a fragment of 16 bytes more', { 1: length, 2: length + 16 }, 'send/fragment-exceeds-total'],
        ['a fragment of almost 4 GiB', { 1: MOST, 2: MOST }, 'send/fragment-exceeds-tx'],
        ['a fragment that TX cannot hold', { 1: 2 * room, 2: room + 16 }, 'send/fragment-exceeds-tx'],
        ['both lengths 8 bytes too long', { 1: length + 8, 2: length + 8 }, 'descriptor/length-unit'],
        ['a total 8 bytes too long', { 1: length + 8, 2: length }, 'descriptor/length-unit'],
        ['a fragment 8 bytes too short', { 1: length, 2: length - 8 }, 'descriptor/length-unit'],
        ['no lengths', { 1: 0, 2: 0 }, 'descriptor/header-cut'],
      ];
      for (const [what, wrong, rule] of registers)
        yield* refused(
          what,
          'INVALID_PARAMETERS',
          owner.share(owner.page(0), [borrower], { registers: wrong }),
          rule,
        );
      yield* givenBack(yield* shared(owner, borrower), owner);
    },
  },
  {
    id: 'lengths/announced',
    title: 'a descriptor that announces more than there can be is refused and takes no room',
    rows: ['regressions A1', 'regressions A3', 'requirements QA3'],
    runs: ['vm1', 'sp1'],
    needs: [SHARES, fragments],
    *body({ owner, borrower }) {
      const length = upTo(owner, 1);
      const wrapped = (count: number) =>
        owner.share(owner.page(0), [borrower], { spoil: [composite('constituentCount', count)] });
      for (const count of [0x1000_0000, 0x1000_0001, 0xffff_ffff])
        yield* refused(
          `0x${count.toString(16)} constituents, in the length of one`,
          'INVALID_PARAMETERS',
          wrapped(count),
          'send/total-length',
        );
      const most = (MOST - upTo(owner, 0)) / 16;
      for (const time of ['once', 'twice'])
        yield* refused(
          `constituents for almost 4 GiB, ${time}`,
          'NO_MEMORY',
          owner.share(owner.page(0), [borrower], {
            registers: { 1: MOST, 2: length },
            spoil: [composite('constituentCount', most), composite('totalPages', most)],
          }),
          'send/constituent-quota',
        );
      yield* givenBack(yield* shared(owner, borrower), owner);
    },
  },
  ...[VERSION_1_0, VERSION_1_1, VERSION_1_2].map((version): Case => {
    const header = version === VERSION_1_0 ? HEADER_1_0.size : HEADER_1_1.size;
    return {
      id: `lengths/cut-header-1-${version - VERSION_1_0}`,
      title: `a descriptor of FF-A 1.${version - VERSION_1_0} with less than its header is refused`,
      rows: ['regressions A10', 'requirements QA8'],
      runs: ['vm1', 'sp1'],
      needs: [SHARES],
      versions: { owner: version },
      *body({ owner, borrower }) {
        for (const length of [1, header - 16, header - 1])
          yield* refused(
            `${length} bytes`,
            'INVALID_PARAMETERS',
            owner.share(owner.page(0), [borrower], { registers: { 1: length, 2: length } }),
            'descriptor/header-cut',
          );
        yield* refused(
          'a header and nothing else',
          'INVALID_PARAMETERS',
          owner.share(owner.page(0), [borrower], { registers: { 1: header, 2: header } }),
          'descriptor/access-array-cut',
        );
        yield* givenBack(yield* shared(owner, borrower), owner);
      },
    };
  }),
  {
    id: 'lengths/bounds-of-1-0',
    title: 'who speaks FF-A 1.0 gets bounds in its own layout, where a descriptor is shorter',
    rows: ['requirements QA8'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [SHARES],
    versions: { owner: VERSION_1_0 },
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const inside = upTo(owner, 0);
      const offset = (value: number) =>
        owner.share(page, [borrower], { spoil: [access('compositeOffset', value)] });
      yield* refused('a composite in the access descriptor', 'INVALID_PARAMETERS', offset(32));
      yield* refused('a composite where 1.1 has it', 'INVALID_PARAMETERS', offset(inside));
      yield* refused('a composite behind all bytes', 'INVALID_PARAMETERS', offset(inside + 16));
      yield* givenBack(yield* shared(owner, borrower), owner);
    },
  },
  {
    id: 'lengths/request',
    title: 'a request is as long as its parts, and all of them lie inside it',
    rows: ['regressions A9', 'regressions A11', 'requirements QA10', 'requirements QA15'],
    runs: ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'],
    needs: [SHARES, severalReceivers],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted(
        'the owner shares a page with both',
        owner.share(owner.page(0), [borrower, third]),
      );
      const length = compositeOffset(borrower, 2);
      const both = (bytes: number): Arguments => ({ 1: bytes, 2: bytes });
      const registers: readonly (readonly [string, Arguments, string])[] = [
        [
          'the last receiver begins inside and ends outside',
          both(length - 16),
          'descriptor/access-array-cut',
        ],
        ['the last receiver is missing', both(length - 32), 'descriptor/access-array-cut'],
        ['a header and nothing else', both(HEADER_1_1.size), 'descriptor/access-array-cut'],
        ['a byte less than a header', both(HEADER_1_1.size - 1), 'descriptor/header-cut'],
        ['16 bytes too long', both(length + 16), 'retrieve/length'],
        ['8 bytes too long', both(length + 8), 'descriptor/length-unit'],
        ['two lengths', { 1: length + 16, 2: length }, 'retrieve/fragmented'],
        ['a fragment longer than all of it', { 1: length, 2: length + 16 }, 'retrieve/fragmented'],
        ['almost 4 GiB', both(MOST), 'retrieve/exceeds-tx'],
      ];
      for (const [what, wrong, rule] of registers)
        yield* refused(what, 'INVALID_PARAMETERS', borrower.retrieve(loan, { registers: wrong }), rule);
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
];

/** After all that was refused a share still works. */
function shared(owner: Party, borrower: Party): Body<Loan> {
  return accepted('a sound share', owner.share(owner.page(0), [borrower]));
}
