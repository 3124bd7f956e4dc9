import { writeSync } from 'node:fs';
import { ServeProblem } from './problem.ts';

const ZEROS = new Uint8Array(0x10_0000);
const KIB = 1024;

/** What a file system without room answers; the second is one where a user has had his share. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Fills an empty file with zeros. A file that is only as long as its memory has no room of its own: a process that has mapped it is killed when
 * it touches a page for which there is none. Throws a ServeProblem where there is no room.
 */
export function reserve(descriptor: number, bytes: number, path: string): void {
  try {
    for (let done = 0; done < bytes; )
      done += writeSync(descriptor, ZEROS, 0, Math.min(ZEROS.length, bytes - done), done);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && FULL.has(String(error.code)))) throw error;
    throw new ServeProblem(
      `there is no room for ${path}, which takes ${bytes / KIB} KiB`,
      'Choose a folder with more room, or give the VM less memory in the machine file.',
    );
  }
}
