import { ACCESS_32, HEADER_1_1 } from '../../abi/layouts.ts';
import type { Example } from './example.ts';
import { accessAt, inField, patch } from './places.ts';
import { donate, LOAN, pages, readOnly, readWrite, share } from './steps.ts';
import { STARTED, VAULT } from './world.ts';

const NOBODY = 0x8009;
const ARCHIVE_ID = 0x8003;
const OWN_PAGE = pages(VAULT, 4);
/** In the guest's own addresses. */
const GUEST_PAGE = pages(0, 4);

const { sender } = HEADER_1_1.fields;
const { endpoint } = ACCESS_32.fields;

/** Examples of the rules about who may send to whom. */
export const SEND_PARTIES_EXAMPLES: readonly Example[] = [
  {
    rule: 'send/sender',
    setup: STARTED,
    broken: share('vault', 'notary', OWN_PAGE, {
      patches: [patch(sender, ARCHIVE_ID)],
      note: 'vault says that it is archive',
      ...inField(sender),
    }),
    kept: [share('vault', 'notary', OWN_PAGE)],
  },
  {
    rule: 'send/receiver-unknown',
    setup: STARTED,
    broken: share('os', [readWrite(NOBODY)], LOAN, {
      note: 'nobody has id 0x8009',
      ...inField(endpoint, accessAt()),
    }),
    kept: [share('os', [readWrite('vault')], LOAN)],
  },
  {
    rule: 'send/receiver-self',
    setup: STARTED,
    broken: share('vault', [readWrite('vault'), readWrite('notary')], OWN_PAGE, {
      note: 'lists the owner as well',
      ...inField(endpoint, accessAt()),
    }),
    kept: [share('vault', [readWrite('notary')], OWN_PAGE)],
  },
  {
    rule: 'send/to-normal-world',
    setup: STARTED,
    broken: share('vault', 'guest', OWN_PAGE, {
      note: 'guest belongs to the normal world',
      ...inField(endpoint, accessAt()),
    }),
    kept: [share('guest', 'vault', GUEST_PAGE, { note: 'the other way round' })],
  },
  {
    rule: 'send/donate-to-normal-world',
    setup: STARTED,
    broken: donate('vault', 'guest', OWN_PAGE, {
      note: 'guest belongs to the normal world',
      ...inField(endpoint, accessAt()),
    }),
    kept: [share('guest', 'vault', GUEST_PAGE, { note: 'the other way round' })],
  },
  {
    rule: 'send/receiver-duplicate',
    setup: STARTED,
    broken: share('os', [readWrite('vault'), readOnly('vault')], LOAN, {
      note: 'vault read-write, and vault read-only',
      ...inField(endpoint, accessAt(1)),
    }),
    kept: [share('os', [readWrite('vault')], LOAN)],
  },
  {
    rule: 'send/normal-world-only',
    setup: STARTED,
    broken: share('os', 'guest', LOAN, {
      note: 'neither of them is a secure partition',
      ...inField(endpoint, accessAt()),
    }),
    kept: [share('os', [readWrite('guest'), readWrite('vault')], LOAN)],
  },
];
