/** What a campaign with a defective manager leaves behind: the real one has nothing to be found. */

import { vi } from 'vitest';
import { type BatchResult, Labs, runBatch } from '../../src/core/explore/campaign/batch.ts';
import { type Campaign, identityOf } from '../../src/core/explore/campaign/campaign.ts';
import { reportOf } from '../../src/core/explore/campaign/report.ts';
import { provingGround } from '../../src/core/explore/ground.ts';
import { Ledger } from '../../src/core/memory/ledger.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { reportFile } from '../../src/node/explore/report-file.ts';

/** One walk. */
export const PLANTED: Campaign = {
  ...{ seed: 5, calls: 1000, faults: false, model: true },
  machines: [provingGround()],
};

/** Does something with a manager that leaves the owner what it lends. */
export function withDefect<T>(action: () => T): T {
  const { open } = Ledger.prototype;
  const spy = vi.spyOn(Ledger.prototype, 'open').mockImplementation(function (
    this: Ledger,
    owner,
    kind,
    kept,
    physical,
    base,
  ) {
    return open.call(this, owner, kind, kind === KIND.LEND ? 7 : kept, physical, base);
  });
  try {
    return action();
  } finally {
    spy.mockRestore();
  }
}

/** The batch with what was found, cut down to a scenario. */
export function plantedBatch(): BatchResult {
  return withDefect(() => runBatch(new Labs(PLANTED), PLANTED, 0));
}

/** What `tantalum explore --json` prints of it. */
export function plantedReport(batch: BatchResult): string {
  return JSON.stringify(reportFile(PLANTED, reportOf([batch], PLANTED)));
}

/** The `results.jsonl` of it. */
export function plantedResults(...batches: readonly object[]): string {
  const heading = {
    ...{ format: 'tantalum exploration 2', campaign: identityOf(PLANTED) },
    shard: { index: 0, of: 1 },
  };
  return [heading, ...batches].map((line) => `${JSON.stringify(line)}\n`).join('');
}
