import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tantalum } from '../cli/support.ts';

const PAGE = readFileSync('docs/conformance.md', 'utf8');
const LIBRARY = pathToFileURL('dist/core/index.js').href;
const CONSOLE = [...PAGE.matchAll(/```console\n\$ tantalum ([^\n]*)\n(.*?)```/gs)].map(
  ([, command = '', shown = '']) => ({ command, shown }),
);
const PROGRAMS = [...PAGE.matchAll(/```js\n(.*?)```/gs)].map(([, program = '']) => program);

/** What a program of the page prints, run as it stands there. */
function printedBy(program: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  try {
    const file = join(folder, 'example.mjs');
    writeFileSync(file, program.replace("'tantalum'", JSON.stringify(LIBRARY)));
    return execFileSync(process.execPath, [file], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('docs/conformance.md', () => {
  test.each(CONSOLE)('shows what is printed: $command', ({ command, shown }) => {
    expect(tantalum(command.split(' '))).toEqual({ code: 0, out: shown, err: '' });
  });

  test('has a case that plays as it is printed', () => {
    const lines = printedBy(PROGRAMS[0] ?? '')
      .trimEnd()
      .split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'mine/lent-twice vm1-sp1 passed',
      'mine/lent-twice sp1-sp2 passed',
      'share/round-trip vm1-sp1 passed',
    ]);
    expect(lines.at(-1)).toBe('true 0');
  });

  test('has a machine that promises its replies', () => {
    expect(printedBy(PROGRAMS[1] ?? '')).toBe('TAP version 14\n');
  });

  test('names every act that a machine does', () => {
    const acts = [
      ...readFileSync('src/core/conformance/target.ts', 'utf8').matchAll(/readonly do: '(\w+)'/g),
    ];
    for (const [, act] of acts) expect(PAGE).toMatch(new RegExp(`^\\| \`${act}\``, 'm'));
  });

  test('lists options that there are', () => {
    const { out } = tantalum(['conformance', '--help']);
    for (const [option] of PAGE.matchAll(/--[a-z]+/g)) expect(out).toContain(option);
  });
});
