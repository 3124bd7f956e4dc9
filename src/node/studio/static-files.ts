import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

/** What a request for a path is answered with. */
export interface StaticFile {
  /** As browsers are told. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** All files below a folder, by the paths under which they are served. They are read at once: no request can name another file. */
export function readFolder(folder: string): Map<string, StaticFile> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        const path = file.slice(folder.length).split(sep).filter(Boolean).join('/');
        const type = TYPES[extname(file)] ?? 'application/octet-stream';
        return [`/${path}`, { type, bytes: readFileSync(file) }];
      }),
  );
}
