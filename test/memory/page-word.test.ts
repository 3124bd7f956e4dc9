import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  EXECUTE,
  isDevice,
  isSecure,
  MAX_PARTIES,
  MAX_TRANSACTIONS,
  NO_PAGE,
  ownerOf,
  READ,
  reowned,
  rightsOf,
  rightsText,
  transactionOf,
  WRITE,
  wordOf,
} from '../../src/core/memory/page-word.ts';

/** A word as its bits: owner (10), rights XWR (3), device, secure, transaction (16), with bit 31 before them. */
function bits(text: string): number {
  return Number.parseInt(text.replaceAll(' ', ''), 2);
}

describe('the bits of a word', () => {
  test.each([
    ['a page of nobody', 0, 0, false, false, '0 0000000000 000 0 0 0000000000000000'],
    ['the first party, no rights', 1, 0, false, false, '0 0000000001 000 0 0 0000000000000000'],
    ['readable', 1, READ, false, false, '0 0000000001 001 0 0 0000000000000000'],
    ['writable', 1, WRITE, false, false, '0 0000000001 010 0 0 0000000000000000'],
    ['executable', 1, EXECUTE, false, false, '0 0000000001 100 0 0 0000000000000000'],
    ['device memory', 2, READ | WRITE, true, false, '0 0000000010 011 1 0 0000000000000000'],
    ['secure memory', 2, READ | WRITE, false, true, '0 0000000010 011 0 1 0000000000000000'],
    ['the last party, everything', MAX_PARTIES, 7, true, true, '0 1111111111 111 1 1 0000000000000000'],
  ])('%s', (_name, owner, rights, device, secure, expected) => {
    const word = wordOf({ owner, rights, device, secure });

    expect(word).toBe(bits(expected));
  });

  test('no word is negative: bit 31 is free for references', () => {
    expect(wordOf({ owner: MAX_PARTIES, rights: 7, device: true, secure: true }) | MAX_TRANSACTIONS).toBe(
      0x7fff_ffff,
    );
    expect(NO_PAGE).toBe(0);
  });

  test('every field is read where it was written, whatever the others hold', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1023 }),
        fc.integer({ min: 0, max: 7 }),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: 65535 }),
        (owner, rights, device, secure, transaction) => {
          const word = wordOf({ owner, rights, device, secure }) | transaction;
          expect([
            ownerOf(word),
            rightsOf(word),
            isDevice(word),
            isSecure(word),
            transactionOf(word),
          ]).toEqual([owner, rights, device, secure, transaction]);
        },
      ),
    );
  });
});

describe('the same page otherwise', () => {
  const held = bits('0 0000000101 011 1 1 1010101010101010');

  test('with another owner it stays the kind of memory it was, and nobody holds it', () => {
    expect(reowned(held, 1023, EXECUTE)).toBe(bits('0 1111111111 100 1 1 0000000000000000'));
    expect(reowned(bits('0 0000000101 111 0 1 0000000000000001'), 2, 0)).toBe(
      bits('0 0000000010 000 0 1 0000000000000000'),
    );
  });
});

test.each([
  [0, '---'],
  [READ, 'R--'],
  [WRITE, '-W-'],
  [EXECUTE, '--X'],
  [READ | WRITE, 'RW-'],
  [READ | EXECUTE, 'R-X'],
  [WRITE | EXECUTE, '-WX'],
  [READ | WRITE | EXECUTE, 'RWX'],
])('rights %i read as %s', (rights, text) => {
  expect(rightsText(rights)).toBe(text);
});
