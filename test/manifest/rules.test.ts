import { describe, expect, it } from 'vitest';
import { VERSION_1_2 } from '../../src/core/abi/versions.ts';
import type { Finding } from '../../src/node/manifest/finding.ts';
import { readManifest, readSpmcManifest } from '../../src/node/manifest/manifest.ts';
import { MANIFEST_RULES } from '../../src/node/manifest/manifest-rules.ts';
import type { Manager } from '../../src/node/manifest/partition.ts';
import { SYSTEM_RULES } from '../../src/node/manifest/system-rules.ts';
import { DEVICE_CASES } from './device-cases.ts';
import { DTS_CASES } from './dts-cases.ts';
import { marked } from './marked.ts';
import { PARTITION_CASES } from './partition-cases.ts';
import { FORM_CASES, VALUE_CASES } from './property-cases.ts';
import { REGION_CASES } from './region-cases.ts';
import type { RuleCase } from './rule-case.ts';
import { SERVICE_CASES } from './service-cases.ts';
import { SPMC_CASES } from './spmc-cases.ts';
import { VM_CASES } from './vm-cases.ts';

const CASES: readonly RuleCase[] = [
  ...DTS_CASES,
  ...FORM_CASES,
  ...VALUE_CASES,
  ...PARTITION_CASES,
  ...SERVICE_CASES,
  ...REGION_CASES,
  ...DEVICE_CASES,
  ...SPMC_CASES,
  ...VM_CASES,
];

/** Need a path instead of a text (`load.test.ts`), or several texts (`system.test.ts`). */
const ELSEWHERE: readonly string[] = ['dts/unreadable', ...Object.values(SYSTEM_RULES).map(({ id }) => id)];

const SPMC_1_2: Manager = { kind: 'spmc', version: VERSION_1_2 };

const place = ({ rule, line, column }: Finding) => ({ rule: rule.id, line, column });

describe.each(CASES)('$rule', ({ rule, valid, broken, found, manager = SPMC_1_2, of }) => {
  const read = (text: string, name: string) =>
    of === 'spmc' ? readSpmcManifest(text, name) : readManifest(text, name, manager);
  const { severity } = MANIFEST_RULES.find(({ id }) => id === rule)!;

  it('is kept', async () => {
    const reading = await read(valid, 'valid.dts');
    expect(reading.findings.filter((finding) => finding.severity === 'error').map(place)).toEqual([]);
    expect(reading.findings.map((finding) => finding.rule.id)).not.toContain(rule);
    expect(reading.manifest).toBeDefined();
  });

  it('is broken where it says, and no other', async () => {
    const { text, places } = marked(broken);
    const reading = await read(text, 'broken.dts');
    const alike = reading.findings.filter((finding) => finding.severity === severity);
    expect(alike.map(place)).toEqual(places.map((position) => ({ rule, ...position })));
    expect(reading.manifest === undefined).toBe(severity === 'error');
    if (found !== undefined) expect(alike[0]!.found).toBe(found);
  });
});

describe('the table of rules', () => {
  it('has a case for every rule, and no case for another', () => {
    const tested = new Set([...CASES.map(({ rule }) => rule), ...ELSEWHERE]);
    expect([...tested].sort()).toEqual(MANIFEST_RULES.map(({ id }) => id).sort());
  });

  it('has unique ids and says something everywhere', () => {
    expect(new Set(MANIFEST_RULES.map(({ id }) => id)).size).toBe(MANIFEST_RULES.length);
    for (const rule of MANIFEST_RULES) {
      expect(rule.id).toMatch(/^(dts|manifest|spmc|system)\/[a-z0-9-]+$/);
      for (const text of [rule.what, rule.why, rule.fix, rule.source]) expect(text.trim()).not.toBe('');
      if (rule.peerName !== undefined) expect(rule.peerName).toMatch(/^MANIFEST_ERROR_[A-Z_]+$/);
    }
  });
});
