/** What a guest's accesses to a page mean, beside what it may do there. */

import { describe, expect, it, test } from 'vitest';
import { pageOf } from '../../../src/core/memory/pages.ts';
import { guestGround, pagesToTry } from '../../../src/node/qemu/explore/guest-ground.ts';
import { accessesIn, faultsIn, touchOf, wrongIn } from '../../../src/node/qemu/explore/touching.ts';

/** Syndromes: a data abort and an instruction abort of the same level, both from outside the processor, and an instruction that there is not. */
const DATA_ABORT = 0x9600_0010;
const FETCH_ABORT = 0x8600_0010;
const UNKNOWN = 0x0200_0000;
const WORD = 0x1234;
const PAGE = 0x4_0400;
const QUIET = pageOf(0x0a00_0000);
const RWX = { page: PAGE, rights: 7, word: WORD };
const FINE = { word: WORD, read: 0, written: 0, fetched: UNKNOWN };

describe('all is well', () => {
  it.each([
    ['with a page that may be used in all ways', RWX, FINE],
    [
      'with one that may be read',
      { ...RWX, rights: 1 },
      { ...FINE, written: DATA_ABORT, fetched: FETCH_ABORT },
    ],
    ['with one that may not be executed', { ...RWX, rights: 3 }, { ...FINE, fetched: FETCH_ABORT }],
    [
      'with one that is out of reach',
      { ...RWX, rights: 0 },
      { word: 0, read: DATA_ABORT, written: DATA_ABORT, fetched: FETCH_ABORT },
    ],
    [
      'with registers, whatever they hold',
      { ...RWX, page: QUIET, rights: 3 },
      { word: 0x7472_6976, read: 0, written: 0, fetched: 0 },
    ],
    ['with code that is not run', { ...RWX, word: 0xd503_201f }, { ...FINE, word: 0xd503_201f, fetched: 0 }],
  ])('%s', (_, known, found) => {
    expect(wrongIn(known, found)).toBeUndefined();
  });
});

describe('it is told of', () => {
  it.each([
    [
      'a read that should fault',
      { ...RWX, rights: 0 },
      FINE,
      'the guest can read page 0x40400, to which it has rights 0',
    ],
    ['a read that should not', RWX, { ...FINE, read: DATA_ABORT }, 'the guest cannot read page 0x40400'],
    [
      'a write that should fault',
      { ...RWX, rights: 1 },
      { ...FINE, fetched: FETCH_ABORT },
      'the guest can write to',
    ],
    ['a write that should not', RWX, { ...FINE, written: DATA_ABORT }, 'the guest cannot write to'],
    ['an instruction that should fault', { ...RWX, rights: 3 }, FINE, 'the guest can execute'],
    ['an instruction that should not', RWX, { ...FINE, fetched: FETCH_ABORT }, 'the guest cannot execute'],
    ['another word', RWX, { ...FINE, word: 5 }, 'the guest finds something else in page 0x40400'],
  ])('%s', (_, known, found, problem) => {
    expect(wrongIn(known, found)?.problem).toContain(problem);
  });
});

test('accesses are counted, and those that faulted', () => {
  expect(accessesIn(RWX)).toBe(3);
  expect(accessesIn({ ...RWX, page: QUIET })).toBe(1);
  expect(faultsIn({ word: 0, read: DATA_ABORT, written: DATA_ABORT, fetched: FETCH_ABORT })).toBe(3);
  expect(faultsIn(FINE)).toBe(0);
});

test('registers that the guest may use are not written, those that it may not are', () => {
  const registers = { page: QUIET, rights: 3, word: 0 };
  expect(touchOf(registers).tries).toBe(1);
  expect(touchOf({ ...registers, rights: 0 }).tries).toBe(3);
});

test('the guest touches all memory of partitions and none of its own code', () => {
  const machine = guestGround();
  const tried = new Set(pagesToTry(machine));
  const owned = machine.partitions.flatMap(({ memory }) =>
    memory.flatMap(({ base, pages }) => Array.from({ length: pages }, (_, index) => pageOf(base) + index)),
  );

  expect(owned.filter((page) => !tried.has(page))).toEqual([]);
  expect([0x4_0200, 0x4_030f, 0x4_03ff].filter((page) => tried.has(page))).toEqual([]);
});
