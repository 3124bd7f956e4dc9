import { defineConfig } from 'vitest/config';

export default defineConfig({
  // One browser for all files, which take turns on the processors: much of a test is waiting for a page.
  test: {
    include: ['test/**/*.page.ts'],
    globalSetup: ['test/studio/the-browser.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 3,
    isolate: false,
  },
});
