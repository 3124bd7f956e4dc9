import type { BatchResult } from '../../core/explore/campaign/batch.ts';
import type { Campaign } from '../../core/explore/campaign/campaign.ts';

/** The QEMU to run, and for how many seconds. */
export interface QemuOptions {
  readonly qemu: string;
  readonly for?: number;
}

const count = (value: number) => value.toLocaleString('en');

/** Takes batches on the QEMU board, and says on the standard error what the guest did. Throws a CommandError when QEMU cannot be had. */
export async function takeInQemu(
  campaign: Campaign,
  batches: Iterable<number>,
  { qemu, for: seconds }: QemuOptions,
  signal: AbortSignal,
  tell: (result: BatchResult) => void,
): Promise<void> {
  const { takeBatchesInQemu } = await import('../qemu/explore/guest-batches.ts');
  const { qemuProblem } = await import('./qemu-problem.ts');
  const until = seconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + 1000 * seconds;
  try {
    const run = { program: qemu, signal, until, tell };
    const { calls, races, accesses, faults } = await takeBatchesInQemu(campaign, batches, run);
    process.stderr.write(
      `tantalum: the guest made ${count(calls)} of the calls, ${count(races)} of them while its TX was rewritten, and ${count(accesses)} accesses to see what it reaches, of which ${count(faults)} faulted\n`,
    );
  } catch (error) {
    throw qemuProblem(error);
  }
}
