import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';
import type { TestSequencer } from 'vitest/node';
import { PLAN_VARIABLE, type Plan } from '../plan.ts';
import { patched } from './patch.ts';

const plan = JSON.parse(readFileSync(process.env[PLAN_VARIABLE] ?? '', 'utf8')) as Plan;
const patches = plan.mutants.map(({ change }) => change).filter((change) => change.kind === 'patch');

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
  plugins: [buildPatchesIn()],
  test: {
    include: [...plan.tests],
    setupFiles: ['test/seed.ts'],
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
