import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { BatchResult } from '../../core/explore/campaign/batch.ts';
import { batchesOf, type Campaign, identityOf, type Shard } from '../../core/explore/campaign/campaign.ts';
import { readResult } from './batch-schema.ts';
import { FolderLock } from './folder-lock.ts';
import { CampaignProblem } from './problem.ts';

const FORMAT = 'tantalum exploration 1';
/** What has been finished: a line that names the campaign, then a line for each batch. */
const RESULTS = 'results.jsonl';

/** What the first line says. */
interface Heading {
  readonly format: typeof FORMAT;
  readonly campaign: string;
  readonly shard: Shard;
}

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
      mkdirSync(folder, { recursive: true });
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
    const heading: Heading = { format: FORMAT, campaign: identityOf(campaign), shard };
    const path = join(folder, RESULTS);
    const text = readIfThere(path);
    if (text === undefined || text === '') {
      writeFileSync(path, `${JSON.stringify(heading)}\n`);
      return new Checkpoint(folder, lock, []);
    }
    const read = readResults(text, path);
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

/** What the campaigns in several folders have finished, which have to be shards of one. */
export function readShards(folders: readonly string[]): readonly BatchResult[] {
  const all = folders.map((folder) => {
    const path = join(folder, RESULTS);
    const text = onDisk(folder, () => readIfThere(path));
    if (text === undefined)
      throw new CampaignProblem(`${folder} has no campaign`, 'Name folders that --out was given.');
    return { folder, ...readResults(text, path) };
  });
  const [first] = all;
  const other = all.find(({ heading }) => heading.campaign !== first?.heading.campaign);
  if (other !== undefined)
    throw new CampaignProblem(
      `${other.folder} has another campaign than ${first?.folder}`,
      'Merge shards of one campaign: same seed, calls, machine, options.',
    );
  const results = new Map<number, BatchResult>();
  for (const result of all.flatMap((each) => each.results)) {
    if (results.has(result.batch))
      throw new CampaignProblem(`batch ${result.batch} is in two folders`, 'Name each shard once.');
    results.set(result.batch, result);
  }
  checkComplete(results, first?.heading);
  return [...results.values()];
}

/** Throws a CampaignProblem when a campaign lacks a batch: what was not taken is not well. */
function checkComplete(results: ReadonlyMap<number, BatchResult>, heading: Heading | undefined): void {
  const { calls } = JSON.parse(heading?.campaign ?? '{"calls":0}') as Pick<Campaign, 'calls'>;
  const missing = batchesOf({ calls }, { index: 0, of: 1 }).filter((batch) => !results.has(batch));
  if (missing.length === 0) return;
  const of = heading?.shard.of ?? 1;
  const parts = [...new Set(missing.map((batch) => `${(batch % of) + 1}/${of}`))];
  throw new CampaignProblem(
    `${missing.length} batches of the campaign have not been finished, those of ${parts.join(', ')}`,
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

function readResults(
  text: string,
  path: string,
): { readonly heading: Heading; readonly results: readonly BatchResult[] } {
  const lines = text.split('\n').slice(0, -1);
  const parsed = lines.map((line, index) => parse(line, path, index + 1));
  const [heading, ...values] = parsed;
  if ((heading as Heading | undefined)?.format !== FORMAT) throw corrupt(path, 1);
  const seen = new Set<number>();
  const results = values.map((value, index) => {
    const result = readResult(value);
    if (result === undefined || seen.has(result.batch)) throw corrupt(path, index + 2);
    seen.add(result.batch);
    return result;
  });
  return { heading: heading as Heading, results };
}

function parse(line: string, path: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw corrupt(path, number);
  }
}

function corrupt(path: string, line: number): CampaignProblem {
  return new CampaignProblem(
    `${path}:${line}: this is no result of a campaign`,
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
