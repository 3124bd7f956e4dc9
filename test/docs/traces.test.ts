import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../src/core/abi/fields.ts';
import { CONTENTS, ITEMS, PACKET, PACKET_KINDS } from '../../src/core/trace/packet-layout.ts';
import { define } from '../../src/node/cli/trace.ts';
import { shell, TSHARK, tsharkOf } from '../dissector/tshark.ts';
import { eventsOf, problemsOf } from '../trace/chrome-problems.ts';
import { exported, exportedBytes, played } from '../trace/export.ts';
import { pageNamed } from './yaml-examples.ts';

const PAGE = pageNamed('traces.md');
const MACHINE = 'machines/both.yaml';
const RECORDING = /```json\n(.*?)```/s.exec(PAGE)?.[1] ?? '';
const BLOCKS = [...PAGE.matchAll(/```console\n(.*?)```/gs)].map(([, block = '']) => block);
/** One command that turns the recording into other formats, and what it prints. */
const EXAMPLES = BLOCKS.filter((block) => !needsShell(block)).map((block) => {
  const [, command = '', shown = ''] = /^\$ ([^\n]*)\n(.*)$/s.exec(block) ?? [];
  return { command, shown, formats: [...command.matchAll(/--to (\w+)/g)].map(([, format = '']) => format) };
});
/** Commands for a shell. */
const SESSIONS = BLOCKS.filter(needsShell);
function needsShell(block: string): boolean {
  return block.includes('tshark') || block.includes(MACHINE);
}

/** Programs are free in how they align what they print. */
const unaligned = (text: string) =>
  text
    .trim()
    .replace(/[ \t]+/g, ' ')
    .replace(/^ /gm, '');

describe('docs/traces.md', () => {
  test.each(EXAMPLES)('shows what is printed: $command', ({ formats, shown }) => {
    expect(formats.reduce((text, format) => exported(format, text), RECORDING)).toBe(shown);
  });

  test('names every format', () => {
    const named = [...PAGE.matchAll(/^\| `tantalum trace FILE --to (\w+)`/gm)].map(([, format]) => format);
    const command = new Command();
    define(command);
    const choices = command.options.find(({ long }) => long === '--to')?.argChoices ?? [];
    expect(named.sort()).toEqual(choices.toSorted());
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

  test('describes packets as they are', () => {
    const items = Object.values(ITEMS).map(({ number, layout, texts, rest, about }) => {
      const fields =
        layout === undefined ? [] : fieldsOf(layout).map(({ name, width }) => `\`${name}\` ${width}`);
      const left = rest === undefined ? [] : [rest === 'registers' ? '8 each' : 'the bytes'];
      const value = [...fields, ...texts.map((text) => `\`${text}\` text`), ...left].join(', ');
      return `| ${number} | ${value} | ${about} |`;
    });
    const header = fieldsOf(PACKET).map(
      ({ offset, width, name, about }) => `| ${offset} | ${width} | \`${name}\` | ${about} |`,
    );
    const named = (numbers: object) => Object.entries(numbers).map(([name, number]) => `${number} ${name}`);
    const lists = [
      `\`kind\` is ${named(PACKET_KINDS).join(', ')}.`,
      `\`content\` is ${named(CONTENTS).join(', ')}.`,
    ];
    const page = unaligned(PAGE);
    for (const line of [...header, ...items, ...lists]) expect(page).toContain(line);
  });
});

describe.runIf(TSHARK)('docs/traces.md, for Wireshark', () => {
  test.each(SESSIONS)('shows what is printed: %s', (session) => {
    const commands = [...session.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command).join(' && ');
    const printed = session.replaceAll(/^\$ .*\n/gm, '');
    expect(
      unaligned(shell(commands, { 'note.ndjson': RECORDING, [MACHINE]: readFileSync(MACHINE, 'utf8') })),
    ).toBe(unaligned(printed));
  });

  test.each([
    ['ffa', RECORDING],
    ['gunyah', played(MACHINE)],
  ])('names filters of %s that there are', async (protocol, recording) => {
    const rows = [...PAGE.matchAll(new RegExp(`^\\| (\`${protocol}[^|]*\`) *\\|`, 'gm'))].map(
      ([, filters = '']) => filters,
    );
    const filters = rows.flatMap((row) => [...row.matchAll(/`([^`]*)`/g)].map(([, filter]) => `(${filter})`));
    expect(filters.length).toBeGreaterThan(10);
    expect(tsharkOf(exportedBytes('pcapng', await recording), '-Y', filters.join(' || '))).not.toBe('');
  });
});
