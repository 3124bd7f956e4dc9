import { describe, expect, test } from 'vitest';
import { tantalum } from './support.ts';

describe('plan', () => {
  test('shows calls, registers, and who takes it', () => {
    const { code, out, err } = tantalum(['plan', '--pages', '300']);
    expect([code, err]).toEqual([1, '']);
    expect(out.split('\n').slice(0, 4)).toEqual([
      '300 pages in 300 constituents: a descriptor of 4896 bytes, 2 calls',
      '',
      'FFA_MEM_SHARE    at        0  w1 4896, w2 4096       constituents 0 to 249, from 0x0',
      'FFA_MEM_FRAG_TX  at     4096  w3 800                 constituents 250 to 299, from 0x1f4000',
    ]);
    expect(out).toContain('hafnium  takes it\n');
    expect(out).toContain('xen      refuses it: send/whole.');
  });

  test('reads ranges, and joins neighbours', () => {
    const input = '0x40100000 0x3000\n0x40103000 0x1000 # next to it\n\n0x50000000 4096\n';
    const { code, out } = tantalum(['plan', '--sg', '-', '--json'], { input });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ constituents: 2, pages: 5, length: 128 });
  });

  test.each<[string, readonly string[], string, string]>([
    ['nothing to send', ['plan'], '', 'say what is to be sent'],
    ['too much to send', ['plan', '--pages', '1', '--sg', '-'], '', 'say what is to be sent'],
    [
      'a range that is no pages',
      ['plan', '--sg', '-'],
      '0x1000 0x1000\n0x1001 0x1000\n',
      '-:2:1: found 0x1001 0x1000, expected',
    ],
    ['no ranges', ['plan', '--sg', '-'], '# none\n', '- has no ranges'],
    ['a size that is none', ['plan', '--pages', '1', '--tx', '5'], '', 'It is a size in whole pages'],
    ['too many receivers', ['plan', '--pages', '1', '--receivers', '200'], '', '200 receivers do not fit'],
  ])('ends with 2 for %s', (_, args, input, message) => {
    const { code, err } = tantalum(args, { input });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
