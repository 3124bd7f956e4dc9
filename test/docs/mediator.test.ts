import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MEDIATORS } from '../../src/core/rules/profiles/mediators.ts';
import { PROFILES } from '../../src/core/rules/profiles/registry.ts';

const PAGE = readFileSync('docs/mediator.md', 'utf8');
const ROWS = [...PAGE.matchAll(/^\| ([C\d][\d.]*) +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm)].map(
  ([, row, , , shown]) => ({
    row: row!,
    shown: shown!,
  }),
);
/** How many statements each version of the series made: C is the text of its cover. */
const STATEMENTS = { C: 7, 9: 17, 8: 29, 7: 7, 6: 4, 5: 7, 3: 6 };

describe('docs/mediator.md', () => {
  test('has every statement of the series once', () => {
    const rows = Object.entries(STATEMENTS).flatMap(([version, count]) =>
      Array.from({ length: count }, (_, index) =>
        version === 'C' ? `C${index + 1}` : `${version}.${index + 1}`,
      ),
    );
    expect(ROWS.map(({ row }) => row).sort()).toEqual(rows.sort());
  });

  test.each(ROWS.filter(({ shown }) => shown !== 'nothing to show'))(
    'names a test for $row that is there',
    ({ shown }) => {
      const [file = '', ...name] = shown.split(': ');
      expect(readFileSync(`test/mediator/${file}.test.ts`, 'utf8')).toContain(name.join(': '));
    },
  );

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
