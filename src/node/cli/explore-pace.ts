import type { BatchResult } from '../../core/explore/campaign/batch.ts';
import { paceText } from '../../core/explore/campaign/pace-text.ts';
import { Progress } from './progress.ts';

/** Says on a terminal how far a campaign has come and how quickly. */
export class Pace {
  private readonly progress: Progress;
  private readonly total: number;
  private readonly started: number = performance.now();
  private batches = 0;
  private calls = 0;

  /** `total` is how many batches are to come. */
  constructor(total: number) {
    this.total = total;
    this.progress = new Progress(process.stderr, total);
  }

  add({ calls }: BatchResult): void {
    this.batches++;
    this.calls += calls;
    const left = (this.calls / this.batches) * (this.total - this.batches);
    this.progress.step(paceText(this.calls, (performance.now() - this.started) / 1000, left));
  }

  end(): void {
    this.progress.end();
  }
}
