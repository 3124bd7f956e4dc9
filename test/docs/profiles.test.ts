import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../src/core/rules/profiles/registry.ts';

const PAGE = readFileSync('docs/profiles.md', 'utf8');

describe.each(PROFILES.slice(1))('docs/profiles.md on $name', ({ name, deviations, lacks, limits }) => {
  const section = PAGE.split(/^## /m).find((text) => text.startsWith(`${name}\n`)) ?? '';

  test('names every rule it departs from, with its source', () => {
    const rows = [...section.matchAll(/^\| `([^`]+)` +\| .+? \| (.+?) +\|$/gm)].map(([, rule, source]) => [
      rule,
      source,
    ]);
    expect(rows).toEqual(deviations.map(({ rule, source }) => [rule, source]));
  });

  test('names what it lacks and what it limits', () => {
    for (const missing of lacks) expect(section).toContain(`\`${missing}\``);
    for (const [limit, value] of Object.entries(limits)) expect(section).toContain(`\`${limit}\` ${value}`);
  });
});
