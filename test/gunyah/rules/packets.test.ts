import { expect, test } from 'vitest';
import { ALL_PACKET_RULES, PACKET_RULES } from '../../../src/core/gunyah/rules/packet.ts';

test('a packet that is dropped breaks the rule of this name', () => {
  expect(Object.entries(PACKET_RULES).map(([why, { id }]) => `${why}: ${id}`)).toEqual([
    'shorter than a header: rm-packet/short',
    'longer than a packet: rm-packet/long',
    'of another version or header length: rm-packet/version',
    'too many continuations: rm-packet/continuations',
    'a continuation of nothing: rm-packet/nothing-open',
    'a continuation of something else: rm-packet/foreign',
  ]);
});

test('and a message that was not finished another', () => {
  expect(ALL_PACKET_RULES.slice(6).map(({ id }) => id)).toEqual([
    'rm-packet/interrupted',
    'rm-packet/unfinished',
  ]);
});
