/** What the page shows of an input, without a page. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { VERSION_1_0, VERSION_1_1 } from '../../src/core/abi/versions.ts';
import type { Choice } from '../../src/studio/model/choice.ts';
import { Decoder, type DecodeView } from '../../src/studio/model/decoder.ts';
import { EXAMPLES } from '../../src/studio/model/examples.ts';
import { fieldAt } from '../../src/studio/model/field-at.ts';
import { placed } from '../../src/studio/model/placed.ts';
import { ONE_PAGE, scatteredPages } from '../abi/support.ts';
import * as sample from '../decode/samples.ts';

const GUESSED = { piece: 0, all: false };

function viewOf(input: string | Uint8Array, choice: Partial<Choice> = {}) {
  return new Decoder(input).view({ ...GUESSED, ...choice });
}

function example(name: string) {
  return EXAMPLES.find((one) => one.name === name)!;
}

function readable(view: DecodeView) {
  if (!view.ok) throw new Error(view.mistake.expected);
  return view;
}

describe('the view of an input', () => {
  test.each(EXAMPLES)('has something to say about the example: $name', ({ text, call, version }) => {
    const view = readable(viewOf(text, { call, version }));

    expect(view.piece?.parts.length).toBeGreaterThan(0);
  });

  test('shows a broken rule with the bytes to change', () => {
    const { text, call } = EXAMPLES[0]!;
    const { piece } = readable(new Decoder(text).view({ ...GUESSED, call }));

    expect(piece?.breaches.map(({ rule, mend }) => [rule.id, mend?.offset, mend?.after])).toEqual([
      ['send/attributes-given', 2, Uint8Array.of(0)],
      ['send/instruction-access', 50, Uint8Array.of(0x02)],
    ]);
  });

  test('reads the same bytes as three versions, and says which is likely', () => {
    const { piece } = readable(viewOf(EXAMPLES[1]!.text));

    expect(piece?.columns.map(({ text, likely, chosen, valid }) => [text, likely, chosen, valid])).toEqual([
      ['1.0', true, true, true],
      ['1.1', false, false, false],
      ['1.2', false, false, false],
    ]);
    expect(piece?.likelihood).toContain('FF-A 1.0');
  });

  test('has every manager judge the bytes', () => {
    const { text, call } = EXAMPLES[0]!;
    const { piece } = readable(new Decoder(text).view({ ...GUESSED, call }));

    expect(piece?.profiles.map(({ name, objection }) => [name, objection?.answer])).toEqual([
      ['spec', 'INVALID_PARAMETERS (-2)'],
      ['hafnium', 'INVALID_PARAMETERS (-2)'],
      ['tfa-el3', undefined],
      ['optee', 'INVALID_PARAMETERS (-2)'],
      ['xen', 'NOT_SUPPORTED (-1)'],
      ['pkvm', 'INVALID_PARAMETERS (-2)'],
    ]);
  });

  test('shows a message of Gunyah, which has no version, and which its resource manager alone judges', () => {
    const { piece } = readable(viewOf(example('A message of Gunyah').text));

    expect(piece).toMatchObject({ kind: 'rm-packet', protocol: 'Gunyah', version: undefined, columns: [] });
    expect(piece?.breaches.map(({ rule, offset, mend }) => [rule.id, offset, mend])).toEqual([
      ['rm-create/rights', 22, undefined],
    ]);
    expect(piece?.profiles.map(({ objection }) => [objection?.rule, objection?.answer])).toEqual([
      ['rm-create/rights', 'ARGUMENT_INVALID (6)'],
    ]);
  });

  test('tells of a log what its lines say, and lists the bytes in it', () => {
    const { facts, pieces, unread } = readable(viewOf(example('A console log').text));

    expect(facts.map(({ place, refused }) => [place, refused])).toEqual([
      ['line 2', false],
      ['line 3', true],
      ['line 4', true],
      ['line 7', true],
    ]);
    expect(facts[1]).toMatchObject({ told: true, words: 'refusal DENIED (Hafnium)' });
    expect(pieces).toMatchObject([{ place: 'lines 5..6', title: 'relinquish, 18 bytes', valid: true }]);
    expect(unread).toMatchObject([{ line: 8 }]);
  });

  test('says where an input stops to make sense, with the line', () => {
    expect(viewOf('00 11\n2 33')).toMatchObject({
      ok: false,
      excerpt: '2 33',
      mistake: { line: 2, column: 1 },
    });
  });

  test('leaves the middle of a long array out until all is asked for', () => {
    const composite = scatteredPages(100);
    const long = encodeTransaction({ ...ONE_PAGE, composite }, VERSION_1_1);
    const short = readable(viewOf(long)).piece;
    const whole = readable(viewOf(long, { all: true })).piece;

    expect(short?.parts).toContainEqual({ omitted: 94 });
    expect(whole?.parts.length).toBe(103);
  });

  test('stays short when something is wrong with each of thousands of structures', () => {
    const { piece } = readable(viewOf(new Uint8Array(64 * 1024).fill(1)));

    for (const { parts } of piece?.columns ?? []) expect(parts.length).toBeLessThan(70);
  });

  test('finds the field of a byte', () => {
    const { piece } = readable(viewOf(sample.SHARE));

    expect(fieldAt(piece!.parts, 49)?.path).toBe('receivers[0].endpoint');
    expect(fieldAt(piece!.parts, 50)?.path).toBe('receivers[0].permissions');
    expect(fieldAt(piece!.parts, 5000)).toBeUndefined();
  });

  test('puts a trouble to the first field that it is about', () => {
    const { piece } = readable(viewOf(sample.SHARE));
    const troubles = placed(piece!.parts, [
      { offset: 2, length: 4 },
      { offset: 500, length: 0 },
    ]);

    expect([...troubles].map(([field, list]) => [field?.path, list.length])).toEqual([
      ['attributes', 1],
      [undefined, 1],
    ]);
  });

  test('is there whatever comes in', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.string({ maxLength: 400, unit: 'binary' }),
      fc.string({ maxLength: 400, unit: fc.constantFrom(...'0123456789abcdefx ,:{}[]<>\n') }),
    );
    fc.assert(
      fc.property(anything, fc.option(fc.constant(VERSION_1_0), { nil: undefined }), (input, version) => {
        const view = new Decoder(input).view({ ...GUESSED, version });
        expect(typeof view.ok).toBe('boolean');
        expect(() => structuredClone(view)).not.toThrow();
      }),
      { numRuns: 20 },
    );
  });
});
