import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MEDIATORS } from '../../src/core/rules/profiles/mediators.ts';
import { PROFILES } from '../../src/core/rules/profiles/registry.ts';

const PAGE = readFileSync('docs/mediator.md', 'utf8');
describe('docs/mediator.md', () => {
  test.each(MEDIATORS.slice(1))('has a row for each difference of $name, with its source', (profile) => {
    const told = [...PAGE.matchAll(/^\| `(\w+)` +\| .+? +\| (.+?) +\|$/gm)]
      .filter(([, name]) => name === profile.name)
      .map(([, , source]) => source);
    const alone = PROFILES.find(({ name }) => name === profile.name);
    const own = [
      ...Object.values(profile.mediates ?? {}),
      ...profile.lacks.filter((lack) => alone?.lacks.includes(lack) !== true),
      ...profile.deviations.filter((deviation) => alone?.deviations.includes(deviation) !== true),
    ];
    expect(own.length).toBeGreaterThan(4);
    expect(own.map(({ source }) => source).filter((source) => !told.includes(source))).toEqual([]);
  });
});

test('no test of the mediator is left out', () => {
  for (const file of readdirSync('test/mediator'))
    expect(readFileSync(`test/mediator/${file}`, 'utf8')).not.toMatch(
      /\b(it|test|describe)\.(skip|todo|only)\b/,
    );
});
