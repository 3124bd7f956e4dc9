import { defineConfig } from 'vitest/config';

export default defineConfig({
  // A browser and the pages in it: one file at a time, on machines that are busy.
  test: {
    include: ['test/**/*.page.ts'],
    globalSetup: ['test/studio/the-browser.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
