import type { Arguments } from '../../client/driver.ts';
import type { HandleName } from '../act.ts';
import type { Step } from '../scenario.ts';
import type { Example } from './example.ts';
import { inRegister } from './places.ts';
import { call, giveBack, plain, retrieve, SINGLE_PAGES, share, withdraw } from './steps.ts';
import { STARTED, VAULT } from './world.ts';

const VAULT_RX = VAULT + 0x1000;
/** A first fragment fills RX: header, one access descriptor, composite and 250 constituents have just its size. */
const RX_SIZE = 0x1000;

const SHARED = [...STARTED, share('os', 'vault', SINGLE_PAGES, { as: 'loan' })];
const BEGUN = [...SHARED, retrieve('vault', 'loan', { firstOnly: true })];

/** The call that fetches the second fragment of the response. */
function fetch(
  args: Arguments = {},
  aside: Pick<Step, 'note' | 'expect'> & { handle?: HandleName } = {},
): Step {
  return call('vault', 'FFA_MEM_FRAG_RX', { 3: RX_SIZE, ...args }, { handle: 'loan', ...aside });
}

/** Examples of the rules about FFA_MEM_FRAG_RX. */
export const RESPONSE_EXAMPLES: readonly Example[] = [
  {
    rule: 'response/sender-field',
    setup: BEGUN,
    broken: fetch({ 4: 0x8001_0000 }, { note: 'vault names itself', ...inRegister(4) }),
    kept: [fetch()],
  },
  {
    rule: 'response/rx-busy',
    setup: [...BEGUN, fetch()],
    broken: fetch({}, { note: 'once more, without a release' }),
    kept: [plain('vault', 'release'), fetch({}, { note: 'the last fragment can be had again' })],
  },
  {
    rule: 'response/unknown-handle',
    setup: BEGUN,
    broken: fetch({ 2: 0x7777 }, { note: 'another value in the upper half of the handle', ...inRegister(1) }),
    kept: [fetch()],
  },
  {
    rule: 'response/nothing-to-fetch',
    setup: SHARED,
    broken: fetch(
      {},
      { note: 'the second fragment of a response that vault did not ask for', ...inRegister(1) },
    ),
    kept: [retrieve('vault', 'loan', { firstOnly: true }), fetch()],
  },
  {
    rule: 'response/offset',
    setup: BEGUN,
    broken: fetch({ 3: RX_SIZE + 16 }, { note: 'leaves one constituent out', ...inRegister(3) }),
    kept: [fetch({ 3: RX_SIZE })],
  },
  {
    rule: 'response/rx-inaccessible',
    setup: [...BEGUN, withdraw(VAULT_RX)],
    broken: fetch({}, { note: 'RX belongs to another world for the moment' }),
    kept: [giveBack(VAULT_RX), fetch()],
  },
];
