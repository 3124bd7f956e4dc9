import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Property tests walk far, and a busy machine is no reason to fail.
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/left-out.ts'],
    setupFiles: ['test/seed.ts'],
    testTimeout: 30_000,
  },
});
