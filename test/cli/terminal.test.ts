import { describe, expect, test } from 'vitest';
import { footerLines } from '../../src/node/cli/footer.ts';
import { byteLines, byteTable } from '../../src/node/cli/table.ts';
import { terminalOf } from '../../src/node/cli/terminal.ts';
import { labelled, wrap } from '../../src/node/cli/wrap.ts';

describe('terminalOf', () => {
  const screen = { isTTY: true, columns: 100 };

  test.each([
    ['a terminal', screen, {}, true],
    ['a terminal with an empty NO_COLOR', screen, { NO_COLOR: '' }, true],
    ['a terminal with NO_COLOR', screen, { NO_COLOR: '1' }, false],
    ['a terminal that cannot', screen, { TERM: 'dumb' }, false],
    ['a pipe', {}, {}, false],
  ])('%s', (_name, stream, environment, coloured) => {
    const { paint } = terminalOf(stream, environment);
    expect(paint('bad', 'text')).toBe(coloured ? '\u001b[31mtext\u001b[39m' : 'text');
    expect(paint('bad', '')).toBe('');
  });

  test.each([
    ['what the terminal says', screen, { COLUMNS: '70' }, 100],
    ['what the environment says', {}, { COLUMNS: '70' }, 70],
    ['80 otherwise', {}, {}, 80],
    ['80 for nonsense', {}, { COLUMNS: 'wide' }, 80],
    ['60 at least', { columns: 30 }, {}, 60],
  ])('the width is %s', (_name, stream, environment, width) => {
    expect(terminalOf(stream, environment).width).toBe(width);
  });
});

describe('wrap', () => {
  test.each([
    ['', 5, ['']],
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 8, ['one two', 'three']],
    ['seventeen', 4, ['seve', 'ntee', 'n']],
    ['a seventeen', 4, ['a', 'seve', 'ntee', 'n']],
    ['four', 4, ['four']],
    ['fourfour', 4, ['four', 'four']],
  ])('%j in %i columns', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  test('beside a label', () => {
    expect(labelled('why', 'one two three', 5, 12)).toEqual(['why  one two', '     three']);
  });
});

describe('byteLines', () => {
  const row = { offset: 0x1234, raw: '00112233445566778899', name: 'name', value: 'value', remark: '' };
  const lines = (width: number, more: Partial<typeof row> = {}) => {
    const one = { ...row, ...more };
    return byteLines(one, '!', byteTable([one], 0x10_0000, width));
  };

  test('eight bytes a line, four on a narrow terminal', () => {
    expect(lines(80)).toEqual(['! 001234  00 11 22 33 44 55 66 77  name  value', '          88 99']);
    expect(lines(60)).toEqual([
      '! 001234  00 11 22 33  name  value',
      '          44 55 66 77',
      '          88 99',
    ]);
  });

  test('a value that does not fit stands below its name, a remark below that', () => {
    const value = '01234567-89ab-cdef-0123-456789abcdef';
    expect(lines(62, { name: 'identifier', value, remark: 'a remark' })).toEqual([
      '! 001234  00 11 22 33  identifier',
      `          44 55 66 77    ${value}`,
      '          88 99          a remark',
    ]);
  });

  test('a long run is not shown byte by byte', () => {
    expect(lines(80, { raw: 'ab'.repeat(33) })).toEqual([
      '! 001234  ab ab ab ab ab ab ab ab  name  value',
      '          ...',
    ]);
  });
});

describe('footerLines', () => {
  test('joins the lines of a paragraph, and breaks it anew', () => {
    expect(footerLines('\none two\nthree four\n\nfive', 12)).toEqual([
      '',
      'one two',
      'three four',
      '',
      'five',
    ]);
  });

  test('keeps entries of a list in their column', () => {
    expect(footerLines('Kinds:\n  share  one two three\n  a, b, c, d, e', 14)).toEqual([
      'Kinds:',
      '  share  one',
      '         two',
      '         three',
      '  a, b, c, d,',
      '  e',
    ]);
  });

  test('leaves what is to be copied as it is', () => {
    const lines = ['  $ tantalum decode - --call share', '  # yaml-language-server: $schema=a.json'];
    expect(footerLines(lines.join('\n'), 20)).toEqual(lines);
  });
});
