import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GuestProblem } from './problem.ts';
import { missingPrograms, runProgram } from './run-program.ts';

/** How files are unpacked that Node cannot unpack by itself, by the ends of their names. */
const UNPACKERS: Readonly<Record<string, { readonly program: string; readonly package: string }>> = {
  '.xz': { program: 'xz', package: 'xz-utils' },
  '.zst': { program: 'zstd', package: 'zstd' },
};

/** Reads a file, unpacked when its name ends with .gz, .xz or .zst. */
export async function readUnpacked(file: string): Promise<Uint8Array> {
  const ending = path.extname(file);
  if (ending === '.gz') return unpackedHere(file);
  const unpacker = UNPACKERS[ending];
  if (unpacker === undefined) return readFile(file);
  const [missing] = missingPrograms([unpacker.program], process.env);
  if (missing !== undefined)
    throw new GuestProblem(
      `there is no ${missing}, which ${path.basename(file)} is unpacked with`,
      `Install it (on Debian: apt-get install ${unpacker.package}), or unpack the files yourself.`,
    );
  const { code, out, err } = await runProgram(unpacker.program, ['-dc', file]);
  if (code !== 0) throw damaged(file, err.trim());
  return out;
}

async function unpackedHere(file: string): Promise<Uint8Array> {
  const packed = await readFile(file);
  try {
    return gunzipSync(packed);
  } catch (error) {
    throw damaged(file, (error as Error).message);
  }
}

function damaged(file: string, why: string): GuestProblem {
  return new GuestProblem(`${file} cannot be unpacked: ${why}`, 'Get the file again.');
}
