import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/left-out.ts'],
    setupFiles: ['test/seed.ts'],
    // Programs are started and property tests walk far: a busy machine is no reason to fail.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // One worker more than there are processors: some always waits for programs.
    maxWorkers: availableParallelism() + 1,
    // No module of src keeps state, so files of tests can share what a worker has loaded: a fifth of the time went into loading it again.
    isolate: false,
  },
});
