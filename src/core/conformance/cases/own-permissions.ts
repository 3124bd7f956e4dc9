import { w } from '../../abi/frame.ts';
import { PAGE_SIZE } from '../../abi/pages.ts';
import type { Case } from '../case.ts';
import { accepted, equal, faults, refused } from '../checks.ts';
import { can, owns, sends } from '../needs.ts';
import type { Party } from '../party.ts';
import { NOWHERE } from './steps.ts';

/** Permissions in w2 and w3: read-only, read-write, read and execute. */
const RO = 7;
const RW = 5;
const RX = 3;

const FIRST_RUN = { runs: ['sp4'], initialising: ['sp4'], needs: [can('initialisation')] } as const;

function asked(party: Party, address: number, pages = 1): ReturnType<Party['call']> {
  return party.call('FFA_MEM_PERM_GET', { 1: BigInt(address), 2: (pages - 1) >>> 0 }, 64);
}

function changed(
  party: Party,
  address: number,
  pages: number,
  permissions: number,
): ReturnType<Party['call']> {
  return party.call('FFA_MEM_PERM_SET', { 1: BigInt(address), 2: pages >>> 0, 3: permissions }, 64);
}

/** What a partition at S-EL0 says of its own pages while it initialises. */
export const OWN_PERMISSION_CASES: readonly Case[] = [
  {
    ...FIRST_RUN,
    id: 'own-permissions/changed',
    title: 'a page becomes read-only, executable and writable again, and accesses follow',
    rows: [
      'ffa-hafnium 6.9 SERVICE_SET_UP ffa_mem_perm_set',
      'ffa-hafnium 6.9 memory_permissions.ffa_mem_perm_set_ro_fails_write',
    ],
    needs: [can('initialisation'), can('dataAborts')],
    *body({ owner }) {
      const page = owner.page(0);
      for (const [word, permissions] of [
        ['read-only', RO],
        ['executable', RX],
      ] as const) {
        yield* accepted(`it becomes ${word}`, changed(owner, page.address, 1, permissions));
        const answer = yield* accepted(`it is asked what it is: ${word}`, asked(owner, page.address));
        yield* equal(`it is ${word}`, w(answer, 2), permissions);
        yield* faults(`a write while it is ${word}`, page.address, owner.poke(page.address, 1));
        yield* accepted(`a read while it is ${word}`, owner.peek(page.address));
      }
      yield* accepted('it becomes read-write', changed(owner, page.address, 1, RW));
      const answer = yield* accepted('it is asked what it is', asked(owner, page.address));
      yield* equal('it is read-write', w(answer, 2), RW);
      yield* accepted('a write', owner.poke(page.address, 1));
    },
  },
  {
    ...FIRST_RUN,
    id: 'own-permissions/runs',
    title: 'pages that are alike are told as one run, up to the first that is not',
    rows: ['ffa-hafnium 6.9 SERVICE_SET_UP ffa_mem_perm_get'],
    needs: [can('initialisation'), owns('owner', 'readOnlyPage')],
    *body({ owner }) {
      const { address } = owner.page(0);
      yield* accepted('three pages become read-only', changed(owner, address, 3, RO));
      const answer = yield* accepted('eight are asked about', asked(owner, address, 8));
      yield* equal('the first is read-only', w(answer, 2), RO);
      yield* equal('two more are', w(answer, 3), 2);
      const code = yield* accepted(
        'its read-only page is asked about',
        asked(owner, owner.readOnlyPage.address),
      );
      yield* equal('it is read-only', w(code, 2), RO);
      const rx = yield* accepted('its RX is asked about', asked(owner, owner.endpoint.buffers.rx));
      yield* equal('it may not be written', w(rx, 2) & 3, RO & 3);
    },
  },
  {
    ...FIRST_RUN,
    id: 'own-permissions/mistakes',
    title: 'what is no run of own pages, or no permission, is neither told nor changed',
    rows: [
      'ffa-hafnium 6.9 SERVICE_SET_UP ffa_mem_perm_get',
      'ffa-hafnium 6.9 SERVICE_SET_UP ffa_mem_perm_set',
    ],
    *body({ owner }) {
      const INVALID = 'INVALID_PARAMETERS';
      const { address } = owner.page(0);
      const end = owner.endpoint.scratch.address + owner.endpoint.scratch.pages * PAGE_SIZE;
      yield* refused('asked about address 0', INVALID, asked(owner, 0), 'permission/unmapped');
      yield* refused('asked about no memory', INVALID, asked(owner, NOWHERE.address), 'permission/unmapped');
      yield* refused(
        'asked about an odd address',
        INVALID,
        asked(owner, 0xdead_beef),
        'permission/unaligned',
      );
      yield* refused('asked about no pages', INVALID, asked(owner, address, 0), 'permission/count');
      yield* refused(
        'no memory is changed',
        INVALID,
        changed(owner, NOWHERE.address, 1, RO),
        'permission/not-owned',
      );
      yield* refused(
        'an odd address is changed',
        INVALID,
        changed(owner, address + 1, 1, RO),
        'permission/unaligned',
      );
      yield* refused('no pages are changed', INVALID, changed(owner, address, 0, RO), 'permission/count');
      yield* refused(
        'more than there are',
        INVALID,
        changed(owner, end - 16 * PAGE_SIZE, 256, RO),
        'permission/not-owned',
      );
      yield* refused('beyond all addresses', INVALID, changed(owner, address, -1, RO));
      yield* refused('writable and executable', INVALID, changed(owner, address, 1, 1), 'permission/value');
      yield* refused(
        'an executable device',
        INVALID,
        changed(owner, owner.devicePage.address, 1, RX),
        'permission/execute-device',
      );
      yield* accepted('all pages are as they were', owner.poke(address, 1));
    },
  },
  {
    id: 'own-permissions/at-s-el1',
    title: 'a partition that has translation tables of its own is not served',
    rows: ['ffa-hafnium 6.9 SERVICE_SET_UP ffa_mem_perm_set', 'ffa-hafnium 6.9 …features'],
    runs: ['sp1'],
    initialising: ['sp1'],
    needs: [can('initialisation')],
    *body({ owner }) {
      const { address } = owner.page(0);
      yield* refused('asked', 'NOT_SUPPORTED', asked(owner, address), 'permission/level');
      yield* refused('changed', 'NOT_SUPPORTED', changed(owner, address, 1, RO), 'permission/level');
    },
  },
  {
    id: 'own-permissions/too-late',
    title: 'permissions are neither told nor changed after the first wait',
    rows: ['ffa-hafnium 6.9 SERVICE_SET_UP ffa_mem_perm_set'],
    runs: ['sp4'],
    *body({ owner }) {
      yield* refused('asked', 'DENIED', asked(owner, owner.page(0).address), 'permission/after-init');
      yield* refused(
        'changed',
        'DENIED',
        changed(owner, owner.page(0).address, 1, RO),
        'permission/after-init',
      );
    },
  },
  {
    id: 'own-permissions/no-memory',
    title: 'what is no memory cannot be read or written, as a whole or in part',
    rows: ['ffa-hafnium 6.9 unmapped: data, straddling, instruction'],
    runs: ['vm1', 'sp1'],
    needs: [sends('FFA_MEM_LEND'), can('dataAborts')],
    *body({ owner, borrower }) {
      const { address } = NOWHERE;
      yield* faults('a read', address, owner.peek(address));
      yield* faults('a write', address, owner.poke(address, 1));
      const next = owner.page(1);
      yield* accepted('the owner lends its second page', owner.lend(next, [borrower]));
      yield* faults('a read from the first page on', next.address, owner.peek(next.address - 8, 16));
    },
  },
];
