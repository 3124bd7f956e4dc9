import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** What a browser may have to load, gzipped. */
const MOST_BYTES = 300_000;

/** The build fails when the studio has grown too large. */
const sizeLimit: Plugin = {
  name: 'size-limit',
  writeBundle(_, bundle) {
    const files = Object.values(bundle).map((file) => ('code' in file ? file.code : file.source));
    const size = files.reduce((sum, content) => sum + gzipSync(content).length, 0);
    if (size > MOST_BYTES) throw new Error(`the studio has ${size} bytes gzipped, more than ${MOST_BYTES}`);
    console.log(`the studio: ${size} of ${MOST_BYTES} bytes, gzipped`);
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('src/studio', import.meta.url)),
  // Relative, so that it works from any folder of any host.
  base: './',
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: '../../dist/studio',
    emptyOutDir: true,
    target: 'es2022',
    // It would fetch, which the page's policy forbids, for browsers that are too old for the page.
    modulePreload: { polyfill: false },
    // No file becomes a data address, which the policy forbids, too.
    assetsInlineLimit: 0,
  },
  worker: { format: 'es' },
  plugins: [sizeLimit],
});
