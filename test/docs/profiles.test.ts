import { describe, expect, test } from 'vitest';
import { NEWEST_VERSION, versionText } from '../../src/core/abi/versions.ts';
import { PROFILES } from '../../src/core/rules/profiles/registry.ts';
import { pageNamed } from './yaml-examples.ts';

const PAGE = pageNamed('profiles.md');

describe.each(PROFILES.slice(1))(
  'docs/profiles.md on $name',
  ({ name, deviations, lacks, limits, speaks }) => {
    const section = PAGE.split(/^## /m).find((text) => text.startsWith(`${name}\n`)) ?? '';

    test('names every rule it departs from, with its source', () => {
      const rows = [...section.matchAll(/^\| `([^`]+)` +\| .+? \| (.+?) +\|$/gm)].map(([, rule, source]) => [
        rule,
        source,
      ]);
      expect(rows).toEqual(deviations.map(({ rule, source }) => [rule, source]));
    });

    test('names the version it speaks, with its source', () => {
      const { version, source } = speaks ?? { version: NEWEST_VERSION, source: '' };
      expect(
        section.match(/^Speaks FF-A (\S+) \((.+)\)\.$/m)?.slice(1) ?? [versionText(version), ''],
      ).toEqual([versionText(version), source]);
    });

    test('names what it lacks, with its source, and what it limits', () => {
      const listed = [...section.matchAll(/^Functions it lacks \((.+)\): (.+)\.$/gm)].map(
        ([, source, names]) => ({
          functions: names?.replaceAll('`', '').split(', '),
          source,
        }),
      );
      expect(listed).toEqual(lacks);
      for (const [limit, value] of Object.entries(limits)) expect(section).toContain(`\`${limit}\` ${value}`);
    });
  },
);
