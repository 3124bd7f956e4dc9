import { DATA_RO, DATA_RW, FLAG_ZERO, INSTRUCTION_X } from '../../abi/bits.ts';
import { PAGE_SIZE } from '../../abi/pages.ts';
import type { SendFunction } from '../../client/send.ts';
import type { Case } from '../case.ts';
import type { RunName } from '../cast.ts';
import { accepted, faults, refused } from '../checks.ts';
import { can, sends } from '../needs.ts';
import { givenBack, holds, takes } from './steps.ts';

const RUNS: readonly RunName[] = ['vm1-sp1', 'vm1-vm2', 'sp1-sp2'];
const SHARES = sends('FFA_MEM_SHARE');
const LENDS = sends('FFA_MEM_LEND');
const DONATES = sends('FFA_MEM_DONATE');

const RECLAIMED: readonly (readonly [SendFunction, string, string])[] = [
  ['FFA_MEM_DONATE', 'donated', 'donate_reclaim'],
  ['FFA_MEM_LEND', 'lent', 'lend_reclaim'],
  ['FFA_MEM_SHARE', 'shared', 'share_reclaim'],
];

/** What becomes of memory from its send to its return, and after that. */
export const LIFE_CASES: readonly Case[] = [
  ...RECLAIMED.map(
    ([name, word, row]): Case => ({
      id: `life/${word}-and-reclaimed`,
      title: `what is ${word} can be reclaimed before anybody has retrieved it`,
      rows: [`ffa-hafnium 6.1 ${row}`, 'regressions E5'],
      runs: RUNS,
      needs: [sends(name)],
      *body({ owner, borrower }) {
        const memory = [owner.page(0, 2), owner.page(4)];
        const loan = yield* accepted(`memory is ${word}`, owner.send(name, memory, [borrower]));
        yield* accepted('the owner reclaims it', owner.reclaim(loan));
        yield* accepted('the owner writes to the first pages', owner.fill(owner.page(0, 2), 1));
        yield* accepted('the owner writes to the other page', owner.fill(owner.page(4), 1));
        yield* refused(
          'reclaimed twice',
          'INVALID_PARAMETERS',
          owner.reclaim(loan),
          'reclaim/unknown-handle',
        );
      },
    }),
  ),
  {
    id: 'life/share-used-by-both',
    title: 'owner and borrower see what the other wrote, until the borrower leaves',
    rows: ['ffa-hafnium 6.1 concurrent', 'ffa-hafnium 6.1 share_concurrently_and_get_back'],
    runs: RUNS,
    needs: [SHARES, can('dataAborts')],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes', owner.fill(page, 0x62));
      const loan = yield* accepted('the owner shares a page', owner.share(page, [borrower]));
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* holds('the borrower sees it', borrower, first, 0x62);
      yield* accepted('the borrower writes', borrower.fill(first, 0x63));
      yield* holds('the owner sees it', owner, page, 0x63);
      yield* givenBack(loan, owner, borrower);
      yield* holds('the owner still sees it', owner, page, 0x63);
      yield* faults('the borrower writes to it', first.address, borrower.fill(first, 1));
    },
  },
  {
    id: 'life/lent-and-returned',
    title: 'what a borrower wrote to each page of lent memory comes back, and its access ends',
    rows: [
      'ffa-hafnium 6.1 lend_relinquish',
      'ffa-hafnium 6.1 lend_and_get_back',
      'ffa-hafnium 6.9 …lend_retrieve_relinquish, lend_reclaim(_before_retrieve), share_reclaim(_before_retrieve)',
    ],
    runs: RUNS,
    needs: [LENDS, can('dataAborts')],
    *body({ owner, borrower }) {
      const memory = [owner.page(0), owner.page(4, 2)];
      for (const [index, each] of memory.entries())
        yield* accepted(`the owner writes to constituent ${index}`, owner.fill(each, 0x63));
      const loan = yield* accepted('the owner lends them', owner.lend(memory, [borrower]));
      const taken = yield* takes('the borrower retrieves them', borrower, loan);
      for (const [index, each] of taken.memory.entries()) {
        yield* holds(`the borrower reads constituent ${index}`, borrower, each, 0x63);
        yield* accepted(`the borrower writes to constituent ${index}`, borrower.fill(each, 0x64));
      }
      yield* givenBack(loan, owner, borrower);
      for (const [index, each] of memory.entries())
        yield* holds(`the owner reads constituent ${index}`, owner, each, 0x64);
      yield* faults('the borrower writes to it', taken.first.address, borrower.poke(taken.first.address, 1));
    },
  },
  {
    id: 'life/lent-again',
    title: 'memory that came back is lent again, to the same borrower and to another',
    rows: ['ffa-hafnium 6.1 relend_after_return', 'ffa-hafnium 6.1 lend_elsewhere_after_return'],
    runs: RUNS,
    needs: [LENDS, can('dataAborts')],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner lends a page', owner.lend(page, [borrower]));
      yield* accepted('the borrower retrieves it', borrower.retrieve(loan));
      yield* givenBack(loan, owner, borrower);
      const again = yield* accepted('the owner lends it again', owner.lend(page, [borrower]));
      const { first } = yield* takes('the borrower retrieves it again', borrower, again);
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      yield* accepted('the borrower relinquishes it again', borrower.relinquish(again));
      yield* accepted('the owner reclaims it again', owner.reclaim(again));
      const elsewhere = yield* accepted('the owner lends it to another', owner.lend(page, [third]));
      const other = yield* takes('the third retrieves it', third, elsewhere);
      yield* holds('the third reads what the borrower wrote', third, other.first, 1);
      yield* faults('the borrower has no access any more', first.address, borrower.poke(first.address, 2));
      yield* accepted('the third relinquishes it', third.relinquish(elsewhere));
      yield* accepted('the owner reclaims it at last', owner.reclaim(elsewhere));
    },
  },
  {
    id: 'life/donation-is-kept',
    title: 'what was donated and retrieved cannot be relinquished, and its receiver keeps it',
    rows: ['ffa-hafnium 6.1 donate_relinquish'],
    runs: RUNS,
    needs: [DONATES, can('dataAborts')],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      const loan = yield* accepted('the owner donates a page', owner.donate(page, [borrower]));
      const { first } = yield* takes('the borrower retrieves it', borrower, loan);
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      yield* refused(
        'relinquished',
        'INVALID_PARAMETERS',
        borrower.relinquish(loan),
        'relinquish/unknown-handle',
      );
      yield* refused('reclaimed', 'INVALID_PARAMETERS', owner.reclaim(loan), 'reclaim/unknown-handle');
      yield* holds('the borrower still has it', borrower, first, 1);
      yield* faults('the owner writes to it', page.address, owner.poke(page.address, 2));
    },
  },
  {
    id: 'life/donated-on',
    title: 'donated memory goes on to another, and who gave it away has no access',
    rows: [
      'ffa-hafnium 6.1 donate_and_donate_elsewhere',
      'ffa-hafnium 6.1 donate_vms',
      'ffa-hafnium 6.1 give_and_get_back',
    ],
    runs: ['vm1-vm2', 'sp1-sp2'],
    needs: [DONATES, can('dataAborts')],
    *body({ owner, borrower, third }) {
      const page = owner.page(0);
      const executable = { permissions: DATA_RW | INSTRUCTION_X };
      const loan = yield* accepted('the owner donates a page', owner.donate(page, [borrower]));
      const { first } = yield* takes('the borrower retrieves it, executable', borrower, loan, executable);
      yield* accepted('the borrower writes to it', borrower.fill(first, 1));
      const on = yield* accepted('the borrower donates it on', borrower.donate(first, [third]));
      const there = yield* takes('the third retrieves it', third, on, executable);
      yield* holds('the third reads what the borrower wrote', third, there.first, 1);
      yield* faults('the borrower has no access any more', first.address, borrower.poke(first.address, 2));
      const back = yield* accepted(
        'the third donates it to the first owner',
        third.donate(there.first, [owner]),
      );
      const again = yield* takes('the owner retrieves it', owner, back);
      yield* holds('the owner reads what the borrower wrote', owner, again.first, 1);
      yield* faults(
        'the third has no access any more',
        there.first.address,
        third.poke(there.first.address, 2),
      );
    },
  },
  ...(['FFA_MEM_DONATE', 'FFA_MEM_LEND'] as const).map((name): Case => {
    const donated = name === 'FFA_MEM_DONATE';
    return {
      id: `life/${donated ? 'given' : 'lent'}-away-cleared`,
      title: `who ${donated ? 'donates' : 'lends'} cleared memory loses access, and its receiver reads zeros`,
      rows: [`ffa-hafnium 6.1 ${donated ? 'give' : 'lend'}_memory_and_lose_access`],
      runs: ['vm2-vm1', 'sp2-sp1'],
      needs: [sends(name), can('dataAborts')],
      *body({ owner, borrower }) {
        const page = owner.page(0);
        yield* accepted('the owner writes to a page', owner.fill(page, 0x62));
        const loan = yield* accepted(
          'it is sent, cleared',
          owner.send(name, page, [borrower], { flags: FLAG_ZERO }),
        );
        const { first } = yield* takes('the borrower retrieves it, executable', borrower, loan, {
          permissions: DATA_RW | INSTRUCTION_X,
        });
        yield* holds('the borrower reads zeros', borrower, first, 0);
        yield* faults('the owner reads it', page.address, owner.peek(page.address));
      },
    };
  }),
  ...(['FFA_MEM_DONATE', 'FFA_MEM_LEND'] as const).map((name): Case => {
    const word = name === 'FFA_MEM_DONATE' ? 'donate' : 'ffa_lend';
    return {
      id: `life/bounds-of-${name === 'FFA_MEM_DONATE' ? 'donated' : 'lent'}-pages`,
      title: 'of two pages that do not lie side by side nothing around either becomes accessible',
      rows: [`ffa-hafnium 6.1 ${word}_check_upper_bounds`, `ffa-hafnium 6.1 ${word}_check_lower_bounds`],
      runs: RUNS,
      needs: [sends(name), can('dataAborts')],
      *body({ owner, borrower }) {
        const memory = [owner.page(1), owner.page(3)];
        const loan = yield* accepted('the owner sends two pages', owner.send(name, memory, [borrower]));
        const taken = yield* takes('the borrower retrieves them', borrower, loan);
        for (const [index, { address }] of taken.memory.entries()) {
          yield* accepted(`the first byte of page ${index}`, borrower.poke(address, 1));
          yield* accepted(`the last byte of page ${index}`, borrower.poke(address + PAGE_SIZE - 1, 1));
          yield* faults(`the byte before page ${index}`, address - 1, borrower.poke(address - 1, 1));
          yield* faults(
            `the byte behind page ${index}`,
            address + PAGE_SIZE,
            borrower.poke(address + PAGE_SIZE, 1),
          );
        }
      },
    };
  }),
  {
    id: 'life/cleared-for-nobody',
    title: 'memory that was lent cleared is clear when it is reclaimed, whoever could have retrieved it',
    rows: ['ffa-hafnium 6.1 lend_clear'],
    runs: RUNS,
    needs: [LENDS],
    *body({ owner, borrower }) {
      const page = owner.page(0);
      yield* accepted('the owner writes to a page', owner.fill(page, 0x62));
      const terms = { flags: FLAG_ZERO, permissions: DATA_RO };
      const loan = yield* accepted(
        'the owner lends it read-only, cleared',
        owner.lend(page, [borrower], terms),
      );
      yield* accepted('the owner reclaims it', owner.reclaim(loan));
      yield* holds('the owner reads zeros', owner, page, 0);
    },
  },
];
