import type { SendAct } from '../act.ts';
import type { Step } from '../scenario.ts';
import { constituentAt } from './places.ts';
import { LOAN, lend, readWrite, SCATTERED, share } from './steps.ts';
import { STARTED } from './world.ts';

/** All have started, and os has sent a page. The transaction is called loan. */
export const SHARED: readonly Step[] = [...STARTED, share('os', 'vault', LOAN, { as: 'loan' })];
export const SHARED_WITH_TWO: readonly Step[] = [
  ...STARTED,
  share('os', [readWrite('vault'), readWrite('notary')], LOAN, { as: 'loan' }),
];
export const LENT: readonly Step[] = [...STARTED, lend('os', 'vault', LOAN, { as: 'loan' })];

/** A send of two constituents whose second one is still missing. */
export const UNFINISHED: Pick<SendAct, 'fragments' | 'stopAfter' | 'as'> = {
  fragments: [constituentAt(1)],
  stopAfter: 1,
  as: 'loan',
};
/** All have started, and os has begun such a send. */
export const BEGUN: readonly Step[] = [...STARTED, share('os', 'vault', SCATTERED, UNFINISHED)];
