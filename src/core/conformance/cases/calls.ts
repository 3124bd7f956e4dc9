import { FFA_SUCCESS_32, type Frame, w, x } from '../../abi/frame.ts';
import { VERSION_1_0, VERSION_1_1 } from '../../abi/versions.ts';
import { handleArguments } from '../../client/send.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, refused, refusedEach, waits } from '../checks.ts';
import { fragments, sends } from '../needs.ts';
import { leaving } from '../spoil.ts';
import { upTo } from './fragments.ts';
import { compositeOffset, givenBack } from './steps.ts';
import { asks, parties } from './talk.ts';

const SHARES = sends('FFA_MEM_SHARE');
const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const INVALID = 'INVALID_PARAMETERS';
const GARBAGE = 0xdead_beef_0000_0000n;
/** More than any table of transactions of one endpoint holds. */
const OFTEN = 600;

/** Registers of the memory calls, and what stays behind when they fail. */
export const CALL_CASES: readonly Case[] = [
  {
    id: 'calls/other-buffers',
    title: 'descriptors lie in TX; one in another buffer is refused',
    rows: ['regressions C2'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const address = owner.page(8).address;
      for (const [what, registers] of [
        ['an address', { 3: address }],
        ['a page count', { 4: 1 }],
        ['both', { 3: address, 4: 1 }],
      ] as const)
        yield* refused(
          `a share with ${what}`,
          INVALID,
          owner.share(page, [borrower], { registers }),
          'send/dynamic-buffer',
        );
      const loan = yield* accepted('a share from TX', owner.share(page, [borrower]));
      const other = { registers: { 3: address, 4: 1 } };
      yield* refused('a request there', INVALID, borrower.retrieve(loan, other), 'retrieve/dynamic-buffer');
      yield* accepted('a request from TX', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'calls/upper-halves',
    title: 'a 32-bit call is judged by the lower halves of its registers',
    rows: ['regressions R11', 'regressions R13'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const length = BigInt(upTo(owner, 1));
      const registers = { 1: GARBAGE | length, 2: GARBAGE | length, 3: GARBAGE, 4: GARBAGE, 7: GARBAGE };
      const loan = yield* accepted(
        'a share with garbage above',
        owner.share(owner.page(0), [borrower], { registers }),
      );
      const asked = BigInt(compositeOffset(borrower, 1));
      const request = { 1: GARBAGE | asked, 2: GARBAGE | asked, 3: GARBAGE, 4: GARBAGE, 7: GARBAGE };
      yield* accepted('a request with garbage above', borrower.retrieve(loan, { registers: request }));
      yield* accepted('the borrower relinquishes it', borrower.relinquish(loan));
      const { 1: low, 2: high } = handleArguments(loan.handle);
      const answer = yield* accepted(
        'a reclaim with garbage above',
        owner.call('FFA_MEM_RECLAIM', { 1: GARBAGE | low, 2: GARBAGE | high, 3: GARBAGE, 5: 0x1234 }),
      );
      yield* equal('it is a success', w(answer, 0), FFA_SUCCESS_32);
    },
  },
  ...[VERSION_1_0, VERSION_1_1].map(
    (version): Case => ({
      id: `calls/later-registers-1-${version - VERSION_1_0}`,
      title: `who speaks FF-A 1.${version - VERSION_1_0} finds nothing in registers that later versions use`,
      rows: ['regressions B15'],
      runs: ['vm1-sp1', 'sp1-sp2'],
      versions: { borrower: version },
      *body({ owner, borrower }) {
        const later = Array.from({ length: 10 }, (_, index) => 8 + index);
        const garbage = Object.fromEntries(later.map((register) => [register, GARBAGE | BigInt(register)]));
        const isClear = (frame: Frame) => later.every((register) => x(frame, register) === 0n);
        const asked = yield* asks(
          'a request with garbage in x8 to x17',
          owner,
          borrower,
          { ...parties(owner, borrower), ...garbage },
          'FFA_MSG_SEND_DIRECT_REQ',
          64,
        );
        yield* equal('the request has zeros there', isClear(asked.request), true);
        const response = { ...parties(borrower, owner), ...garbage };
        yield* waits(
          'a response with garbage there',
          borrower.call('FFA_MSG_SEND_DIRECT_RESP', response, 64),
        );
        const answer = yield* accepted('the response arrives', asked.answer());
        yield* equal('the response has zeros there', isClear(answer), true);
      },
    }),
  ),
  {
    id: 'calls/handles',
    title: 'both halves of a handle count, in each of their registers',
    rows: ['regressions R5'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      const { handle } = loan;
      const others = [handle ^ 1n, handle ^ (1n << 31n), handle ^ (1n << 32n), handle ^ (1n << 63n)];
      for (const other of others) {
        const text = `with other bits 0x${(other ^ handle).toString(16)}`;
        const named = { handle: other };
        yield* refused(
          `retrieved ${text}`,
          INVALID,
          borrower.retrieve(loan, named),
          'retrieve/unknown-handle',
        );
        yield* refused(`reclaimed ${text}`, INVALID, owner.reclaim(named), 'reclaim/unknown-handle');
        yield* refused(
          `relinquished ${text}`,
          INVALID,
          borrower.relinquish(loan, named),
          'relinquish/unknown-handle',
        );
      }
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'calls/refused-relinquish',
    title: 'a relinquish that was refused, for whatever reason, keeps nobody from the right one',
    rows: ['regressions E14', 'regressions D20'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      yield* refused('too early', INVALID, borrower.relinquish(loan), 'relinquish/not-retrieved');
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      for (const [what, count] of [
        ['nobody', 0],
        ['two', 2],
        ['as many as 32 bits count', 0xffff_ffff],
      ] as const)
        yield* refused(
          `it lists ${what}`,
          INVALID,
          borrower.relinquish(loan, { spoil: [leaving('endpointCount', count)] }),
          'relinquish/endpoint-count',
        );
      yield* accepted('the borrower relinquishes it', borrower.relinquish(loan));
      yield* refused('too late', INVALID, borrower.relinquish(loan), 'relinquish/not-retrieved');
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'calls/refused-often',
    title: 'a send that is refused takes no room, however often it is tried',
    rows: ['regressions E12', 'requirements QE2'],
    runs: ['vm1', 'sp1'],
    needs: [SHARES, fragments],
    *body({ owner, borrower }) {
      const twice = [owner.page(0), owner.page(0)];
      const cuts = [upTo(owner, 1)];
      const often = Array.from({ length: OFTEN }, (_, index) => index);
      yield* refusedEach(
        'a page named twice',
        [INVALID],
        often.map((index) => [`try ${index}`, owner.share(twice, [borrower])]),
      );
      yield* refusedEach(
        'a page named twice, in two fragments',
        [INVALID],
        often.map((index) => [`try ${index}`, owner.share(twice, [borrower], { cuts })]),
      );
      const loan = yield* accepted('a sound share', owner.share([owner.page(0), owner.page(2)], [borrower]));
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
  {
    id: 'calls/third-vm',
    title: 'a VM shares and reclaims, whatever its id, and the VM next to it cannot',
    rows: ['regressions E10'],
    runs: ['vm3-sp1', 'vm2-sp1', 'vm1-sp1'],
    needs: [SHARES],
    *body({ owner, borrower, party }) {
      const other = party(owner.endpoint.name === 'vm2' ? 'vm3' : 'vm2');
      yield* accepted('the other starts', other.start());
      const loan = yield* accepted('the owner shares a page', owner.share(owner.page(0), [borrower]));
      yield* refused('the other reclaims it', INVALID, other.reclaim(loan), 'reclaim/not-owner');
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
    },
  },
];
