import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { BatchResult } from '../../core/explore/campaign/batch.ts';
import { batchesOf } from '../../core/explore/campaign/batches.ts';
import type { Campaign, Shard } from '../../core/explore/campaign/campaign.ts';
import { makeFolder } from '../files/make-folder.ts';
import { FolderLock } from './folder-lock.ts';
import { CampaignProblem } from './problem.ts';
import { headingOf, type ResultsReading, readResults } from './results-file.ts';

/** What has been finished. */
const RESULTS = 'results.jsonl';

/** A folder in which a campaign keeps what it has finished. One process at a time works in it. */
export class Checkpoint {
  /** What was finished before. */
  readonly done: readonly BatchResult[];
  private readonly folder: string;
  private readonly lock: FolderLock;
  private readonly file: number;

  private constructor(folder: string, lock: FolderLock, done: readonly BatchResult[]) {
    this.folder = folder;
    this.lock = lock;
    this.done = done;
    this.file = openSync(join(folder, RESULTS), 'a');
  }

  /** Begins in a folder, or goes on with the campaign that is there. Throws a CampaignProblem when that is another, or cannot be read. */
  static open(folder: string, campaign: Campaign, shard: Shard): Checkpoint {
    return onDisk(folder, () => {
      makeFolder(folder);
      const lock = new FolderLock(folder);
      try {
        return Checkpoint.openLocked(folder, lock, campaign, shard);
      } catch (error) {
        lock.release();
        throw error;
      }
    });
  }

  private static openLocked(folder: string, lock: FolderLock, campaign: Campaign, shard: Shard): Checkpoint {
    const heading = headingOf(campaign, shard);
    const path = join(folder, RESULTS);
    const text = readIfThere(path);
    if (text === undefined || text === '') {
      writeFileSync(path, `${JSON.stringify(heading)}\n`);
      return new Checkpoint(folder, lock, []);
    }
    const read = readOrThrow(text, path);
    if (
      read.heading.campaign !== heading.campaign ||
      JSON.stringify(read.heading.shard) !== JSON.stringify(shard)
    )
      throw new CampaignProblem(
        `${folder} has another campaign: another seed, length, machine, shard or other options`,
        'Name another folder with --out, or repeat the options of the campaign that is there.',
      );
    // A line that was being written when everything stopped was not finished.
    truncateSync(path, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
    return new Checkpoint(folder, lock, read.results);
  }

  /** Keeps what was finished, for good. */
  keep(result: BatchResult): void {
    onDisk(this.folder, () => {
      writeSync(this.file, `${JSON.stringify(result)}\n`);
      fsyncSync(this.file);
    });
  }

  close(): void {
    closeSync(this.file);
    this.lock.release();
  }
}

/** A campaign, and what was finished of it. */
export interface Merged {
  readonly campaign: Campaign;
  readonly results: readonly BatchResult[];
}

/** What the campaigns in several folders have finished, which have to be shards of one. */
export function readShards([first, ...others]: readonly string[]): Merged {
  if (first === undefined) throw new RangeError('there is nothing to merge');
  const whole = readShard(first);
  const results = new Map(whole.results.map((result) => [result.batch, result]));
  for (const folder of others) {
    const shard = readShard(folder);
    if (shard.heading.campaign !== whole.heading.campaign)
      throw new CampaignProblem(
        `${folder} has another campaign than ${first}`,
        'Merge shards of one campaign: same seed, calls, machine, options.',
      );
    for (const result of shard.results) {
      if (results.has(result.batch))
        throw new CampaignProblem(`batch ${result.batch} is in two folders`, 'Name each shard once.');
      results.set(result.batch, result);
    }
  }
  checkComplete(results, whole.campaign, whole.heading.shard);
  return { campaign: whole.campaign, results: [...results.values()] };
}

function readShard(folder: string): Read {
  const path = join(folder, RESULTS);
  const text = onDisk(folder, () => readIfThere(path));
  if (text === undefined)
    throw new CampaignProblem(`${folder} has no campaign`, 'Name folders that --out was given.');
  return readOrThrow(text, path);
}

/** Throws a CampaignProblem when a campaign lacks a batch: what was not taken is not well. */
function checkComplete(results: ReadonlyMap<number, BatchResult>, campaign: Campaign, { of }: Shard): void {
  const missing = batchesOf(campaign, { index: 0, of: 1 }, results.keys());
  if (missing.count === 0) return;
  const parts = new Set<string>();
  for (const batch of missing) {
    parts.add(`${(batch % of) + 1}/${of}`);
    if (parts.size === of) break;
  }
  throw new CampaignProblem(
    `${missing.count} batches of the campaign have not been finished, those of ${[...parts].join(', ')}`,
    'Finish those shards, and name the folders of all.',
  );
}

/** Does something with files. What the system refuses is a problem of the campaign. */
function onDisk<T>(folder: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new CampaignProblem(
      `${folder} cannot be worked in: ${message}`,
      'Name a folder that can be written with --out; what was finished is still where it was kept.',
    );
  }
}

type Read = Extract<ResultsReading, { readonly ok: true }>;

function readOrThrow(text: string, path: string): Read {
  const read = readResults(text);
  if (read.ok) return read;
  throw new CampaignProblem(
    `${path}:${read.line}: ${read.what}`,
    'Take the line out to have its walks taken again, or begin in another folder.',
  );
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
