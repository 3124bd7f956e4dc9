import type { Step } from '../scenario.ts';
import type { Example } from './example.ts';

/** Whether a step of an example is one to look at: how everybody starts is not. */
export function isShown({ setup }: Example, index: number, { act }: Step): boolean {
  return index >= setup.length || act.verb !== 'start';
}
