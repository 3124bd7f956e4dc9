import { describe, expect, test } from 'vitest';
import { Runs } from '../../src/core/memory/runs.ts';
import { View } from '../../src/core/memory/view.ts';
import { blockAt, chainOf, walked, walkOver } from './support.ts';

/** Addresses 100..109 are pages 500..509, 110..114 are 300..304; nothing is at 115..119; 120..129 are 700..709. */
const VIEW = View.of([
  { at: 100, page: 500, pages: 10 },
  { at: 110, page: 300, pages: 5 },
  { at: 120, page: 700, pages: 10 },
]);

/** Twenty ranges, none like another: three blocks of extents. */
const TWENTY = Array.from({ length: 20 }, (_, index) => `${1000 * index}+${index + 1}`);

describe('physical extents', () => {
  test.each([
    ['all', 0, 20],
    ['none', 0, 0],
    ['none, in the middle', 9, 9],
    ['none, behind the last', 20, 20],
    ['the first', 0, 1],
    ['the last', 19, 20],
    ['a whole block', 8, 16],
    ['from the last of a block to the first of the next', 7, 9],
    ['from the first of a block', 16, 20],
    ['across two blocks', 5, 18],
  ])('%s: one run for each, in order', (_name, from, to) => {
    const runs = walkOver(TWENTY.join(' '), undefined, from, to);

    const steps = walked(runs);

    const expected = TWENTY.map((range, extent) => `${range} of ${extent}`).slice(from, to);
    expect(steps).toBe(expected.join(', '));
    expect([runs.broken, runs.extent]).toEqual([false, to]);
  });

  test('neighbours are not merged', () => {
    expect(walked(walkOver('5+1 6+1 5+2'))).toBe('5+1 of 0, 6+1 of 1, 5+2 of 2');
  });
});

describe('extents in a view', () => {
  test.each([
    ['within a window', '103+4', '503+4 of 0'],
    ['a whole window', '100+10', '500+10 of 0'],
    ['across two windows', '108+4', '508+2 of 0, 300+2 of 0'],
    ['across two windows to the end', '100+15', '500+10 of 0, 300+5 of 0'],
    ['several, not in order', '120+1 109+2 100+1', '700+1 of 0, 509+1 of 1, 300+1 of 1, 500+1 of 2'],
  ])('%s', (_name, ranges, expected) => {
    const runs = walkOver(ranges, VIEW);

    expect(walked(runs)).toBe(expected);
    expect(runs.broken).toBe(false);
  });

  test.each([
    ['at once', '115+1', '', 115, 0],
    ['in the first page of several', '99+5', '', 99, 0],
    ['inside an extent', '113+9', '303+2 of 0', 115, 0],
    ['in the last page', '120+11', '700+10 of 0', 130, 0],
    ['in the second extent', '100+1 118+1 101+1', '500+1 of 0', 118, 1],
    ['in the last extent', '100+1 101+1 129+2', '500+1 of 0, 501+1 of 1, 709+1 of 2', 130, 2],
  ])('a hole ends the walk: %s', (_name, ranges, expected, at, extent) => {
    const runs = walkOver(ranges, VIEW);

    expect(walked(runs)).toBe(expected);
    expect([runs.broken, runs.brokenAt, runs.extent]).toEqual([true, at, extent]);
  });
});

describe('empty extents have no run', () => {
  test.each([
    ['physical', undefined, '101+2 of 1, 103+1 of 4'],
    ['in a view, even where it has nothing', VIEW, '501+2 of 1, 503+1 of 4'],
  ])('%s', (_name, view, expected) => {
    const runs = walkOver('100+0 101+2 102+0 115+0 103+1 104+0', view);

    expect(walked(runs)).toBe(expected);
    expect([runs.broken, runs.extent]).toEqual([false, 6]);
  });

  test('a whole block of them is passed over', () => {
    expect(walked(walkOver(`${'0+0 '.repeat(9)}7+1`))).toBe('7+1 of 9');
  });
});

describe('a walk that goes on where an earlier one stopped', () => {
  test.each([
    ['physical', undefined, '100+15 7+1', 0, '100+15 of 0, 7+1 of 1'],
    ['a physical extent that was passed', undefined, '100+15 7+1', 15, '7+1 of 1'],
    ['before a seam', VIEW, '100+15 120+1', 0, '500+10 of 0, 300+5 of 0, 700+1 of 1'],
    ['at a seam', VIEW, '100+15 120+1', 10, '300+5 of 0, 700+1 of 1'],
    ['behind the extent', VIEW, '100+15 120+1', 15, '700+1 of 1'],
  ])('%s', (_name, view, ranges, passed, expected) => {
    const runs = walkOver(ranges, view);
    runs.skip(passed);
    expect(walked(runs)).toBe(expected);
  });

  test('over nothing has nothing to pass over', () => {
    const runs = walkOver('100+15', VIEW, 1, 1);
    runs.skip(10);
    expect([runs.next(), runs.passed]).toEqual([false, 0]);
  });
});

test('one object walks again and again, also after a walk that broke or was left', () => {
  const { extents, first } = chainOf(['100+2', '115+1', ...TWENTY.slice(2)].join(' '));
  const runs = new Runs(extents);

  runs.begin(first, 0, 2, VIEW);
  expect(walked(runs)).toBe('500+2 of 0');
  expect(runs.broken).toBe(true);
  runs.begin(first, 0, 20, undefined);
  runs.next();
  runs.begin(blockAt(extents, first, 17), 17, 19, undefined);
  expect(walked(runs)).toBe('17000+18 of 17, 18000+19 of 18');
  expect(runs.broken).toBe(false);
});
