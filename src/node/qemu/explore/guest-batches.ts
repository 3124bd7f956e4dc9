import {
  type BatchResult,
  type Found,
  foundOf,
  MOST_SHRUNK,
  seenIn,
} from '../../../core/explore/campaign/batch.ts';
import {
  type Campaign,
  callsOf,
  machineAt,
  WALKS_A_BATCH,
  walksOf,
} from '../../../core/explore/campaign/campaign.ts';
import { Lab } from '../../../core/explore/lab.ts';
import type { Move } from '../../../core/explore/move.ts';
import { shrink } from '../../../core/explore/shrink.ts';
import { type Finding, walk } from '../../../core/explore/walk.ts';
import { GuestLab, type GuestTally } from './guest-lab.ts';

/** A campaign of a guest has one machine. */
const MACHINE = 0;

export interface GuestRun {
  /** QEMU's program name or path. */
  readonly program: string;
  readonly signal: AbortSignal;
  /** When no further walk is begun, by the clock of `performance.now`. The batch that is under way has fewer walks then. */
  readonly until: number;
  readonly tell: (result: BatchResult) => void;
}

/**
 * Takes batches of walks on the QEMU board, one after the other: each walk first in process, where its moves are thought of, and then, when all was
 * well there, by the guest. Ends when all are done, when time is over, or when the signal says so: then the batch that is under way
 * is given up. Returns what the guest has done. Rejected with a QemuError when QEMU cannot be had.
 */
export async function takeBatchesInQemu(
  campaign: Campaign,
  batches: Iterable<number>,
  run: GuestRun,
): Promise<GuestTally> {
  const machine = machineAt(campaign, MACHINE);
  const lab = new Lab(machine, campaign);
  const guestLab = new GuestLab(machine, { model: campaign.model, program: run.program });
  try {
    for (const batch of batches) {
      const result = await takeBatch(lab, guestLab, campaign, batch, run);
      if (result === undefined || result.walks === 0) break;
      run.tell(result);
    }
    return guestLab.tally;
  } finally {
    guestLab.close();
  }
}

/** Undefined when it was given up. */
async function takeBatch(
  lab: Lab,
  guestLab: GuestLab,
  campaign: Campaign,
  batch: number,
  { signal, until }: GuestRun,
): Promise<BatchResult | undefined> {
  const first = batch * WALKS_A_BATCH;
  const end = Math.min(first + WALKS_A_BATCH, walksOf(campaign));
  const before = lab.calls;
  const inProcess: Finding[] = [];
  const onGuest: Finding[] = [];
  seenIn([lab]);
  let number = first;
  for (; number < end && performance.now() < until; number++) {
    if (signal.aborted) return undefined;
    const moves: Move[] = [];
    const plan = { ...campaign, walk: number, calls: callsOf(campaign, number), firstContexts: true };
    const finding = walk(lab, plan, moves);
    if (finding !== undefined) inProcess.push(finding);
    const broken = finding === undefined ? await guestLab.replay(moves, true) : undefined;
    if (broken !== undefined) onGuest.push({ walk: number, breach: broken.breach, moves, ended: true });
  }
  const calls = lab.calls - before;
  // Cutting down would add to it.
  const seen = seenIn([lab]);
  const found: Found[] = [];
  for (const finding of [...inProcess, ...onGuest]) {
    const shrinks = found.length < MOST_SHRUNK;
    const here = inProcess.includes(finding);
    const shrunk = shrinks ? await (here ? shrink(lab, finding) : guestLab.shrink(finding)) : undefined;
    found.push(foundOf(lab, MACHINE, finding, shrunk));
  }
  return { batch, walks: number - first, calls, found, ...seen };
}
