/** Text or bytes: what a file holds. */

import { describe, expect, test } from 'vitest';
import { readInput } from '../../src/core/decode/read-input.ts';
import { textOf } from '../../src/core/decode/text.ts';
import { hex, onePageBytes, VERSIONS } from '../abi/support.ts';
import { readText } from './support.ts';

const encode = (text: string) => new TextEncoder().encode(text);

describe('text', () => {
  test.each([
    ['ASCII', '01 80\n', '01 80\n'],
    ['UTF-8', '// Größe\n01', '// Größe\n01'],
    ['a byte order mark', '\ufeff01 80', '01 80'],
    ['a coloured paste', '\u001b[1m01', '\u001b[1m01'],
  ])('%s', (_name, text, expected) => {
    expect(textOf(encode(text))).toBe(expected);
  });

  test('UTF-16, as PowerShell redirects it', () => {
    const wide = hex('ff fe 30 00 31 00 20 00 38 00 30 00 0d 00 0a 00');
    expect(textOf(wide)).toBe('01 80\r\n');
    expect(readText(wide)).toEqual({ format: 'plain hex', bytes: [0x01, 0x80] });
  });

  test.each([
    ['a zero', '30 00'],
    ['a control character', '30 07'],
    ['DEL', '30 7f'],
    ['bytes that are no UTF-8', '30 ff'],
    ['an endpoint id that looks like a byte order mark', 'ff fe 2f 10'],
    ['UTF-16 of control characters', 'ff fe 01 00'],
  ])('%s makes it binary', (_name, bytes) => {
    expect(textOf(hex(bytes))).toBeUndefined();
  });

  test('a long text', () => {
    const text = '01 80\n'.repeat(100_000);
    expect(textOf(encode(text))).toBe(text);
  });
});

describe('raw bytes', () => {
  test.each(VERSIONS)('a descriptor of FF-A %s', (_name, version) => {
    const bytes = onePageBytes(version);
    expect(readText(bytes)).toEqual({ format: 'raw bytes', bytes: [...bytes] });
  });

  test('more than a descriptor has', () => {
    expect(readText(new Uint8Array(4 * 1024 * 1024 + 1)).mistake).toBe(
      '1:1: found more than 4194304 bytes, expected the bytes of one descriptor',
    );
  });

  test('nothing at all', () => {
    const nothing = { ok: false, format: '', found: 'nothing', reason: 'the input is empty' };
    expect(readInput(new Uint8Array(0))).toMatchObject(nothing);
    expect(readInput('')).toMatchObject(nothing);
  });
});
