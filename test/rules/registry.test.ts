/** Rules by their ids, and what somebody may have meant who has an id wrong. */

import { expect, test } from 'vitest';
import { placeText } from '../../src/core/rules/place-text.ts';
import { mediatorNamed } from '../../src/core/rules/profiles/mediators.ts';
import { RULES, ruleById, similarRules } from '../../src/core/rules/registry.ts';

test('a rule has an id of its own, and is found by it', () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  expect(ruleById('send/held')?.what).toBe('No page is part of another transaction.');
  expect(ruleById('send/hold')).toBeUndefined();
});

test.each([
  ['a word of some', 'overlap', ['mailbox/overlap', 'send/overlap']],
  ['in capitals, among other signs', '  OVERLAP -- 1.2!', ['mailbox/overlap', 'send/overlap']],
  ['nothing', '', []],
  ['no letters', '42 / 7', []],
  ['nothing that is known', 'quux', []],
])('who asks for a rule may have meant: %s', (_name, text, ids) => {
  expect(similarRules(text)).toEqual(ids);
});

test('the best match comes first, of five at most', () => {
  const ids = similarRules('send overlap');

  expect([ids[0], ids.length]).toEqual(['send/overlap', 5]);
});

test.each([
  ['nowhere', {}, ''],
  ['bytes', { bytes: { offset: 24, length: 4 } }, 'bytes 24+4'],
  ['a register', { register: 3 }, 'register w3'],
  ['both', { bytes: { offset: 0, length: 2 }, register: 0 }, 'bytes 0+2, register w0'],
])('a place in words: %s', (_name, place, text) => {
  expect(placeText(place)).toBe(text);
});

test('a mediator has the profile that is named, where there is one', () => {
  const names = ['spec', 'xen', 'pkvm', 'gunyah', 'hafnium'];

  expect(names.map((name) => mediatorNamed(name)?.name)).toEqual([
    'spec',
    'xen',
    'pkvm',
    'gunyah',
    undefined,
  ]);
});
