import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Packages come over a network, kernels start in an emulated machine: one thing at a time, and no haste.
  test: {
    include: ['test/**/*.guest.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
    // Where there is no guest, files have no tests, and have said so.
    passWithNoTests: true,
  },
});
