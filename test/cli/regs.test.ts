import { describe, expect, test } from 'vitest';
import { tantalum } from './support.ts';

describe('regs', () => {
  test('names the fields of a call and of its answer', () => {
    const args = ['regs', '0x84000073', '0x70', '112', '--answer', '0x84000061', '0', '5', '7'];
    expect(tantalum(args)).toEqual({
      code: 0,
      err: '',
      out: [
        'FFA_MEM_SHARE_32',
        '  w1  total length     0x70',
        '  w2  fragment length  0x70',
        '  w3  buffer address   0x0',
        '  w4  buffer pages     0x0',
        '',
        'FFA_SUCCESS_32',
        '  w2  handle low   0x5',
        '  w3  handle high  0x7',
        '',
      ].join('\n'),
    });
  });

  test('points at what looks wrong', () => {
    const { code, out } = tantalum(['regs', '0x84000069', '1', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      call: { function: 'FFA_ID_GET', remarks: [{ register: 1, text: 'must be zero, and is 0x1' }] },
    });
  });

  test('ends with 2 for what is no register', () => {
    const { code, err } = tantalum(['regs', 'x0']);
    expect(code).toBe(2);
    expect(err).toContain('A register is a number');
  });
});

describe('uuid', () => {
  test('prints every form, and which one was given', () => {
    const { code, out } = tantalum(['uuid', '0xdcae8d37', '0x46446bf0', '0xab401483', '0xa3873c93']);
    expect(code).toBe(0);
    expect(out).toContain('given as   w registers\n');
    expect(out).toContain('string                      378daedc-f06b-4446-8314-40ab933c87a3\n');
    expect(out).toContain('cells in reading order      0x378daedc 0xf06b4446 0x831440ab 0x933c87a3\n');
  });

  test('puts names above forms where both are too broad for the terminal, and breaks no UUID', () => {
    const uuid = '378daedc-f06b-4446-8314-40ab933c87a3';
    const { out } = tantalum(['uuid', uuid], { environment: { COLUMNS: '60' } });
    expect(out).toContain(
      '\nhardly as  string with swapped groups:\n           dcae8d37-6bf0-4644-1483-a3873c93ab40\n',
    );
    expect(out).toContain(`\nstring\n  ${uuid}\n  text, and the manifests of binding 1.1\nw registers\n`);
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(60);
  });

  test('ends with 2 for what is none', () => {
    const { code, err } = tantalum(['uuid', 'hello']);
    expect([code, err]).toEqual([
      2,
      'tantalum: hello is no UUID\n  Give text, four words of 32 bits, two of 64 bits, or sixteen bytes.\n',
    ]);
  });
});
