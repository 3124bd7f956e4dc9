import { statfs } from 'node:fs/promises';
import { GuestProblem } from './problem.ts';

const MEGABYTE = 1_000_000;

/** A size as people say it. */
export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / MEGABYTE)} MB`;
}

/** Throws a GuestProblem when a folder's disk has less room than that many bytes. */
export async function demandRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes)
    throw new GuestProblem(
      `${megabytes(bytes)} are needed for a while in ${folder}, but only ${megabytes(bavail * bsize)} are free`,
      'Make room, or set XDG_CACHE_HOME to a folder elsewhere.',
    );
}
