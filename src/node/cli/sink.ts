import { once } from 'node:events';
import { access, constants, type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError } from './exit.ts';

/** Where a command writes to, at the speed at which it is read. */
export interface Sink {
  write(part: string | Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Takes back what was written, where that can be done. */
  discard(): Promise<void>;
}

/** The standard output. */
export const standardOutput: Sink = {
  async write(part) {
    if (part.length > 0 && !process.stdout.write(part)) await once(process.stdout, 'drain');
  },
  async close() {},
  async discard() {},
};

/**
 * A file that is written anew, from the first part on, but not over what is being read. Throws a CommandError when it cannot be
 * written.
 */
export async function fileSink(name: string, source: string): Promise<Sink> {
  if (await isSame(name, source))
    throw new CommandError(`${name} is what is being read`, 'Give another file to write to.');
  let file: FileHandle | undefined;
  const opened = async () => {
    file ??= await open(name, 'w');
    return file;
  };
  return {
    write: (part) =>
      writing(name, async () => (part.length === 0 ? undefined : (await opened()).writeFile(part))),
    close: () => writing(name, async () => (await opened()).close()),
    async discard() {
      const regular = (await file?.stat())?.isFile() === true;
      await file?.close();
      if (regular) await rm(name, { force: true });
    },
  };
}

/** Throws a CommandError, before anything is done for a file, where it could not be written in the end. What is there stays. */
export async function expectWritable(name: string): Promise<void> {
  await writing(name, async () => {
    const found = await stat(name).catch(() => undefined);
    // A folder may be written to, but not as a file: opening it says so, and does nothing to it.
    if (found?.isDirectory() === true) await open(name, 'r+');
    await access(found === undefined ? dirname(name) : name, constants.W_OK);
  });
}

async function isSame(name: string, source: string): Promise<boolean> {
  if (source === '-') return false;
  const [target, read] = await Promise.all([name, source].map((file) => stat(file).catch(() => undefined)));
  return target?.isFile() === true && target.ino === read?.ino && target.dev === read.dev;
}

async function writing(name: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw unwritable(name, error as NodeJS.ErrnoException);
  }
}

/** What to do where the system does not let us write. */
const HINTS: Readonly<Record<string, string>> = {
  ENOENT: 'Make its folder first, or give a file in one that is there.',
  ENOTDIR: 'Make its folder first, or give a file in one that is there.',
  EISDIR: 'Give a file in that folder.',
  EACCES: 'Give a file in a folder that you may write to.',
  EROFS: 'Give a file in a folder that you may write to.',
  ENOSPC: 'Make room there, or give a file on another disk.',
  EDQUOT: 'Make room there, or give a file on another disk.',
};

/** What to say of a file that the system does not let us write. */
export function unwritable(name: string, { code = '', message }: NodeJS.ErrnoException): CommandError {
  return new CommandError(
    `cannot write ${name}: ${message}`,
    HINTS[code] ?? 'Give a file that can be written.',
  );
}
