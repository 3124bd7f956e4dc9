import { FLAG_ZERO } from '../../abi/bits.ts';
import { FFA_SUCCESS_32, w } from '../../abi/frame.ts';
import { encodeRelinquish } from '../../abi/relinquish.ts';
import { relinquishPrepared } from '../../client/retrieve.ts';
import { handleArguments } from '../../client/send.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, equal, faults, refused } from '../checks.ts';
import { can, fragments, offered, sends, severalReceivers } from '../needs.ts';
import { header } from '../spoil.ts';
import { upTo } from './fragments.ts';
import { givenBack, holds, takes } from './steps.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const LENDS = sends('FFA_MEM_LEND');
const SHARES = sends('FFA_MEM_SHARE');
const NO_HANDLE = 0x7fff_ffff_1234_5678n;

/** What comes back: responses, handles, registers. */
export const RESPONSE_CASES: readonly Case[] = [
  {
    id: 'responses/undelivered',
    title: 'a retrieve whose response cannot be delivered has not happened, and works when it can be',
    rows: ['regressions F4', 'requirements QD1'],
    runs: ['vm1-sp1', 'sp1-sp2'],
    needs: [LENDS, can('withdrawals'), can('dataAborts')],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      const rx = { address: borrower.endpoint.buffers.rx, pages: 1 };
      yield* accepted("another world takes the borrower's RX", borrower.withdraw(rx));
      yield* refused('retrieved', 'ABORTED', borrower.retrieve(loan), 'retrieve/rx-inaccessible');
      yield* faults(
        'the borrower has no access',
        owner.page(0).address,
        borrower.peek(owner.page(0).address),
      );
      yield* refused(
        'relinquished',
        'INVALID_PARAMETERS',
        borrower.relinquish(loan),
        'relinquish/not-retrieved',
      );
      yield* accepted('RX comes back', borrower.withdraw(rx, false));
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      yield* refused('reclaimed while it is retrieved', 'DENIED', owner.reclaim(loan), 'reclaim/held');
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'responses/unknown-handle',
    title: 'a handle that nobody gave out is refused in the registers, whatever is done with it',
    rows: ['requirements QD3'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      const handle = NO_HANDLE;
      const registers = handleArguments(handle);
      const INVALID = 'INVALID_PARAMETERS';
      yield* refused('retrieved', INVALID, borrower.retrieve(loan, { handle }), 'retrieve/unknown-handle');
      yield* refused('relinquished', INVALID, borrower.relinquish({ handle }), 'relinquish/unknown-handle');
      yield* refused('reclaimed', INVALID, owner.reclaim({ handle }), 'reclaim/unknown-handle');
      yield* refused(
        'continued',
        INVALID,
        owner.call('FFA_MEM_FRAG_TX', { ...registers, 3: 16 }),
        'fragment/unknown-handle',
      );
      yield* refused(
        'fetched',
        INVALID,
        borrower.call('FFA_MEM_FRAG_RX', { ...registers, 3: 96 }),
        'response/unknown-handle',
      );
      yield* accepted('the owner reclaims its own', owner.reclaim(loan));
    },
  },
  {
    id: 'responses/identity',
    title: 'an owner reclaims, a borrower relinquishes and retrieves, each for itself',
    rows: ['requirements QD4'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower, third }) {
      const loan = yield* accepted('the owner lends a page', owner.lend(owner.page(0), [borrower]));
      const INVALID = 'INVALID_PARAMETERS';
      yield* refused('reclaimed by its borrower', INVALID, borrower.reclaim(loan), 'reclaim/not-owner');
      yield* refused('reclaimed by another', INVALID, third.reclaim(loan), 'reclaim/not-owner');
      yield* refused('retrieved by another', INVALID, third.retrieve(loan), 'retrieve/not-receiver');
      yield* refused('retrieved by its owner', INVALID, owner.retrieve(loan), 'retrieve/not-receiver');
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      const inName = encodeRelinquish({ handle: loan.handle, flags: 0, endpoints: [borrower.id] });
      const relinquished = third.attempt(relinquishPrepared(third.driver, inName));
      yield* refused("relinquished in the borrower's name", INVALID, relinquished, 'relinquish/endpoint');
      yield* givenBack(loan, owner, borrower);
    },
  },
  {
    id: 'responses/widths',
    title: 'memory calls of 64 bits are answered in 32, and the handle in two registers',
    rows: ['requirements QD6'],
    runs: RUNS,
    needs: [SHARES],
    *body({ owner, borrower }) {
      const memory = owner.page(0);
      const narrow = yield* accepted('the owner shares a page', owner.share(memory, [borrower]));
      yield* accepted('the owner takes it back', owner.reclaim(narrow));
      // The descriptor of the share before lies in TX still.
      const again = owner.call('FFA_MEM_SHARE', { 1: 0x70, 2: 0x70 }, 64);
      const answer = yield* accepted('the owner shares it again, 64-bit', again);
      yield* equal('the answer is FFA_SUCCESS of 32 bits', w(answer, 0), FFA_SUCCESS_32);
      const handle = (BigInt(w(answer, 3)) << 32n) | BigInt(w(answer, 2));
      const wide = { ...narrow, handle };
      yield* accepted('the borrower retrieves it, 64-bit', borrower.retrieve(wide, { wide: true }));
      yield* givenBack(wide, owner, borrower);
    },
  },
  {
    id: 'responses/nothing-of-before',
    title: 'a transaction has nothing of the one before it: no flags, no tag, no receivers, no clearing',
    rows: ['requirements QD7'],
    runs: RUNS,
    needs: [LENDS, severalReceivers],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      const terms = { flags: FLAG_ZERO, tag: 0x1234_5678_9abc_def0n };
      const before = yield* accepted(
        'the owner lends a page to both, cleared and with a tag',
        owner.lend(page, [borrower, third], terms),
      );
      yield* accepted('the borrower retrieves it', borrower.retrieve(before));
      yield* accepted('the third retrieves it', third.retrieve(before));
      yield* accepted(
        'the borrower relinquishes it, cleared',
        borrower.relinquish(before, { flags: FLAG_ZERO }),
      );
      yield* accepted('the third relinquishes it', third.relinquish(before));
      yield* accepted('the owner reclaims it', owner.reclaim(before));
      yield* accepted('the owner writes to it', owner.fill(page, 1));
      const after = yield* accepted('the owner lends it again', owner.lend(page, [borrower]));
      yield* refused(
        'by the handle of before',
        'INVALID_PARAMETERS',
        borrower.retrieve(before),
        'retrieve/unknown-handle',
      );
      yield* refused(
        'by another than its receiver',
        'INVALID_PARAMETERS',
        third.retrieve(after),
        'retrieve/not-receiver',
      );
      const { response, first } = yield* takes('the borrower retrieves it again', borrower, after);
      yield* equal('nothing was cleared', response.flags & FLAG_ZERO, 0);
      yield* equal('there is no tag', response.tag, 0n);
      yield* equal(
        'there is one receiver',
        response.receivers.map(({ endpoint }) => endpoint),
        [borrower.id],
      );
      yield* holds('the borrower reads what the owner wrote', borrower, first, 1);
      yield* accepted('the borrower relinquishes it again', borrower.relinquish(after));
      yield* accepted('the owner reclaims it again', owner.reclaim(after));
      yield* holds('the owner reads what it wrote', owner, page, 1);
    },
  },
  {
    id: 'responses/hypervisor-looks',
    title: 'the hypervisor sees a transaction with all its receivers, and takes no access; nobody else does',
    rows: ['requirements QC8'],
    runs: ['hypervisor-sp1'],
    needs: [LENDS, severalReceivers, fragments, offered('borrower', 'FFA_MEM_RETRIEVE_REQ')],
    *body({ owner: hypervisor, borrower, third, party }) {
      const vm = party('vm1');
      yield* accepted('vm1 starts', vm.start());
      const loan = yield* accepted('vm1 lends a page to both', vm.lend(vm.page(0), [borrower, third]));
      const seen = yield* accepted('the hypervisor looks', hypervisor.look(loan));
      yield* equal(
        'it sees both',
        seen.receivers.map(({ endpoint }) => endpoint),
        [borrower.id, third.id],
      );
      const INVALID = 'INVALID_PARAMETERS';
      yield* refused('the borrower looks', INVALID, borrower.look(loan), 'retrieve/hypervisor-only');
      const named = hypervisor.look(loan, [header('sender', vm.id)]);
      yield* refused('with a sender', INVALID, named, 'retrieve/hypervisor-fields');
      yield* refused(
        'at nothing',
        INVALID,
        hypervisor.look({ handle: NO_HANDLE }),
        'retrieve/unknown-handle',
      );
      const begin = vm.begin('FFA_MEM_LEND', [vm.page(2), vm.page(4)], [borrower], { cuts: [upTo(vm, 1)] });
      const begun = yield* accepted('vm1 begins to lend more', begin);
      yield* refused('at what is not sent yet', INVALID, hypervisor.look(begun), 'retrieve/unfinished');
      yield* accepted('vm1 reclaims it', vm.reclaim(loan));
    },
  },
];
