import { chmodSync, lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { ServeProblem } from './problem.ts';
import { listenAlone } from './socket-file.ts';

/** The socket of the server itself: whoever listens on it has the folder. */
const LOCK = '.server';
/** The link to the VM's own socket, and the file that has its memory. */
export const SELF = 'self';
export const MEMORY = 'memory';

/** The folder in which partitions are files: a folder for each VM. While it is open no other server has it. */
export class DevicesFolder {
  readonly path: string;
  private readonly lock: Server;
  private readonly isOurs: boolean;
  private readonly names: string[] = [];

  private constructor(path: string, lock: Server, isOurs: boolean) {
    this.path = path;
    this.lock = lock;
    this.isOurs = isOurs;
  }

  /** Opens a folder, which is made where there is none, and removes what a dead server left in it. Throws a ServeProblem. */
  static async open(path: string): Promise<DevicesFolder> {
    const made = makePrivate(path);
    const inUse = () => new ServeProblem(`another server has ${path}`, 'End it, or give another folder.');
    const lock = await listenAlone(join(path, LOCK), inUse).catch((error: unknown) => {
      if (made) rmdirSync(path);
      throw error;
    });
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inside = join(path, entry.name);
      if (entry.isDirectory() && isNamespace(inside)) sweep(inside);
    }
    return new DevicesFolder(path, lock, made);
  }

  /** Makes the folder of a VM, for nobody but this user. */
  namespace(name: string): string {
    const path = join(this.path, name);
    makePrivate(path);
    chmodSync(path, 0o700);
    this.names.push(name);
    return path;
  }

  /** Removes what is ours, at once: the process may be about to end. */
  close(): void {
    for (const name of this.names) sweep(join(this.path, name));
    this.lock.close();
    rmSync(join(this.path, LOCK), { force: true });
    if (this.isOurs) removeIfEmpty(this.path);
  }
}

/** Makes a folder for nobody but this user, where there is none. Returns whether it did. Throws a ServeProblem. */
function makePrivate(path: string): boolean {
  try {
    return makeFolder(path, 0o700);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ServeProblem(
      code === 'EEXIST' ? `${path} is a file` : `${path} cannot be made: ${message}`,
      'Give a folder, or the name of a new one.',
    );
  }
}

/** Whether a folder is that of a VM: it has a link to the VM's own socket. */
function isNamespace(folder: string): boolean {
  return lstatSync(join(folder, SELF), { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Removes what a server puts into the folder of a VM, and nothing else; then the folder, where nothing is left. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (lstatSync(path).isSocket() || name === SELF || name === MEMORY) rmSync(path);
  }
  removeIfEmpty(folder);
}

function removeIfEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
