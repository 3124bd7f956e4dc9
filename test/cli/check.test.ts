import { describe, expect, test } from 'vitest';
import { tantalum } from './support.ts';

const VAULT = 'test/fixtures/manifests/vault-1.0.dts';
const SCRIBE = 'test/fixtures/manifests/scribe-1.1.dts';
const WRONG = 'test/fixtures/manifests/many-mistakes.dts';

describe('check', () => {
  test('is content with manifests and machine files that are sound', () => {
    const { code, out, err } = tantalum(['check', VAULT, SCRIBE, 'machines/three-worlds.yaml']);
    expect([code, err]).toEqual([0, '']);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^3 files: 0 errors, \d+ notes?$/);
  });

  test('prints every finding with its place, rule, reason and fix', () => {
    const { code, out } = tantalum(['check', WRONG]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^test\/fixtures\/manifests\/many-mistakes\.dts:\d+:\d+: error: .+ \[manifest\/[a-z-]+\]\n {2}.+\n {2}.+\n/,
    );
    const { out: json } = tantalum(['check', WRONG, '--json']);
    const found = JSON.parse(json) as { severity: string }[];
    const errors = found.filter(({ severity }) => severity === 'error').length;
    expect(out.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`^1 file: ${errors} errors, `));
  });

  test('judges manifests together', () => {
    const { code, out } = tantalum(['check', VAULT, VAULT]);
    expect(code).toBe(1);
    expect(out).toContain('[system/same-memory]');
  });

  test('tells mistakes of machine files in the same way', () => {
    const { code, out } = tantalum(['check', 'test/fixtures/machines/typo.yaml']);
    expect(code).toBe(1);
    expect(out).toContain('test/fixtures/machines/typo.yaml:1:1: error: unknown key memroy, expected one of');
  });

  test('ends with 2 for a file that is not there', () => {
    expect(tantalum(['check', 'none.dts'])).toMatchObject({ code: 2, out: '' });
  });
});
