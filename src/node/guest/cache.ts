import { mkdir, readdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import {
  type Guest,
  type GuestOrigin,
  type GuestParts,
  manifestOf,
  readGuest,
  writeGuest,
} from './guest-files.ts';
import { GuestProblem } from './problem.ts';
import { withWorkFolder } from './work-folder.ts';

/** The guests of a user: a folder for each, named by the release of its kernel. Nothing is ever changed in place. */
export class GuestCache {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The cache that the environment asks for; relative folders are not meant, says the XDG base directory rule. */
  static of({ XDG_CACHE_HOME = '', HOME = homedir() }: NodeJS.ProcessEnv): GuestCache {
    const caches = path.isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : path.join(HOME, '.cache');
    return new GuestCache(path.join(caches, 'tantalum', 'guest'));
  }

  /** The releases that are there, the last that was put there first; those without a manifest last. */
  async releases(): Promise<readonly string[]> {
    const names = await readdir(this.folder).catch(() => []);
    const dated = await Promise.all(
      names
        .filter((name) => !name.startsWith('.'))
        .map(async (name) => ({
          name,
          obtained: (await manifestOf(path.join(this.folder, name)))?.obtained ?? '',
        })),
    );
    const later = (one: string, other: string) => (one === other ? 0 : one > other ? -1 : 1);
    return dated
      .sort((one, other) => later(one.obtained, other.obtained) || later(one.name, other.name))
      .map(({ name }) => name);
  }

  /** Reads a guest. Throws a GuestProblem when it is not there or not as it was put there. */
  async open(release: string): Promise<Guest> {
    await this.#demand(release);
    return readGuest(path.join(this.folder, release));
  }

  /** Reads a guest; undefined when it is not there or not as it was put there. */
  async openIntact(release: string): Promise<Guest | undefined> {
    try {
      return await this.open(release);
    } catch (error) {
      if (error instanceof GuestProblem) return undefined;
      throw error;
    }
  }

  /** Gives work a folder of its own in the cache, which is removed when the work ends. */
  work<T>(task: (folder: string) => Promise<T>): Promise<T> {
    return withWorkFolder(this.folder, task);
  }

  /** Puts a guest there as a whole, in place of one of the same release. */
  add(parts: GuestParts, origin: GuestOrigin): Promise<Guest> {
    return this.work(async (work) => {
      const made = path.join(work, 'guest');
      await writeGuest(made, parts, origin);
      await this.#moveAway(parts.release, work);
      await rename(made, path.join(this.folder, parts.release));
      return this.open(parts.release);
    });
  }

  /** Removes a guest as a whole. Throws a GuestProblem when it is not there. */
  async remove(release: string): Promise<void> {
    await this.#demand(release);
    await this.work((work) => this.#moveAway(release, work));
  }

  async #demand(release: string): Promise<void> {
    if (!(await this.releases()).includes(release))
      throw new GuestProblem(
        `there is no guest ${release}`,
        'tantalum guest list shows those that are there.',
      );
  }

  /** Leaves a guest to the work folder's end. */
  async #moveAway(release: string, work: string): Promise<void> {
    await mkdir(path.join(work, 'old'));
    await rename(path.join(this.folder, release), path.join(work, 'old', release)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
  }
}
