/** The tour: every step comes as it says, and the memory that is drawn beside it is what the text tells of. */

import { describe, expect, test } from 'vitest';
import { TOUR } from '../../src/studio/model/learn/tour/tour.ts';
import type { TourPage } from '../../src/studio/model/learn/tour/tour-view.ts';
import { loadTour } from '../../src/studio/worker/load-tour.ts';

const view = await loadTour();

/** A page after so many stops. */
function pageAfter(stops: number, address: string): TourPage | undefined {
  return view.memory[stops]?.flatMap(({ pages }) => pages).find((page) => page.address === address);
}

test('has ten stops, each with something to predict', () => {
  expect(TOUR).toHaveLength(10);
  for (const { choices, right, steps } of TOUR) {
    expect(choices.length).toBeGreaterThanOrEqual(2);
    expect(choices[right]).toBeDefined();
    expect(steps).not.toBe('');
  }
});

test('every step comes as its stop says', () => {
  expect(view.played).toHaveLength(10);
  expect(view.played.filter((steps) => steps.length === 0)).toEqual([]);
  expect(view.played.flat().filter(({ asExpected }) => !asExpected)).toEqual([]);
});

describe('the memory', () => {
  test('has every page of the machine, before and after each stop', () => {
    expect(view.memory).toHaveLength(11);
    for (const regions of view.memory) expect(regions.map(({ pages }) => pages.length)).toEqual([16, 16]);
  });

  test.each([
    ['a buffer is marked', 2, '0x40000000', { owner: 'linux', held: 'mailbox' }],
    [
      "what is shared is linux's alone until somebody retrieves it",
      4,
      '0x40004000',
      { held: 'share', access: [{ who: 'linux', rights: 'RWX' }] },
    ],
    [
      'then two reach it',
      5,
      '0x40004000',
      {
        access: [
          { who: 'linux', rights: 'RWX' },
          { who: 'vault', rights: 'RW-' },
        ],
      },
    ],
    ['a refusal changes nothing', 6, '0x40004000', { held: 'share' }],
    ['it comes back', 7, '0x40004000', { held: '', access: [{ who: 'linux', rights: 'RWX' }] }],
    [
      'what is lent is out of reach of its owner',
      8,
      '0x40005000',
      {
        owner: 'linux',
        access: [
          { who: 'vault', rights: 'R--' },
          { who: 'notary', rights: 'RW-' },
        ],
      },
    ],
    [
      'what is given away has another owner',
      10,
      '0x40006000',
      { owner: 'notary', held: '', access: [{ who: 'notary' }] },
    ],
  ])('%s', (_, stops, address, expected) => {
    expect(pageAfter(stops, address)).toMatchObject(expected);
  });
});

test('pages are remarkable that something holds, and those that went to the other world', () => {
  const remarkable = view.memory.map((regions) =>
    regions.flatMap(({ pages }) => pages.filter((page) => page.remarkable).map(({ address }) => address)),
  );

  expect(remarkable[2]).toEqual([]);
  expect(remarkable[5]).toEqual(['0x40004000']);
  expect(remarkable[10]).toContain('0x40006000');
});

test('partitions are told with their ids and worlds', () => {
  expect(view.partitions).toEqual([
    { name: 'linux', about: 'id 0x0, NS-EL2, FF-A 1.2', secure: false },
    { name: 'vault', about: 'id 0x8001, S-EL1, FF-A 1.2', secure: true },
    { name: 'notary', about: 'id 0x8002, S-EL0, FF-A 1.1', secure: true },
  ]);
});
