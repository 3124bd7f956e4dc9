import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EXPORTERS } from '../../src/core/trace/exporters.ts';
import { eventsOf, problemsOf } from '../trace/chrome-problems.ts';
import { exported, played } from '../trace/export.ts';

const PAGE = readFileSync('docs/traces.md', 'utf8');
const RECORDING = /```json\n(.*?)```/s.exec(PAGE)?.[1] ?? '';
const EXAMPLES = [...PAGE.matchAll(/```console\n\$ ([^\n]*)\n(.*?)```/gs)].map(
  ([, command = '', shown = '']) => ({
    command,
    formats: [...command.matchAll(/--to (\w+)/g)].map(([, format = '']) => format),
    shown,
  }),
);

describe('docs/traces.md', () => {
  test.each(EXAMPLES)('shows what is printed: $command', ({ formats, shown }) => {
    expect(formats.reduce((text, format) => exported(format, text), RECORDING)).toBe(shown);
  });

  test('names every format', () => {
    const named = [...PAGE.matchAll(/^\| `tantalum trace FILE --to (\w+)`/gm)].map(([, format]) => format);
    expect(named.sort()).toEqual(EXPORTERS.map(({ name }) => name).sort());
  });

  test('names every phase of events that is written', async () => {
    const rows = [...PAGE.matchAll(/^\| ((?:`\w`,? ?)+)\s*\|/gm)].flatMap(([, cell = '']) =>
      cell.match(/\w/g),
    );
    const events = eventsOf(exported('perfetto', await played('machines/three-worlds.yaml')));
    expect([...new Set(events.map(({ ph }) => ph))].sort()).toEqual(rows.sort());
  });

  test('has a recording in which the viewers find nothing wrong', () => {
    expect(problemsOf(eventsOf(exported('perfetto', RECORDING)))).toEqual([]);
  });
});
