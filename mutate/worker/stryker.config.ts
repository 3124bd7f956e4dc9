import { defineConfig } from 'vitest/config';
import { FOLDERS_VARIABLE } from '../plan.ts';

const folders = process.env[FOLDERS_VARIABLE]?.split(',') ?? ['test'];

/** The tests of a room, as Stryker runs them. */
export default defineConfig({
  test: {
    include: folders.map((folder) => `${folder}/**/*.test.ts`),
    setupFiles: ['test/seed.ts'],
    testTimeout: 60_000,
  },
});
