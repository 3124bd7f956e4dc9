import { PATCHES_ASK, STRYKER_ASKS } from '../plan.ts';
import { Switchboard } from './switchboard.ts';

/** The one switchboard of the process. It has to be there before code is loaded that was changed: `runner.ts` imports it first. */
export const board: Switchboard = new Switchboard();
Object.assign(globalThis, {
  [PATCHES_ASK]: (subject: string) => board.isOn(subject),
  [STRYKER_ASKS]: (subject: string) => board.switchOf(subject),
});
