import { FLAG_TIME_SLICE, FLAG_TYPE_SHARE, FLAG_ZERO } from '../../abi/bits.ts';
import { HEADER_1_1 } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { inField } from './places.ts';
import { donate, LOAN, lend, OTHER, share, unspecified } from './steps.ts';
import { STARTED } from './world.ts';

const { flags, accessCount } = HEADER_1_1.fields;

/** Examples of the rules about what a send asks for. */
export const SEND_FLAGS_EXAMPLES: readonly Example[] = [
  {
    rule: 'send/flags-none',
    setup: STARTED,
    broken: lend('os', 'vault', LOAN, {
      flags: FLAG_ZERO,
      note: 'asks for the pages to be cleared',
      ...inField(flags),
    }),
    kept: [lend('os', 'vault', LOAN)],
  },
  {
    rule: 'send/flags-reserved',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      flags: FLAG_TYPE_SHARE,
      note: 'says in the flags, too, that it is a share; only retrieve requests do',
      ...inField(flags),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'send/time-slice',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      flags: FLAG_TIME_SLICE,
      note: 'asks to be interrupted when it takes long',
      ...inField(flags),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'send/zero-on-share',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      flags: FLAG_ZERO,
      note: 'asks for the pages to be cleared',
      ...inField(flags),
    }),
    kept: [lend('os', 'vault', LOAN, { flags: FLAG_ZERO })],
  },
  {
    rule: 'send/donate-receivers',
    setup: STARTED,
    broken: donate('os', [unspecified('vault'), unspecified('notary')], LOAN, {
      note: 'one page to two new owners',
      ...inField(accessCount),
    }),
    kept: [donate('os', 'vault', LOAN), donate('os', 'notary', OTHER)],
  },
];
