/** Whatever comes in: an answer, never an exception. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SUPPORTED_VERSIONS } from '../../src/core/abi/versions.ts';
import { inspect } from '../../src/core/decode/inspect.ts';
import { inspectionJson } from '../../src/core/decode/inspection-json.ts';
import { KINDS } from '../../src/core/decode/kinds.ts';
import { readInput } from '../../src/core/decode/read-input.ts';
import { arbitraryMutant } from '../abi/support.ts';
import { canonicalOf, kernelOf, wordsOf, xxdOf } from './support.ts';

const fragments = fc.constantFrom(
  ...[
    '00000000: ',
    '0000000 ',
    '00000000  ',
    '*',
    '\n',
    '\r\n',
    ' ',
    '  ',
    '|',
    '{',
    '}',
    '[',
    ']',
    ';',
    ',',
  ],
  ...[
    '0x',
    '0x00',
    '00',
    '2f00',
    'ff',
    'g',
    '#',
    '//',
    '/*',
    '*/',
    'uint32_t',
    '[u8; 4]',
    '[    1.5] x: ',
    '_',
  ],
  ...[
    '{"format":"ffa-trace","version":1}',
    '{"seq":1,"in":["0x84000072"],"tx":"00"}',
    '"',
    '\ufeff',
    '\u001b',
  ],
);
const text = fc.oneof(
  fc.string(),
  fc.array(fragments, { maxLength: 40 }).map((parts) => parts.join('')),
);

function expectAnswer(input: string | Uint8Array): void {
  const read = readInput(input);
  if (read.ok) return;
  expect(read.line).toBeGreaterThan(0);
  expect(read.column).toBeGreaterThan(0);
  expect(read.found).not.toBe('');
  expect(read.expected).not.toBe('');
}

describe('readInput', () => {
  test('answers to any text', () => {
    fc.assert(fc.property(text, expectAnswer), { numRuns: 2000 });
  });

  test('answers to any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), expectAnswer), { numRuns: 1000 });
  });

  test('answers to dumps with changed characters', () => {
    const dump = fc.tuple(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc.constantFrom(xxdOf, canonicalOf, wordsOf, kernelOf),
    );
    fc.assert(
      fc.property(dump, fc.nat(), fc.string({ maxLength: 3 }), ([bytes, write], place, change) => {
        const whole = write(bytes);
        const at = place % whole.length;
        expectAnswer(whole.slice(0, at) + change + whole.slice(at + 1));
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['brackets', '['.repeat(200_000)],
    ['opened arrays', '[1 '.repeat(100_000)],
    ['numbers without commas', `{${'1 '.repeat(100_000)}`],
    ['blanks', `${' '.repeat(1_000_000)}x`],
    ['offsets', '00000000: '.repeat(100_000)],
    ['words of a log', 'x aaa '.repeat(100_000)],
    ['rows of a log', 'x: aa aa aa aa aa aa aa aa aa '.repeat(20_000)],
    ['words of hexdump', `0000000 ${'0000 '.repeat(300_000)}!`],
    ['comments', '/*'.repeat(200_000)],
    ['types', `${'uint32_t '.repeat(50_000)}{1, 2`],
  ])('%s without end are answered, too', (_name, long) => {
    expectAnswer(long);
  });
});

describe('inspect', () => {
  test.each(KINDS.map(({ name }) => name))('answers to any bytes as a %s, and explains each', (call) => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 160 }), arbitraryMutant);
    fc.assert(
      fc.property(bytes, fc.constantFrom(undefined, ...SUPPORTED_VERSIONS), (input, version) => {
        const inspection = inspect(input, { call, version });
        const raw = inspection.fields.map((field) => field.raw).join('');
        expect(raw).toBe(Buffer.from(input).toString('hex'));
        for (const { offset, length, found } of inspection.broken) {
          expect(offset + length).toBeLessThanOrEqual(input.length);
          expect(found).not.toBe('');
        }
        expect(inspectionJson(inspection).broken.length).toBe(inspection.broken.length);
      }),
    );
  });

  test('guesses something for any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 160 }), arbitraryMutant), (input) => {
        expect(inspect(input).reasons.length).toBe(2);
      }),
    );
  });

  test.each(KINDS.map(({ name }) => name))('64 KiB of anything are inspected to the end as a %s', (call) => {
    for (const filling of [0, 0xa5]) {
      const inspection = inspect(new Uint8Array(0x1_0000).fill(filling), { call });
      expect(inspection.fields.at(-1)).toBeDefined();
    }
  });

  test('receivers beyond every limit are not compared with one another', () => {
    const words = new Uint32Array(0x4000);
    words.set([0x002f_0000, 0, 0, 0, 0, 0, 16, 0xffd, 48]);
    const { broken } = inspect(new Uint8Array(words.buffer), { call: 'share' });
    expect(broken.map(({ rule }) => rule.id)).toEqual(['descriptor/receiver-count-max']);
  });
});
