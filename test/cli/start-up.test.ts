/** What a command loads before it does anything decides how soon it answers. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SOURCES = new URL('../../src/', import.meta.url);
const IMPORT = /^(?:import|export)\b(?! type\b)[^;]*? from '(\.[^']+)';/gm;

/** The files that are loaded with a file, itself among them, as paths in `src`. What it imports later is not. */
function loadedWith(entry: string): readonly string[] {
  const seen = new Set<string>();
  const visit = (file: URL): void => {
    const path = fileURLToPath(file).slice(fileURLToPath(SOURCES).length);
    if (seen.has(path)) return;
    seen.add(path);
    for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) visit(new URL(target, file));
  };
  visit(new URL(entry, SOURCES));
  return [...seen];
}

describe('tantalum', () => {
  test('loads no command before it knows which one is asked for', () => {
    expect([...loadedWith('node/cli/main.ts')].sort()).toEqual([
      'node/cli/commands.ts',
      'node/cli/exit.ts',
      'node/cli/footer.ts',
      'node/cli/main.ts',
      'node/cli/package-version.ts',
      'node/cli/terminal.ts',
      'node/cli/wrap.ts',
      'node/files/package-file.ts',
    ]);
  });

  test.each([
    ['the readers of text', 'core/decode/formats.ts'],
    ['the table of functions', 'core/abi/functions.ts'],
    ['what explains bytes field by field', 'core/abi/annotate.ts'],
    ['the manager', 'core/spmc/spmc.ts'],
  ])('judge does without %s', (_, file) => {
    const loaded = loadedWith('node/cli/judge.ts');
    expect(loaded).toContain('core/decode/judge-profiles.ts');
    expect(loadedWith('core/index.ts').concat(loadedWith('core/decode/read-input.ts'))).toContain(file);
    expect(loaded).not.toContain(file);
  });
});
