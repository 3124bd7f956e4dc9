import { describe, expect, test } from 'vitest';
import { BEHAVIOURS_TOLD } from './behaviours-told.ts';
import { missedIn, pageNamed, yamlExamples } from './yaml-examples.ts';

const PAGE = pageNamed('messages.md');
const { files, steps } = yamlExamples(PAGE);

describe('examples of docs/messages.md', () => {
  test.each([...files, ...steps])('in line $line come as expected', async ({ text }) => {
    expect(await missedIn(text)).toEqual([]);
  });

  test('are there for each section', () => {
    expect(files.length + steps.length).toBeGreaterThanOrEqual(6);
  });
});

test.each(BEHAVIOURS_TOLD)('the table of versions says where there are %s', (what, has) => {
  const cells = new RegExp(`^\\| ${what} +\\|(.*)\\|$`, 'm')
    .exec(PAGE)?.[1]
    ?.split('|')
    .map((cell) => cell.trim());

  expect(cells).toEqual(has.map((yes) => (yes ? 'yes' : '')));
});
