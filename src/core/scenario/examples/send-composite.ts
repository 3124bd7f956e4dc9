import { ACCESS_32, COMPOSITE } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { accessAt, compositeAt, inField, patch, SEND_LENGTH } from './places.ts';
import { LOAN, pages, readWrite, share } from './steps.ts';
import { OS_HEAP, STARTED } from './world.ts';

const { compositeOffset } = ACCESS_32.fields;
const { constituentCount, reserved, totalPages } = COMPOSITE.fields;
const BOTH = [readWrite('vault'), readWrite('notary')];

/** Examples of the rules about the composite of a send: where it is and what it announces. */
export const SEND_COMPOSITE_EXAMPLES: readonly Example[] = [
  {
    rule: 'send/composite-offset-zero',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      patches: [patch(compositeOffset, 0, accessAt())],
      note: 'does not say where the composite starts',
      ...inField(compositeOffset, accessAt()),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'send/composite-offset',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      patches: [patch(compositeOffset, 64, accessAt())],
      note: 'says that the composite starts at byte 64, inside the access descriptor of 32 bytes',
      ...inField(compositeOffset, accessAt()),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'send/composite-differs',
    setup: STARTED,
    broken: share('os', BOTH, LOAN, {
      patches: [patch(compositeOffset, compositeAt(2) + 16, accessAt(1))],
      note: 'names byte 112 to vault and byte 128 to notary',
      ...inField(compositeOffset, accessAt(1)),
    }),
    kept: [share('os', BOTH, LOAN)],
  },
  {
    rule: 'send/composite-reserved',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      patches: [patch(reserved, 1, compositeAt())],
      note: 'byte 8 of the composite is 1',
      ...inField(reserved, compositeAt()),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'send/constituent-count-zero',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      patches: [patch(constituentCount, 0, compositeAt())],
      note: 'announces no constituent',
      ...inField(constituentCount, compositeAt()),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
  {
    rule: 'send/page-count-max',
    limits: { pagesPerSend: 4 },
    setup: STARTED,
    broken: share('os', 'vault', pages(OS_HEAP, 0, 5), {
      note: 'five pages where four are the most',
      ...inField(totalPages, compositeAt()),
    }),
    kept: [share('os', 'vault', pages(OS_HEAP, 0, 4)), share('os', 'vault', pages(OS_HEAP, 4))],
  },
  {
    rule: 'send/total-length',
    setup: STARTED,
    broken: share('os', 'vault', LOAN, {
      registers: { 1: SEND_LENGTH + 16 },
      note: 'announces room for two constituents in w1, and one in the composite',
      ...inField(constituentCount, compositeAt()),
    }),
    kept: [share('os', 'vault', LOAN)],
  },
];
