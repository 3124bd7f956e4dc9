import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { RECOGNISERS } from '../../src/core/decode/log/recognisers.ts';
import { INVARIANTS } from '../../src/core/explore/invariants/registry.ts';
import { RM_CLAUSES } from '../../src/core/explore/model/gunyah/resource-manager.ts';
import { CLAUSES } from '../../src/core/explore/model/model.ts';
import { RULES } from '../../src/core/rules/registry.ts';
import { MANIFEST_RULES } from '../../src/node/manifest/manifest-rules.ts';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../docs/sources.md'), 'utf8');
const explained = [...PAGE.matchAll(/^### (.+)$/gm)].map(([, name]) => name!);

/** Names in a source: parts begin with one, or belong to the one before. */
function namesIn(source: string): readonly string[] {
  if (source === 'own rule') return [source];
  const parts = source.split(', ').map((part) => part.split(' ')[0]!);
  return parts.filter((word) => !/^([A-Z]+)?\d/.test(word));
}

const cited = new Set(
  [...RULES, ...MANIFEST_RULES, ...RECOGNISERS, ...CLAUSES, ...RM_CLAUSES, ...INVARIANTS].flatMap(
    ({ source }) => namesIn(source),
  ),
);

describe('docs/sources.md', () => {
  test.each([...cited])('explains %s', (name) => {
    expect(explained).toContain(name);
  });

  test('explains nothing that nobody cites', () => {
    expect(explained.filter((name) => !cited.has(name))).toEqual([]);
  });

  test('says for each what stands behind it', () => {
    const sections = PAGE.split(/^### /m).slice(1);
    for (const section of sections.filter((each) => !each.startsWith('own rule')))
      expect(section).toMatch(/^Behind it: /m);
  });
});

test.each([
  ['ffa-hafnium 3.8.5, conformance 5.15, regressions E6', ['ffa-hafnium', 'conformance', 'regressions']],
  ['ffa-hafnium 3.7.1, 3.7.4', ['ffa-hafnium']],
  ['ffa-hafnium 3.1 A11, B6, requirements QA9', ['ffa-hafnium', 'requirements']],
  ['own rule', ['own rule']],
])('the names in %s', (source, names) => {
  expect(namesIn(source)).toEqual(names);
});
