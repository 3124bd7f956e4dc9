import { describe, expect, test } from 'vitest';
import { STATUS } from '../../src/core/abi/statuses.ts';
import { RM_ERRORS } from '../../src/core/gunyah/wire/errors.ts';
import { missedIn, pageNamed, play, yamlExamples } from './yaml-examples.ts';

const PAGE = pageNamed('mapping.md');
const { steps } = yamlExamples(PAGE);

describe('docs/mapping.md', () => {
  test.each(steps)('the steps in line $line come as expected', async ({ text }) => {
    expect(await missedIn(text)).toEqual([]);
  });

  test.each(steps)('the steps in line $line show both protocols', async ({ text }) => {
    const verbs = (await play(text)).verbs.slice(2);
    expect(verbs.some((verb) => verb.startsWith('rm-'))).toBe(true);
    expect(verbs.some((verb) => !verb.startsWith('rm-'))).toBe(true);
  });

  test('every row of the table has an example, and every example a row', () => {
    const linked = [...PAGE.matchAll(/^\|.*\| \[(.*?)\]\(#(.*?)\) +\|$/gm)].map(([, title, anchor]) => ({
      title,
      anchor,
    }));
    const headings = [...PAGE.matchAll(/^## (.*)\n(?=[^#]*```yaml)/gm)].map(([, title = '']) => title);
    expect(new Set(linked.map(({ title }) => title))).toEqual(new Set(headings));
    for (const { title = '', anchor } of linked)
      expect(anchor).toBe(title.toLowerCase().replaceAll("'", '').replaceAll(',', '').replaceAll(' ', '-'));
  });

  test('the errors are those that there are', () => {
    const rows = [...PAGE.matchAll(/^\| (`[A-Z_`, ]+?) +\| (.*?) +\|$/gm)].filter(
      ([, left = '']) => !left.includes('FFA_'),
    );
    const names = (text: string) => [...text.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name);
    expect(rows.length).toBe(5);
    for (const [, left = '', right = ''] of rows) {
      for (const name of names(left)) expect(Object.keys(STATUS)).toContain(name);
      for (const name of names(right)) expect(RM_ERRORS).toContain(name);
    }
  });
});
