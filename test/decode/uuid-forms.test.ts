import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type UuidWords, uuidText } from '../../src/core/abi/uuid.ts';
import { readUuidForms, UUID_FORMS } from '../../src/core/decode/uuid-forms.ts';

const TEXT = '378daedc-f06b-4446-8314-40ab933c87a3';

/** One UUID in every form, written out. */
const VECTORS: readonly (readonly [form: string, text: string])[] = [
  ['string', TEXT],
  ['w registers', '0xdcae8d37 0x46446bf0 0xab401483 0xa3873c93'],
  ['cells in reading order', '0x378daedc 0xf06b4446 0x831440ab 0x933c87a3'],
  ['x registers', '0x46446bf0dcae8d37 0xa3873c93ab401483'],
  ['RFC 4122 bytes', '37 8d ae dc f0 6b 44 46 83 14 40 ab 93 3c 87 a3'],
  ['EFI GUID bytes', 'dc ae 8d 37 6b f0 46 44 83 14 40 ab 93 3c 87 a3'],
  ['string with swapped groups', 'dcae8d37-6bf0-4644-1483-a3873c93ab40'],
];

describe('G1: a UUID in every form', () => {
  test('all forms are in the table', () => {
    expect(UUID_FORMS.map(({ name }) => name)).toEqual(VECTORS.map(([name]) => name));
  });

  test.each(VECTORS)('%s', (name, text) => {
    const form = UUID_FORMS.find((each) => each.name === name);
    const words: UuidWords = [0xdcae8d37, 0x46446bf0, 0xab401483, 0xa3873c93];
    expect(form?.write(words)).toBe(text);
    expect(form?.read(text)).toEqual(words);
    const readings = readUuidForms(text).map((reading) => [reading.form.name, uuidText(reading.uuid)]);
    expect(readings).toContainEqual([name, TEXT]);
    // Swapping the bytes of 4644 leaves a version 4: only the other forms can be told from the bytes alone.
    if (name !== 'EFI GUID bytes') expect(readings[0]).toEqual([name, TEXT]);
  });
});

test.each([
  [
    'cells of a manifest',
    '<0xe0786148 0xe311f8e7 0x02005ebc 0x1bc5d5a5>',
    '486178e0-e7f8-11e3-bc5e-0002a5d5c51b',
  ],
  [
    'registers with leading zeros left out',
    '0xe0786148 0xe311f8e7 0x2005ebc 0x1bc5d5a5',
    '486178e0-e7f8-11e3-bc5e-0002a5d5c51b',
  ],
  [
    'the string of a manifest',
    '"9458bb2d-353b-4ee2-aa25-710c99b73ddc"',
    '9458bb2d-353b-4ee2-aa25-710c99b73ddc',
  ],
  ['swapped as it is typed', '33d532ed-e699-0942-c09c-a798d9cd722d', 'ed32d533-99e6-4209-9cc0-2d72cdd998a7'],
  [
    'a C array',
    '{ 0x48, 0x61, 0x78, 0xe0, 0xe7, 0xf8, 0x11, 0xe3, 0xbc, 0x5e, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b }',
    '486178e0-e7f8-11e3-bc5e-0002a5d5c51b',
  ],
])('%s are recognised by version and variant', (_, text, expected) => {
  const [likely] = readUuidForms(text);
  expect(likely?.plausible).toBe(true);
  expect(uuidText(likely?.uuid ?? [0, 0, 0, 0])).toBe(expected);
});

test.each(['', '378daedc', '0x1 0x2 0x3', '0x1 0x2 0x3 0x123456789', 'hello'])('%j is no UUID', (text) => {
  expect(readUuidForms(text)).toEqual([]);
});

test('what a form writes it reads again', () => {
  const word = fc.integer({ min: 0, max: 0xffff_ffff });
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), fc.constantFrom(...UUID_FORMS), (uuid, form) => {
      expect(form.read(form.write(uuid))).toEqual(uuid);
    }),
  );
});
