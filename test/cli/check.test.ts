import { describe, expect, test } from 'vitest';
import { tantalum } from './support.ts';

const VAULT = 'test/fixtures/manifests/vault-1.0.dts';
const SCRIBE = 'test/fixtures/manifests/scribe-1.1.dts';
const PHOENIX = 'test/fixtures/manifests/phoenix-1.1.dts';
const MANAGER = 'test/fixtures/manifests/manager.dts';
const TOO_LOW = 'test/fixtures/manifests/too-low.dts';
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

  test('judges partitions by the manifest of their manager', () => {
    const sound = tantalum(['check', MANAGER, PHOENIX, SCRIBE, VAULT]);
    expect([sound.code, sound.err]).toEqual([0, '']);
    expect(sound.out.trimEnd().split('\n').at(-1)).toMatch(/^4 files: 0 errors, /);
    const { code, out } = tantalum(['check', MANAGER, TOO_LOW]);
    expect(code).toBe(1);
    expect(out).toContain(
      `${TOO_LOW}:20:4: error: \`/memory-regions/heap\` (0x5000000..0x5000fff) lies in no range`,
    );
    expect(out).toContain('[system/memory-outside]');
    expect(out).toContain(`${MANAGER}:25:4: note: no manifest is that of \`vm1\` (phoenix)`);
  });

  test('says nothing of manifests that are missing where one cannot be read', () => {
    const { code, out } = tantalum(['check', MANAGER, WRONG]);
    expect(code).toBe(1);
    expect(out).not.toContain('[system/no-manifest]');
  });

  test('takes one system at a time', () => {
    const { code, err } = tantalum(['check', MANAGER, MANAGER]);
    expect(code).toBe(2);
    expect(err).toContain('are both manifests of managers');
    expect(err).toContain('Check one system at a time.');
  });

  test('tells mistakes of machine files in the same way', () => {
    const { code, out } = tantalum(['check', 'test/fixtures/machines/typo.yaml']);
    expect(code).toBe(1);
    expect(out).toContain('test/fixtures/machines/typo.yaml:1:1: error: unknown key memroy, expected one of');
  });

  test('ends with 2 for a device tree that is compiled, and says how to have its source', () => {
    const { code, err } = tantalum(['check', '-'], { input: Buffer.from('d00dfeed00001000', 'hex') });
    expect(err).toContain('- is a compiled device tree\n  Give its source: dtc -I dtb -O dts');
    expect(code).toBe(2);
  });

  test('ends with 2 for a file that is not there', () => {
    expect(tantalum(['check', 'none.dts'])).toMatchObject({ code: 2, out: '' });
  });
});
