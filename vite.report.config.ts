import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const ROOT = fileURLToPath(new URL('src/studio', import.meta.url));

/** What every report has before there is a recording in it, in bytes as they are: mail and trackers count them so. */
const MOST_BYTES = 350_000;

/** Makes one file of the page, its program with the worker in it, and its style: the shell of reports, into which the CLI puts a recording. */
const oneFile: Plugin = {
  name: 'one-file',
  enforce: 'post',
  generateBundle(_, bundle) {
    let program = '';
    let style = '';
    for (const [name, file] of Object.entries(bundle)) {
      if (file.type === 'chunk') program += file.code;
      else if (name.endsWith('.css')) style += file.source;
      else throw new Error(`a report has no room for ${name}`);
      delete bundle[name];
    }
    for (const text of [program, style])
      if (/<\/(script|style)|<!--/i.test(text)) throw new Error('something in the report ends its element');
    const icon = readFileSync(`${ROOT}/icon.svg`, 'utf8').replaceAll(/\n\s*/g, '');
    const parts: Readonly<Record<string, string>> = {
      // It may run this program and nothing else, and reach nothing: the rest is for who adds to the file.
      policy: `default-src 'none'; script-src '${hashOf(program)}'; style-src '${hashOf(style)}'; worker-src blob:; img-src data:; base-uri 'none'; form-action 'none'`,
      icon: `data:image/svg+xml,${encodeURIComponent(icon)}`,
      style: `<style>${style}</style>`,
      program: `<script>${program}</script>`,
    };
    const source = readFileSync(`${ROOT}/report.html`, 'utf8').replaceAll(
      /<!-- (\w+) -->/g,
      (marker, name: string) => parts[name] ?? marker,
    );
    const size = Buffer.byteLength(source);
    if (size > MOST_BYTES) throw new Error(`a report has ${size} bytes, more than ${MOST_BYTES}`);
    console.log(`report: ${size} of ${MOST_BYTES} bytes`);
    this.emitFile({ type: 'asset', fileName: 'report.html', source });
  },
};

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

export default defineConfig({
  root: ROOT,
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: '../../dist/studio',
    // The studio is there already.
    emptyOutDir: false,
    target: 'es2022',
    cssCodeSplit: false,
    rolldownOptions: {
      input: `${ROOT}/report.tsx`,
      // A script that is no module runs from a file, too.
      output: { format: 'iife' },
    },
  },
  worker: { format: 'iife' },
  plugins: [oneFile],
});
