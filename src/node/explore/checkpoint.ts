import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { BatchResult } from './batch.ts';
import { readResult } from './batch-schema.ts';
import { type Campaign, identityOf, type Shard } from './campaign.ts';
import { CampaignProblem } from './problem.ts';

const FORMAT = 'tantalum exploration 1';
/** What has been finished: a line that names the campaign, then a line for each batch. */
const RESULTS = 'results.jsonl';
/** Is there while somebody works in the folder, with the id of the process. */
const LOCK = 'running';

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
  private readonly file: number;

  private constructor(folder: string, done: readonly BatchResult[]) {
    this.folder = folder;
    this.done = done;
    this.file = openSync(join(folder, RESULTS), 'a');
  }

  /** Begins in a folder, or goes on with the campaign that is there. Throws a CampaignProblem when that is another, or cannot be read. */
  static open(folder: string, campaign: Campaign, shard: Shard): Checkpoint {
    mkdirSync(folder, { recursive: true });
    lock(folder);
    try {
      const heading: Heading = { format: FORMAT, campaign: identityOf(campaign), shard };
      const path = join(folder, RESULTS);
      const text = readIfThere(path);
      if (text === undefined || text === '') {
        writeFileSync(path, `${JSON.stringify(heading)}\n`);
        return new Checkpoint(folder, []);
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
      return new Checkpoint(folder, read.results);
    } catch (error) {
      unlock(folder);
      throw error;
    }
  }

  /** Keeps what was finished, for good. */
  keep(result: BatchResult): void {
    writeSync(this.file, `${JSON.stringify(result)}\n`);
    fsyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
    unlock(this.folder);
  }
}

/** What the campaigns in several folders have finished, which have to be shards of one. */
export function readShards(folders: readonly string[]): readonly BatchResult[] {
  const all = folders.map((folder) => {
    const path = join(folder, RESULTS);
    const text = readIfThere(path);
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
  return [...results.values()];
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

function lock(folder: string): void {
  const path = join(folder, LOCK);
  const before = Number(readIfThere(path) ?? 0);
  if (before !== 0 && isRunning(before))
    throw new CampaignProblem(
      `process ${before} explores in ${folder}`,
      'Wait for it, stop it, or name another folder with --out.',
    );
  writeFileSync(path, `${process.pid}`);
}

function unlock(folder: string): void {
  rmSync(join(folder, LOCK), { force: true });
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
