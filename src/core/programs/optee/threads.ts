import type { Program } from '../../client/port.ts';
import { RETURN } from './abi.ts';
import { TEE_RESULT } from './results.ts';
import type { Task } from './task.ts';

/** Yielding calls of one client that are under way. A thread rests while the normal world does something for it. */
export class Threads {
  private readonly resting: (Task<number> | undefined)[];

  /** `most` is how many there may be. */
  constructor(most: number) {
    this.resting = new Array<undefined>(most).fill(undefined);
  }

  /** Starts a thread and runs it until it pauses or ends. Returns w3 to w7 of the answer. */
  *start(task: Task<number>): Program<readonly number[]> {
    const index = this.resting.indexOf(undefined);
    return index < 0 ? [TEE_RESULT.BUSY] : yield* this.run(index, task);
  }

  /** Lets a thread go on. */
  *resume(index: number): Program<readonly number[]> {
    const task = this.resting[index];
    return task === undefined ? [TEE_RESULT.BAD_PARAMETERS] : yield* this.run(index, task);
  }

  private *run(index: number, task: Task<number>): Program<readonly number[]> {
    for (let step = task.next('written'); ; ) {
      if (step.done === true) {
        this.resting[index] = undefined;
        return [step.value, RETURN.DONE];
      }
      if (step.value.do === 'pause') {
        this.resting[index] = task;
        return [TEE_RESULT.SUCCESS, step.value.why, 0, 0, index];
      }
      const outcome = yield step.value;
      step = task.next(outcome);
    }
  }
}
