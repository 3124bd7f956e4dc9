import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

const README = readFileSync('README.md', 'utf8');
const LIBRARY = pathToFileURL('dist/core/index.js').href;

describe('the README', () => {
  test('has a library example that runs as it is printed', () => {
    const example = /```js\n(.*?)```/s.exec(README)?.[1] ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
    try {
      const file = join(folder, 'example.mjs');
      writeFileSync(file, example.replace("'tantalum'", JSON.stringify(LIBRARY)));
      expect(execFileSync(process.execPath, [file], { encoding: 'utf8' })).toBe('hello\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('shows a refusal as it is printed, and links to pages that are there', async () => {
    const shown = /```\n( 31 .*?)```/s.exec(README)?.[1] ?? 'nothing';
    const program = [process.execPath, ['bin/tantalum', 'run', 'machines/three-worlds.yaml']] as const;
    expect(execFileSync(...program, { encoding: 'utf8' })).toContain(shown);
    for (const [, link = ''] of README.matchAll(/\]\(([^)#:]+)\)/g))
      expect(() => readFileSync(link), link).not.toThrow();
  });

  test('names every command there is', async () => {
    const { COMMANDS } = await import('../../src/node/cli/commands.ts');
    const named = [...README.matchAll(/`bin\/tantalum (\w+)/g)].map(([, name]) => name);
    expect(named.sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });
});
