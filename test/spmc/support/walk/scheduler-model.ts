/** The schedule-receiver interrupt: when the scheduler of the normal world is due to hear that somebody has notifications. */

import type { Frame } from '../../../../src/core/abi/frame.ts';
import type { Spmc } from '../../../../src/core/spmc/spmc.ts';
import { FFA } from '../ids.ts';
import { mustEqual } from './must.ts';

const DELAY = 0x2;

export class SchedulerModel {
  private due: 'no' | 'later' | 'now' = 'no';

  /** A call was accepted. `listens` says whether whoever was sent a letter has notifications. */
  learn(question: Frame, listens: boolean): void {
    const rings = question[0] === FFA.NOTIFICATION_SET || (question[0] === FFA.MSG_SEND2 && listens);
    if (!rings) return;
    if ((question[4]! & DELAY) === 0) this.due = 'now';
    else if (this.due === 'no') this.due = 'later';
  }

  /** The processor goes from one endpoint to another: a delayed interrupt comes when the secure world is left. */
  leave(from: number, to: number): void {
    if (this.due === 'later' && from >= 0x8000 && to < 0x8000) this.due = 'now';
  }

  /** The board takes the interrupt after every step. */
  expectSame(spmc: Spmc): void {
    mustEqual(spmc.takeScheduleReceiver(), this.due === 'now', 'the interrupt');
    if (this.due === 'now') this.due = 'no';
  }
}
