import { expect, test } from 'vitest';
import { LIVE_RULES } from '../../src/core/live/rules.ts';
import { pageNamed } from './yaml-examples.ts';

test('docs/studio.md tells what a page that watches a run may say, rule by rule', () => {
  const rows = [...pageNamed('studio.md').matchAll(/^\| `(live\/[\w-]+)` *\| (.*?) *\|$/gm)];

  expect(rows.map(([, id, text]) => [id, text])).toEqual(
    Object.values(LIVE_RULES).map(({ id, what, closes }) => [
      id,
      `${what}${closes ? ' The connection is closed.' : ''}`,
    ]),
  );
});
