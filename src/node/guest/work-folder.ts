import { mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { isRunning } from '../process/is-running.ts';
import { GuestProblem } from './problem.ts';

/** Folders of work in progress begin with a dot, so that nobody takes them for guests. */
const PREFIX = '.work-';

/**
 * Gives work a folder inside another one, to be renamed out of, and removes it when the work is done, has failed or was
 * cut short, in this process or an earlier one. What the system has against it becomes a GuestProblem.
 */
export async function withWorkFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  let folder: string | undefined;
  try {
    makeFolder(parent);
    await sweep(parent);
    folder = await mkdtemp(path.join(parent, `${PREFIX}${process.pid}-`));
    return await work(folder);
  } catch (error) {
    throw refusal(parent, error as NodeJS.ErrnoException) ?? error;
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what processes left behind that had no chance to do so. */
async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, process] = /^\.work-(\d+)-/.exec(name) ?? [];
    if (process !== undefined && !isRunning(Number(process)))
      await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

const ELSEWHERE = 'or set XDG_CACHE_HOME to a folder elsewhere.';

function refusal(folder: string, { code }: NodeJS.ErrnoException): GuestProblem | undefined {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new GuestProblem(`there is no room left for ${folder}`, `Make room, ${ELSEWHERE}`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
      return new GuestProblem(`${folder} cannot be written to`, `Change that, ${ELSEWHERE}`);
    default:
      return undefined;
  }
}
