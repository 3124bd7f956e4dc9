/** FFA_MEM_PERM_GET and FFA_MEM_PERM_SET: a partition at S-EL0 sets its image up. */

import { describe, expect, it } from 'vitest';
import { EXECUTE, READ, WRITE } from '../../src/core/memory/page-word.ts';
import { View } from '../../src/core/memory/view.ts';
import type { Answer } from './support/actor.ts';
import { HEAP, RX_OFFSET, SP1_RAM, USER_RAM } from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { retrieved } from './support/retrieves.ts';
import { sent } from './support/sends.ts';
import { accessOf, stateOf } from './support/state.ts';
import { type World, type WorldOptions, world } from './support/world.ts';

const READ_ONLY = 7;
const READ_WRITE = 5;
const READ_EXECUTE = 3;
const PAGE = USER_RAM + HEAP;
const LAST_PAGE = USER_RAM + 1023 * 0x1000;
/** A device of USER, which no world has of itself. */
const DEVICE = 0x0b00_0000;

/** A world in which USER is in its first run. */
function settingUp(options: WorldOptions = {}): World {
  return world({ atBoot: true, ...options });
}

const get = ({ user }: World, address: number, more: number) => user.call(FFA.MEM_PERM_GET, address, more);
const set = ({ user }: World, address: number, pages: number, permissions: number) =>
  user.call(FFA.MEM_PERM_SET, address, pages, permissions);

describe('FFA_MEM_PERM_SET', () => {
  it.each([
    ['read-only', READ_ONLY, 'Owner-EA R--'],
    ['read-write', READ_WRITE, 'Owner-EA RW-'],
    ['read and execute', READ_EXECUTE, 'Owner-EA R-X'],
  ])('makes pages %s, and no others', (_name, permissions, access) => {
    const w = settingUp();

    const { words } = set(w, PAGE, 2, permissions);

    expect(words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    const around = [-1, 0, 1, 2].map((page) => accessOf(w.user, PAGE + page * 0x1000));
    expect(around).toEqual(['Owner-EA RWX', access, access, 'Owner-EA RWX']);
    expect(get(w, PAGE, 9).words.slice(0, 4)).toEqual([FFA.SUCCESS, 0, permissions, 1]);
  });

  it('gives rights back as well as it takes them', () => {
    const w = settingUp();
    set(w, PAGE, 1, READ_ONLY);
    set(w, PAGE + 0x1000, 1, READ_EXECUTE);

    expect(set(w, PAGE, 2, READ_WRITE).verdict).toBe('FFA_SUCCESS_32');
    expect(get(w, PAGE, 1).words.slice(2, 4)).toEqual([READ_WRITE, 1]);
  });

  it('makes a device read-only', () => {
    const w = settingUp();
    w.ledger.assign(DEVICE / 4096, 1, {
      owner: w.user.party,
      rights: READ | WRITE,
      device: true,
      secure: true,
    });

    expect(set(w, DEVICE, 1, READ_ONLY).verdict).toBe('FFA_SUCCESS_32');
    expect(accessOf(w.user, DEVICE)).toBe('Owner-EA R--');
  });

  it('takes 64-bit addresses in the 64-bit form, and 32 bits of them in the other', () => {
    const w = settingUp();
    const garbled = 0xdead_0000_0000_0000n + BigInt(PAGE);

    expect(w.user.callWide(FFA.MEM_PERM_SET, garbled, 1n, 7n).verdict).toBe('FFA_SUCCESS_32');
    expect(w.user.callWide(FFA.MEM_PERM_SET_64, BigInt(PAGE), 1n, 7n).verdict).toBe('FFA_SUCCESS_32');
    expect(w.user.callWide(FFA.MEM_PERM_SET_64, garbled, 1n, 7n).verdict).toBe(
      'INVALID_PARAMETERS permission/count x2',
    );
    expect(w.user.callWide(FFA.MEM_PERM_SET_64, 0x1_0000_0000n + BigInt(PAGE), 1n, 7n).verdict).toBe(
      'INVALID_PARAMETERS permission/not-owned x1',
    );
  });

  it('what others are granted later is no more than that', () => {
    const w = settingUp();
    set(w, PAGE, 1, READ_ONLY);
    w.user.call(FFA.MSG_WAIT);
    w.os.call(FFA.RUN, 0x8003_0000);

    expect(() => sent('share', w.user, [w.sp1], [PAGE])).toThrow('send/');
  });
});

describe('FFA_MEM_PERM_GET', () => {
  it('counts the pages that are alike, as many as were asked about', () => {
    const w = settingUp();
    set(w, PAGE, 4, READ_ONLY);

    expect(get(w, PAGE, 0).words.slice(2, 4)).toEqual([READ_ONLY, 0]);
    expect(get(w, PAGE, 2).words.slice(2, 4)).toEqual([READ_ONLY, 2]);
    expect(get(w, PAGE + 0x1000, 8).words.slice(2, 4)).toEqual([READ_ONLY, 2]);
  });

  it('of memory as the manifest has it: written and executed', () => {
    expect(get(settingUp(), PAGE, 0).words.slice(2, 4)).toEqual([1, 0]);
  });

  it('ends at the end of memory', () => {
    const w = settingUp();
    set(w, LAST_PAGE, 1, READ_WRITE);

    expect(get(w, LAST_PAGE, 100).words.slice(2, 4)).toEqual([READ_WRITE, 0]);
  });

  it('tells of buffers, which are alike in rights and yet no part of a run of others', () => {
    const w = settingUp({ bufferPages: 0 });
    set(w, USER_RAM, 64, READ_WRITE);
    w.user.mapBuffers();

    expect(get(w, USER_RAM, 9).words.slice(2, 4)).toEqual([READ_WRITE, 0]);
    expect(get(w, USER_RAM + RX_OFFSET, 9).words.slice(2, 4)).toEqual([READ_ONLY, 0]);
    expect(get(w, USER_RAM + 0x1000, 99).words.slice(2, 4)).toEqual([READ_WRITE, 14]);
  });

  it('counts no more pages than were asked about, also where two sends of them lie side by side', () => {
    const w = settingUp();
    sent('share', w.user, [w.sp1], [PAGE]);
    sent('share', w.user, [w.sp1], [[PAGE + 0x1000, 3]]);

    expect(get(w, PAGE, 1).words.slice(2, 4)).toEqual([1, 1]);
    expect(get(w, PAGE, 9).words.slice(2, 4)).toEqual([1, 3]);
  });

  it('does not take memory of another for more of its own', () => {
    const w = settingUp();
    const next = LAST_PAGE + 0x1000;
    w.ledger.assign(next / 4096, 1, { owner: w.sp1.party, rights: 7, device: false, secure: true });
    set(w, LAST_PAGE, 1, READ_WRITE);
    sent('share', w.user, [w.sp2], [LAST_PAGE]);
    retrieved(w.user, w.sp1, sent('share', w.sp1, [w.user], [next]));

    expect(get(w, LAST_PAGE, 9).words.slice(2, 4)).toEqual([READ_WRITE, 0]);
    expect(get(w, next, 9).words.slice(2, 4)).toEqual([READ_WRITE, 0]);
  });

  it('tells of memory that was retrieved, and not of what was lent away', () => {
    const w = settingUp();
    const handle = sent('share', w.sp1, [w.user], [SP1_RAM + HEAP]);
    retrieved(w.user, w.sp1, handle);
    sent('lend', w.user, [w.sp1], [PAGE]);

    expect(get(w, SP1_RAM + HEAP, 9).words.slice(2, 4)).toEqual([READ_WRITE, 0]);
    expect(get(w, PAGE, 0).verdict).toBe('INVALID_PARAMETERS permission/unmapped x1');
  });
});

describe('of one with addresses of its own', () => {
  const page = (address: number) => address / 4096;
  /** Its memory, and behind it the page at physical address 0. */
  const windows = (): View =>
    View.of([
      { at: page(USER_RAM), page: page(USER_RAM), pages: 1024 },
      { at: page(USER_RAM) + 1024, page: 0, pages: 1 },
    ]);

  it('FFA_MEM_PERM_GET counts pages that lie side by side for it, wherever they are', () => {
    const w = settingUp({ views: { user: windows() } });
    // The page behind it in physical memory is its own, too, and has no address.
    w.ledger.assign(0, 2, { owner: w.user.party, rights: 7, device: false, secure: true });

    expect(get(w, LAST_PAGE, 9).words.slice(2, 4)).toEqual([1, 1]);
    expect(get(w, LAST_PAGE + 0x1000, 9).words.slice(2, 4)).toEqual([1, 0]);
  });

  it('nothing is to be had where it has no memory, and no execution of a device at physical address 0', () => {
    const w = settingUp({ views: { user: windows() } });
    w.ledger.assign(0, 1, { owner: w.user.party, rights: READ | WRITE, device: true, secure: true });

    expect(get(w, SP1_RAM, 0).verdict).toBe('INVALID_PARAMETERS permission/unmapped x1');
    expect(set(w, SP1_RAM, 1, READ_EXECUTE).verdict).toBe('INVALID_PARAMETERS permission/not-owned x1');
    expect(set(w, LAST_PAGE + 0x1000, 1, READ_EXECUTE).verdict).toBe(
      'INVALID_PARAMETERS permission/execute-device x3',
    );
  });
});

type Refusal = readonly [name: string, call: (w: World) => Answer, verdict: string];
const INVALID = 'INVALID_PARAMETERS permission/';

const REFUSALS: readonly Refusal[] = [
  ['get: an address inside a page', (w) => get(w, PAGE + 8, 0), `${INVALID}unaligned x1`],
  ['get: as many pages as wrap to none', (w) => get(w, PAGE, 0xffff_ffff), `${INVALID}count x2`],
  ['get: a page of another', (w) => get(w, SP1_RAM, 0), `${INVALID}unmapped x1`],
  ['get: no memory', (w) => get(w, 0xf000_0000, 0), `${INVALID}unmapped x1`],
  ['get: no memory, at address 0', (w) => get(w, 0, 0), `${INVALID}unmapped x1`],
  [
    'get: the last page whose address is known to the byte',
    (w) => w.user.callWide(FFA.MEM_PERM_GET_64, 0x1f_ffff_ffff_f000n, 0n),
    `${INVALID}count x2`,
  ],
  ['set: an address inside a page', (w) => set(w, PAGE + 0x800, 1, READ_ONLY), `${INVALID}unaligned x1`],
  ['set: no pages', (w) => set(w, PAGE, 0, READ_ONLY), `${INVALID}count x2`],
  ['set: nothing allowed', (w) => set(w, PAGE, 1, 0), `${INVALID}value x3`],
  ['set: write and execute', (w) => set(w, PAGE, 1, 1), `${INVALID}value x3`],
  ['set: reserved data access', (w) => set(w, PAGE, 1, 6), `${INVALID}value x3`],
  ['set: reserved bits', (w) => set(w, PAGE, 1, 0xf), `${INVALID}value x3`],
  ['set: execution of a device', (w) => set(w, DEVICE, 1, READ_EXECUTE), `${INVALID}execute-device x3`],
  ['set: pages of another', (w) => set(w, SP1_RAM, 1, READ_ONLY), `${INVALID}not-owned x1`],
  [
    'set: the last page and one that is not there',
    (w) => set(w, LAST_PAGE, 2, READ_ONLY),
    `${INVALID}not-owned x1`,
  ],
  ['set: a page before the first', (w) => set(w, USER_RAM - 0x1000, 2, READ_ONLY), `${INVALID}not-owned x1`],
  ['set: all pages there are', (w) => set(w, 0, 0xffff_ffff, READ_ONLY), `${INVALID}not-owned x1`],
  ['set: TX', (w) => set(w, USER_RAM, 1, READ_ONLY), `${INVALID}not-owned x1`],
  ['set: TX among others', (w) => set(w, USER_RAM, 8, READ_ONLY), `${INVALID}not-owned x1`],
  ['set: RX at the end', (w) => set(w, USER_RAM + 0x1000, 16, READ_ONLY), `${INVALID}not-owned x1`],
  ['set: what is shared', (w) => set(w, PAGE, 3, READ_ONLY), `${INVALID}not-owned x1`],
  ['set by S-EL1', (w) => w.sp1.call(FFA.MEM_PERM_SET, SP1_RAM, 1, 7), 'NOT_SUPPORTED permission/level x0'],
  ['get by the OS', (w) => w.os.call(FFA.MEM_PERM_GET, 0, 0), 'NOT_SUPPORTED call/not-for-caller x0'],
];

describe('a call that is refused changes nothing', () => {
  it.each(REFUSALS)('%s', (_name, call, verdict) => {
    const w = settingUp();
    w.ledger.assign(DEVICE / 4096, 1, {
      owner: w.user.party,
      rights: READ | WRITE,
      device: true,
      secure: true,
    });
    sent('share', w.user, [w.sp1], [PAGE + 0x2000]);
    const before = stateOf(w.spmc);

    expect(call(w).verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it.each([
    ['get', (w: World) => get(w, PAGE, 0)],
    ['set', (w: World) => set(w, PAGE, 1, READ_ONLY)],
  ])('%s after the first FFA_MSG_WAIT', (_name, call) => {
    const w = world();
    const before = stateOf(w.spmc);

    expect(call(w).verdict).toBe('DENIED permission/after-init');
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('pages of two kinds: memory and a device side by side', () => {
    const w = settingUp();
    w.ledger.assign(USER_RAM / 4096 + 1024, 1, {
      owner: w.user.party,
      rights: READ | WRITE,
      device: true,
      secure: true,
    });

    expect(set(w, LAST_PAGE, 2, READ_ONLY).verdict).toBe(`${INVALID}not-owned x1`);
    expect(accessOf(w.user, LAST_PAGE)).toBe('Owner-EA RWX');
  });

  it('QE2: without room in the page map nothing is changed, wherever the room ends', () => {
    const rooms = [...Array(12).keys()].map((spare) => {
      const probe = settingUp({ bufferPages: 0 });
      // Two blocks of 2 MiB, of which the first and the last pages change: two more tables.
      const start = USER_RAM + 0x1f_f000;
      const w = settingUp({ bufferPages: 0, limits: { pageTables: tablesOf(probe) + spare } });
      const before = stateOf(w.spmc);
      const { verdict } = set(w, start, 2, READ_ONLY);
      if (verdict !== 'FFA_SUCCESS_32') {
        expect(verdict).toBe('NO_MEMORY permission/no-room x1');
        expect(stateOf(w.spmc)).toEqual(before);
      }
      return verdict === 'FFA_SUCCESS_32';
    });

    expect(rooms).toEqual([false, false, ...new Array(10).fill(true)]);
  });
});

/** Tables of the page map that are in use. */
function tablesOf({ ledger }: World): number {
  return ledger.map.tables;
}

it('rights that were taken are gone for the partition itself', () => {
  const w = settingUp();
  set(w, PAGE, 1, READ_ONLY);

  const rights = w.ledger.rights(w.user.party, PAGE / 4096);

  expect([rights & READ, rights & WRITE, rights & EXECUTE]).toEqual([READ, 0, 0]);
});
