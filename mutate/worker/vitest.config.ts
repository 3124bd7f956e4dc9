import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';
import type { TestSequencer } from 'vitest/node';
import { PLAN_VARIABLE, type Plan } from '../plan.ts';
import { patched } from './patch.ts';

const plan = JSON.parse(readFileSync(process.env[PLAN_VARIABLE] ?? '', 'utf8')) as Plan;
const changes = plan.mutants.map(({ change }) => change);
const patches = changes.filter((change) => change.kind === 'patch');
const changedByStryker = new Set(
  changes
    .filter(({ kind }) => kind === 'stryker')
    .map((change) => ('file' in change ? resolve(change.file) : '')),
);

/** Builds the plan's patches into what the tests run. */
function buildPatchesIn(): Plugin {
  return {
    name: 'patches',
    enforce: 'pre',
    transform(code, id) {
      const here = patches.filter(({ file }) => id === resolve(file));
      return here.length === 0 ? null : patched(code, here);
    },
  };
}

/** Has Stryker change the plan's files before the tests run them. */
function buildChangesIn(): Plugin {
  return {
    name: 'stryker',
    enforce: 'pre',
    async transform(source, id) {
      if (!changedByStryker.has(id)) return null;
      const { instrument } = await import('../instrument.ts');
      const { code } = await instrument(relative('', id), source);
      return code;
    },
  };
}

/** Runs files in the order of the plan: the most telling first. */
class InOrder implements TestSequencer {
  async shard<Spec>(files: Spec[]): Promise<Spec[]> {
    return files;
  }

  async sort<Spec extends { moduleId: string }>(files: Spec[]): Promise<Spec[]> {
    const order = plan.tests.map((file) => resolve(file));
    return [...files].sort((one, other) => order.indexOf(one.moduleId) - order.indexOf(other.moduleId));
  }
}

export default defineConfig({
  plugins: [buildPatchesIn(), buildChangesIn()],
  test: {
    include: [...plan.tests],
    setupFiles: ['test/seed.ts', 'mutate/worker/first-failure.ts'],
    runner: './mutate/worker/runner.ts',
    // One process for all files, so that modules are loaded once.
    isolate: false,
    pool: 'threads',
    maxWorkers: 1,
    fileParallelism: false,
    sequence: { sequencer: InOrder },
    testTimeout: 60_000,
  },
});
