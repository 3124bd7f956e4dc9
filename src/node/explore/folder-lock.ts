import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning } from '../process/is-running.ts';
import { CampaignProblem } from './problem.ts';

/** Is there while somebody works in the folder, and says who. */
const LOCK = 'running';
/** Milliseconds between two signs of life, and without one after which somebody on another machine is taken for dead. */
const SIGN_EVERY = 10_000;
const DEAD_AFTER = 60_000;

const holderSchema = z.strictObject({ host: z.string(), process: z.int().min(1) });
type Holder = z.output<typeof holderSchema>;

/** Folders in which this process works. Another one that was started anew, in a container, may have had its number. */
const held = new Set<string>();

/**
 * The right to work in a folder, which one process has at a time. Of a process of this machine the system knows whether it lives; one of another
 * machine, with the same disk, gives signs of life.
 */
export class FolderLock {
  private readonly path: string;
  private readonly signs: NodeJS.Timeout;

  /** Throws a CampaignProblem when somebody else has it. */
  constructor(folder: string) {
    const path = join(folder, LOCK);
    const holder = holderOf(path);
    if (holder !== undefined && isAlive(holder, path))
      throw new CampaignProblem(
        `process ${holder.process} of ${holder.host} explores in ${folder}`,
        'Wait for it, stop it, or name another folder with --out.',
      );
    const own: Holder = { host: hostname(), process: process.pid };
    writeFileSync(path, JSON.stringify(own));
    held.add(path);
    this.path = path;
    this.signs = setInterval(() => sign(path), SIGN_EVERY).unref();
  }

  release(): void {
    clearInterval(this.signs);
    held.delete(this.path);
    rmSync(this.path, { force: true });
  }
}

/** Who is written down as working there. */
function holderOf(path: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    // Nobody, or somebody who died while this was written.
    return undefined;
  }
}

function isAlive({ host, process: id }: Holder, path: string): boolean {
  if (host !== hostname()) return Date.now() - statSync(path).mtimeMs < DEAD_AFTER;
  return id === process.pid ? held.has(path) : isRunning(id);
}

function sign(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // The folder is gone, which is found when the next result is kept.
  }
}
