import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/core/decode/formats.ts';
import { consoleExamples, filesOf, folderWith, patternOf, printed } from './console-examples.ts';
import { pageNamed } from './yaml-examples.ts';

const PAGE = pageNamed('decode.md');
const FILES = filesOf(PAGE);
const COMMANDS = consoleExamples(PAGE);
const folder = folderWith(FILES);

/** The keys in the first column of the table below a heading or a sentence. */
function keysBelow(text: string): readonly string[] {
  const start = PAGE.indexOf(`\n${text}`);
  expect(start, text).toBeGreaterThan(0);
  const [table = ''] = /\n\| Key [\s\S]*?(?=\n\n|$)/.exec(PAGE.slice(start)) ?? [];
  return [...table.matchAll(/^\| `(\w+)`/gm)].map(([, key = '']) => key);
}

/** What any of the shapes has. */
interface Json {
  readonly fields: readonly object[];
  readonly broken: readonly object[];
  readonly faults: readonly object[];
  readonly calls: readonly object[];
  readonly facts: readonly object[];
  readonly unread: readonly object[];
  readonly dumps: readonly object[];
}

function json(command: string): Json {
  return JSON.parse(printed(`${command} --json`, folder)) as Json;
}

const keysOf = (...values: readonly object[]) =>
  [...new Set(values.flatMap((value) => Object.keys(value)))].sort();

describe('docs/decode.md', () => {
  test.each(COMMANDS)('shows what is printed: $command', ({ command, shown }) => {
    expect(printed(command, folder)).toMatch(patternOf(shown));
  });

  test('shows every file that it gives', () => {
    for (const name of FILES.keys())
      expect(COMMANDS.map(({ command }) => command).join('\n')).toContain(name);
  });

  test('names every form of input, in the order in which they are tried', () => {
    const [table = ''] = /\n\| Form [\s\S]*?\n\n/.exec(PAGE) ?? [];
    const named = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
    expect(named).toEqual(FORMATS.map(({ name }) => name));
  });

  test('names every key of a descriptor', () => {
    const broken = json('decode give-back.xxd --call share');
    expect(keysBelow('### A descriptor').toSorted()).toEqual(keysOf(broken));
    expect(keysBelow('A field:').toSorted()).toEqual(keysOf(...broken.fields));
    expect(keysBelow('A broken rule:').toSorted()).toEqual(keysOf(...broken.broken));
    const cut = json('decode give-back.xxd --call response');
    expect(keysOf(...cut.faults)).toEqual(['length', 'message', 'offset', 'path']);
  });

  test('names every key of a recording', () => {
    const recording = json('decode boot.ndjson');
    expect(keysBelow('### A recording').toSorted()).toEqual(keysOf(recording));
    const descriptor = keysBelow('### A descriptor');
    expect(keysOf(...recording.calls)).toEqual([...descriptor, 'buffer', 'function', 'seq'].sort());
  });

  test('names every key of a log', () => {
    const log = json('decode console.log');
    expect(keysBelow('### A log').toSorted()).toEqual(keysOf(log));
    expect(keysBelow('A fact.').toSorted()).toEqual(keysOf(...log.facts));
    expect(keysOf(...log.unread)).toEqual(['lastLine', 'line', 'reason', 'text']);
    const descriptor = keysBelow('### A descriptor');
    expect(keysOf(...log.dumps)).toEqual([...descriptor, 'line', 'lastLine'].sort());
  });
});
