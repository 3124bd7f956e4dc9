import { functionId } from './functions.ts';

/** With these comes back the processor of a partition that was stopped on its way to a response: FFA_RUN goes on with it. */
export const STOPPED: ReadonlySet<number> = new Set([functionId('FFA_INTERRUPT'), functionId('FFA_YIELD')]);
