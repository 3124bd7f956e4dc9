import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The program and the library in a few files instead of some hundred, for a command spends more of its time on finding and reading files than on its
 * work. All are built at once, so that a module which somebody writes for a command meets the classes that the command has.
 */
export default defineConfig({
  logLevel: 'warn',
  // Libraries of many files are built in; those that find files of theirs, or are seldom loaded, stay as they are.
  ssr: { noExternal: ['commander', 'yaml', 'zod'] },
  build: {
    ssr: true,
    outDir: 'dist/program',
    target: 'node20',
    minify: false,
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      input: {
        tantalum: fileOf('src/node/cli/main.ts'),
        thread: fileOf('src/node/explore/thread.ts'),
        library: fileOf('src/core/index.ts'),
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
});
