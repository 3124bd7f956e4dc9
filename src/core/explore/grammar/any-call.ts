import { FUNCTIONS } from '../../abi/functions.ts';
import { NOTIFICATION_FUNCTIONS } from '../../rules/profiles/notification-functions.ts';
import type { CallMove } from '../move.ts';
import type { Grammar } from './grammar.ts';

/** Functions that have nothing to do with memory, and how they are called. They end what a partition does in between. */
const OTHERS: readonly string[] = [
  'FFA_VERSION',
  'FFA_FEATURES',
  'FFA_ID_GET',
  'FFA_SPM_ID_GET',
  'FFA_PARTITION_INFO_GET',
  'FFA_PARTITION_INFO_GET_REGS',
  'FFA_MSG_SEND_DIRECT_REQ',
  'FFA_MSG_SEND_DIRECT_RESP',
  'FFA_MSG_SEND_DIRECT_REQ2',
  'FFA_MSG_SEND_DIRECT_RESP2',
  'FFA_MSG_SEND2',
  'FFA_MSG_WAIT',
  'FFA_RUN',
  'FFA_YIELD',
  'FFA_RX_ACQUIRE',
  'FFA_RX_RELEASE',
  ...NOTIFICATION_FUNCTIONS,
  'FFA_MEM_PERM_GET',
  'FFA_MEM_PERM_SET',
  'FFA_CONSOLE_LOG',
  'FFA_SECONDARY_EP_REGISTER',
  'FFA_NS_RES_INFO_GET',
];

/** FFA_ERROR, FFA_RXTX_MAP and FFA_ABORT: ends of partitions and buffers are moves of their own. */
const APART: ReadonlySet<number> = new Set([0x60, 0x66, 0x90]);

const NUMBERS: readonly (readonly [number, boolean])[] = FUNCTIONS.filter(({ name }) =>
  OTHERS.includes(name),
).flatMap(({ number, widths }): readonly (readonly [number, boolean])[] => {
  if (widths === 'both')
    return [
      [number, false],
      [number, true],
    ];
  return [[number, widths === '64']];
});

/** Any other call: to or about somebody, with a few bits set; sometimes of a function that there is not. */
export function anyCall(grammar: Grammar): CallMove {
  const { random, stand } = grammar;
  const by = grammar.anybody();
  const own = stand.actors[by].id;
  const other = random.pick(stand.actors).id;
  const [number, wide] = random.pick(NUMBERS);
  const id = random.oneIn(50)
    ? 0x8400_0060 + random.below(0x40)
    : ((wide ? 0xc400_0000 : 0x8400_0000) | number) >>> 0;
  const safe = APART.has(id & 0xff) ? 0x8400_0069 : id;
  const first = random.pick([
    0,
    own,
    other,
    own * 0x1_0000 + other,
    other * 0x1_0000 + own,
    0x1_0000 + random.below(5),
  ]);
  const second = random.oneIn(2) ? 0 : random.below(16);
  const third = random.below(4);
  const fourth = random.oneIn(3) ? random.below(8) : 0;
  const words = [safe, first >>> 0, second, third, fourth];
  if (number !== 0x86) return { do: 'call', by, words };
  return { do: 'call', by, words, tx: [0, 0, 40, other | (own << 16), random.below(64)] };
}
