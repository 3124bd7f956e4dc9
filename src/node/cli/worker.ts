import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { BatchResult } from '../../core/explore/campaign/batch.ts';
import { CampaignProblem } from '../explore/problem.ts';
import { parseAddress } from '../explore/queue/address.ts';
import { takeJobs } from '../explore/queue/take-jobs.ts';
import { CommandError } from './exit.ts';
import { parseWhole } from './explore-options.ts';
import { footer } from './footer.ts';
import { Interruption } from './interruption.ts';
import { packageVersion } from './package-version.ts';
import { StepLine } from './step-line.ts';

interface WorkerOptions {
  readonly queue: string;
  readonly workers: number;
  readonly json?: true;
}

/** `tantalum worker`: takes walks of a campaign that another machine hands out. */
export function define(command: Command): void {
  command
    .requiredOption('--queue <url>', 'where the walks are: redis://HOST[:PORT][/DATABASE], rediss:// for TLS')
    .option('--workers <n>', 'threads', parseWhole(1, 1024), availableParallelism())
    .option('--json', 'print a line of JSON for each batch')
    .addHelpText('after', footer(HELP))
    .action(work);
}

const HELP = `
Takes the walks that \`tantalum explore --queue\` hands out, twenty at a time, until Ctrl-C; what is under way then goes
back into the queue. Start as many workers as you like, before and after \`explore\`, on any machine that reaches the
queue and has the same program. What a worker that dies was at is given to another within half a minute.

Examples:
  $ tantalum worker --queue redis://localhost
  $ tantalum worker --queue rediss://:secret@queue.example:6380/2 --workers 8
  $ tantalum worker --queue redis://localhost --json

Exit codes: 2 the queue is not there or is lost, or its campaign is of another version; 130 stopped with Ctrl-C, 143 by
SIGTERM.`;

async function work({ queue, workers, json }: WorkerOptions): Promise<void> {
  const interruption = new Interruption();
  const tally = new Tally(json === true);
  const say = (text: string) => process.stderr.write(`tantalum: ${text}\n`);
  try {
    const address = parseAddress(queue);
    await takeJobs({
      ...{ address, threads: workers, version: packageVersion(), signal: interruption.signal },
      ready: () => tally.begin(`takes walks from ${address.shown}`),
      tell: (result) => tally.add(result),
      notice: say,
    });
  } catch (error) {
    throw error instanceof CampaignProblem ? new CommandError(error.message, error.hint) : error;
  } finally {
    tally.end();
    interruption.end();
  }
  process.exitCode = interruption.code ?? 0;
}

/** What was taken so far. */
class Tally {
  private readonly json: boolean;
  private readonly line: StepLine = new StepLine(process.stderr);
  private readonly started: number = performance.now();
  private begun = false;
  private batches = 0;
  private calls = 0;

  constructor(json: boolean) {
    this.json = json;
  }

  begin(text: string): void {
    this.begun = true;
    this.line.step(text);
  }

  add({ batch, walks, calls, found }: BatchResult): void {
    this.batches++;
    this.calls += calls;
    if (this.json) process.stdout.write(`${JSON.stringify({ batch, walks, calls, found: found.length })}\n`);
    this.line.detail(`(${this.text()})`);
  }

  end(): void {
    this.line.end();
    if (this.begun && !this.json) process.stdout.write(`${this.text()}\n`);
  }

  private text(): string {
    const seconds = Math.max((performance.now() - this.started) / 1000, 0.001);
    const rate = Math.round(this.calls / seconds).toLocaleString('en');
    return `${this.calls.toLocaleString('en')} calls in ${this.batches} batches taken, ${rate} calls/s`;
  }
}
