import { expect, test } from 'vitest';
import { dissector } from '../../src/core/dissector/dissector.ts';
import { tantalum } from './support.ts';

test('prints the dissector', () => {
  expect(tantalum(['dissector'])).toEqual({ code: 0, out: dissector(), err: '' });
});

test('says how it is used', () => {
  const { code, out } = tantalum(['dissector', '--help']);
  expect(code).toBe(0);
  expect(out).toContain('$ tshark -X lua_script:ffa.lua -r boot.pcapng -Y ffa.status');
});
