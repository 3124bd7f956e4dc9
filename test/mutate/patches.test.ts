/** Patches follow the code: each finds its place, once, and leaves something that can be run. */

import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from '../../mutate/mutants.ts';
import { patched, placeOf } from '../../mutate/worker/patch.ts';

const PATCHES = MUTANTS.flatMap(({ id, change }) => (change.kind === 'patch' ? [{ id, change }] : []));

describe('every patch', () => {
  it.each(PATCHES)('$id finds its place', ({ change }) => {
    expect(placeOf(readFileSync(change.file, 'utf8'), change)).toBeGreaterThan(0);
    expect(change.find, 'what follows may use what it declares').not.toMatch(/^(?:const|let) /m);
  });

  it.each([...new Set(PATCHES.map(({ change }) => change.file))])('%s takes all of its patches', (file) => {
    const here = PATCHES.filter(({ change }) => change.file === file).map(({ change }) => change);

    const code = patched(readFileSync(file, 'utf8'), here);

    expect(code.match(/mutantIsOn\(/g)).toHaveLength(here.length);
    expect(ts.transpileModule(code, { reportDiagnostics: true }).diagnostics).toEqual([]);
  });
});
