import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** What a browser may have to load for a page, gzipped, without the examples that somebody picks. */
const MOST_BYTES = 300_000;

/** The build fails when a page has grown too large. */
const sizeLimit: Plugin = {
  name: 'size-limit',
  writeBundle(_, bundle) {
    const files = Object.values(bundle);
    const sizeOf = (name: string): number => {
      const file = bundle[name];
      return file === undefined ? 0 : gzipSync('code' in file ? file.code : file.source).length;
    };
    const always = files.flatMap((file) =>
      file.type === 'chunk'
        ? file.isEntry
          ? [file.fileName, ...file.imports]
          : []
        : /\.(css|html|svg)$/.test(file.fileName)
          ? [file.fileName]
          : [],
    );
    for (const page of files) {
      if (page.type !== 'chunk' || !page.isDynamicEntry || !page.facadeModuleId?.endsWith('-page.tsx'))
        continue;
      const chunks = [page.fileName, ...page.imports];
      const workers = files.filter(
        ({ fileName }) =>
          fileName.includes('-worker-') &&
          chunks.some((name) => codeOf(name).includes(fileName.replace('assets/', ''))),
      );
      const loaded = new Set([...always, ...chunks, ...workers.map(({ fileName }) => fileName)]);
      const size = [...loaded].reduce((sum, name) => sum + sizeOf(name), 0);
      if (size > MOST_BYTES)
        throw new Error(`${page.name} has ${size} bytes gzipped, more than ${MOST_BYTES}`);
      console.log(`${page.name}: ${size} of ${MOST_BYTES} bytes, gzipped`);
    }
    function codeOf(name: string): string {
      const file = bundle[name];
      return file?.type === 'chunk' ? file.code : '';
    }
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
    license: { fileName: 'licenses.md' },
    // It would fetch, which the page's policy forbids, for browsers that are too old for the page.
    modulePreload: { polyfill: false },
    // No file becomes a data address, which the policy forbids, too.
    assetsInlineLimit: 0,
  },
  worker: { format: 'es' },
  plugins: [sizeLimit],
});
