/** Ranges of pages as they lie in a fragment: what is wrong with each, and where the pages are. */

import { expect, test } from 'vitest';
import { checkConstituents } from '../../src/core/rules/check-send.ts';
import { FirstHeard } from '../../src/core/rules/judge.ts';
import type { Rule } from '../../src/core/rules/rule.ts';
import { hex } from '../abi/support.ts';
import { changed, wrongWith } from './checked.ts';

/** One page at 0x40001000, two at 0x180000000; a word in front of them and one behind, which are not theirs. */
const RANGES = hex(`
  ff ff ff ff
  00 10 00 40 00 00 00 00  01 00 00 00 00 00 00 00
  00 00 00 80 01 00 00 00  02 00 00 00 00 00 00 00
  ff ff ff ff
`);
/** Where the first range lies in the whole descriptor. */
const AT = 1000;
const PAGES_LEFT = 3;
/** The second range ends where addresses do. */
const ADDRESSABLE = 0x18_0002;

function wordsOf(changes: string): Uint32Array {
  return new Uint32Array(changed(RANGES, changes).buffer);
}

function blank() {
  return { page: new Float64Array(3), pages: new Uint32Array(3) };
}

test.each([
  ['nothing', '', ''],
  ['the reserved word, which nobody looks at', '16: ff ff ff ff', ''],
  ['A12: the first is not aligned', '4: 01 10', 'send/constituent-unaligned @1000+8'],
  ['A12: the second is not aligned', '21: 08', 'send/constituent-unaligned @1016+8'],
  ['A22: no pages at all', '12: 00', 'send/constituent-empty @1008+4'],
  ['A22: no pages in the second', '28: 00', 'send/constituent-empty @1024+4'],
  ['A21: a page behind all addresses', '21: 10', 'send/constituent-range @1016+8'],
  ['A21: pages up to behind all addresses', '28: 03', 'send/constituent-range @1016+8'],
  ['A20: the first is where 64 bits end', '4: 00 f0 ff ff ff ff ff ff', 'send/constituent-range @1000+8'],
  ['A22: a page more than is left', '12: 02', 'send/page-sum @1024+4'],
  [
    'several at once',
    '4: 01 10, 28: 00, 12: 04',
    'send/constituent-unaligned @1000+8, send/page-sum @1008+4, send/constituent-empty @1024+4, send/page-sum @1024+4',
  ],
])('%s', (_name, changes, wrong) => {
  const words = wordsOf(changes);

  expect(
    wrongWith((judge) => checkConstituents(words, 1, 2, AT, PAGES_LEFT, ADDRESSABLE, blank(), judge)),
  ).toBe(wrong);
});

test('pages are noted in order, beyond 32 bits of address', () => {
  const ranges = blank();

  checkConstituents(wordsOf(''), 1, 2, AT, PAGES_LEFT, ADDRESSABLE, ranges, new FirstHeard<Rule>());

  expect([...ranges.page]).toEqual([0x4_0001, 0x18_0000, 0]);
  expect([...ranges.pages]).toEqual([1, 2, 0]);
});

test('pages that are left are counted over all ranges, however many there are', () => {
  const words = Uint32Array.of(0, 0, 0xffff_ffff, 0, 0, 0, 2, 0);
  const judged = wrongWith((judge) => checkConstituents(words, 0, 2, 0, 2 ** 32, 2 ** 40, blank(), judge));

  expect(judged).toBe('send/page-sum @24+4');
});
