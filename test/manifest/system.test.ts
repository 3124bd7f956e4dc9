import { describe, expect, test } from 'vitest';
import { judgeSystem } from '../../src/node/manifest/check-system.ts';
import { type ManifestReading, readManifest, readSpmcManifest } from '../../src/node/manifest/manifest.ts';
import { systemOf } from '../../src/node/manifest/system.ts';
import { SYSTEM_RULES } from '../../src/node/manifest/system-rules.ts';
import { marked } from './marked.ts';
import { CLAIM_CASES } from './system-claim-cases.ts';
import { MANAGER_CASES } from './system-manager-cases.ts';
import { PLACE_CASES } from './system-place-cases.ts';

const CASES = [...CLAIM_CASES, ...MANAGER_CASES, ...PLACE_CASES];

/** A manifest that breaks no rule by itself. */
async function sound<Manifest>(reading: Promise<ManifestReading<Manifest>>): Promise<Manifest> {
  const { manifest, findings } = await reading;
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return manifest!;
}

describe('manifests together', () => {
  test.each(CASES)('$name', async ({ partitions, spmc, findings }) => {
    const texts = partitions.map(marked);
    const manager = spmc === undefined ? undefined : marked(spmc);

    const manifests = await Promise.all(
      texts.map(({ text }, index) => sound(readManifest(text, `${index}.dts`))),
    );
    const manifest =
      manager === undefined ? undefined : await sound(readSpmcManifest(manager.text, 'spmc.dts'));
    const found = judgeSystem(systemOf(manifests, manifest));

    expect(found.map((finding) => `${finding.file} ${finding.rule.id}: ${finding.found}`)).toEqual(findings);
    const files = texts.map((text, index) => ({ ...text, file: `${index}.dts` }));
    if (manager !== undefined) files.push({ ...manager, file: 'spmc.dts' });
    const marks = files.flatMap(({ file, places }) =>
      places.map(({ line, column }) => `${file}:${line}:${column}`),
    );
    expect(new Set(found.map(({ file, line, column }) => `${file}:${line}:${column}`))).toEqual(
      new Set(marks),
    );
  });

  test('are known to break every rule', () => {
    const broken = CASES.flatMap(({ findings }) => findings.map((text) => text.split(/[ :]/)[1]));
    expect(new Set(broken)).toEqual(new Set(Object.values(SYSTEM_RULES).map(({ id }) => id)));
  });
});
