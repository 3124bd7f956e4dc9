import { DATA_RW } from '../../abi/bits.ts';
import type { Example } from './example.ts';
import { OS, STARTED } from './world.ts';

const PAGE = OS + 0x4000;

/** Examples of the rules about FFA_MEM_RELINQUISH. */
export const RELINQUISH_EXAMPLES: readonly Example[] = [
  {
    rule: 'relinquish/not-retrieved',
    setup: [
      ...STARTED,
      {
        by: 'os',
        act: {
          verb: 'share',
          to: [{ partition: 'vault', permissions: DATA_RW }],
          memory: [{ address: PAGE, pages: 1 }],
          as: 'loan',
        },
      },
    ],
    broken: { by: 'vault', act: { verb: 'relinquish', handle: 'loan' } },
    kept: [
      { by: 'vault', act: { verb: 'retrieve', handle: 'loan' } },
      { by: 'vault', act: { verb: 'relinquish', handle: 'loan' } },
    ],
  },
];
