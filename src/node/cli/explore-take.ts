import type { BatchResult, Found } from '../../core/explore/campaign/batch.ts';
import { type Batches, batchesOf } from '../../core/explore/campaign/batches.ts';
import { type Campaign, machineAt, type Shard } from '../../core/explore/campaign/campaign.ts';
import { reportOf } from '../../core/explore/campaign/report.ts';
import { Checkpoint } from '../explore/checkpoint.ts';
import { takeBatches } from '../explore/pool.ts';
import { parseAddress } from '../explore/queue/address.ts';
import { takeInQemu } from './explore-in-qemu.ts';
import { Pace } from './explore-pace.ts';
import type { Planned, PlanOptions } from './explore-plan.ts';
import { tellReport } from './explore-report.ts';
import { foundLines } from './explore-text.ts';
import { Interruption } from './interruption.ts';
import { packageVersion } from './package-version.ts';
import { writeScenario } from './write-scenario.ts';

/** Who takes a campaign, and what is kept of it. */
export interface TakeOptions extends Pick<PlanOptions, 'board' | 'for' | 'queue'> {
  readonly qemu: string;
  readonly workers: number;
  readonly shard: Shard;
  readonly out?: string;
  readonly discard?: true;
  readonly json?: true;
}

/** Batches that somebody is to take, and who hears of what came of them. */
interface Work {
  readonly campaign: Campaign;
  readonly batches: Batches;
  readonly signal: AbortSignal;
  readonly tell: (result: BatchResult) => void;
}

/** Has a campaign taken, goes on with what was kept of it, and reports. */
export async function takeCampaign({ campaign, aside }: Planned, options: TakeOptions): Promise<void> {
  const { shard, out, json, queue } = options;
  const interruption = new Interruption();
  const checkpoint = out === undefined ? undefined : Checkpoint.open(out, campaign, shard);
  const results: BatchResult[] = [...(checkpoint?.done ?? [])];
  const left = batchesOf(
    campaign,
    shard,
    results.map(({ batch }) => batch),
  );
  const pace = new Pace(left.count);
  const tell = (result: BatchResult) => {
    checkpoint?.keep(result);
    results.push(result);
    pace.add(result);
    for (const found of result.found) show(found, campaign, out, json);
  };
  try {
    await take({ campaign, batches: left, signal: interruption.signal, tell }, options);
  } finally {
    pace.end();
    interruption.end();
    checkpoint?.close();
  }
  if (interruption.code === undefined) {
    tellReport(campaign, reportOf(results, campaign), json, aside);
    return;
  }
  const kept = out !== undefined || queue !== undefined;
  const on = kept ? 'the same command goes on from there' : 'nothing was kept: --out keeps it';
  process.stderr.write(
    `tantalum: stopped with ${results.length} of ${batchesOf(campaign, shard).count} batches finished; ${on}\n`,
  );
  process.exitCode = interruption.code;
}

/** Has batches taken by whoever the options name: a guest, workers elsewhere, or threads of this process. */
async function take(work: Work, options: TakeOptions): Promise<void> {
  const { board, queue, workers } = options;
  const { campaign, batches, signal, tell } = work;
  if (board === 'qemu') await takeInQemu(campaign, batches, options, signal, tell);
  else if (queue === undefined) await takeBatches(campaign, batches, workers, signal, tell);
  else await takeFromQueue(work, queue, options);
}

/** Workers elsewhere. What that takes is loaded now. */
async function takeFromQueue(work: Work, queue: string, { discard, out }: TakeOptions): Promise<void> {
  const { handOut } = await import('../explore/queue/hand-out.ts');
  const { campaign, batches, signal, tell } = work;
  const address = parseAddress(queue);
  const idle = () =>
    process.stderr.write(
      `tantalum: nobody takes walks yet\n  Start a worker: tantalum worker --queue ${address.shown}\n`,
    );
  const how = { address, version: packageVersion(), discard: discard === true, keeps: out !== undefined };
  await handOut(campaign, batches, { ...how, signal, tell, idle });
}

/** Writes a scenario of what is wrong, and says where, as soon as it is known. */
function show(found: Found, campaign: Campaign, out: string | undefined, json: true | undefined): void {
  const name = `found-${campaign.seed}-${found.walk}.yaml`;
  const machine = machineAt(campaign, found.machine);
  const file = found.scenario && writeScenario(out, name, machine, found.scenario);
  if (json === undefined) process.stderr.write(`${foundLines(found, file).join('\n')}\n`);
}
