import { encodeMessage } from '../../../gunyah/wire/codec.ts';
import { reserveShape } from '../../../gunyah/wire/messages.ts';
import { RANGE_KIND } from '../../../gunyah/wire/values.ts';
import type { Step } from '../../scenario.ts';
import type { Example } from '../example.ts';
import { inBytes } from '../places.ts';
import type { Aside } from '../steps.ts';
import { request } from './steps.ts';
import { PARCELS, PEER_OWN } from './world.ts';

const machine = PARCELS;
/** gunyah 9.8: for normal memory. */
const NORMAL = 4;
const FREE = { base: 0x5000_0000, size: 0x1000 };

/** The peer keeps addresses. */
function keep(ranges: readonly (typeof FREE)[], aside: Aside = {}): Step {
  return request('peer', 'IPA_RESERVE', payloadOf(NORMAL, ranges), aside);
}

function payloadOf(constraints: number, ranges: readonly (typeof FREE)[]): Uint8Array {
  const shape = reserveShape(RANGE_KIND.FIXED);
  if (shape === undefined) throw new TypeError('there are no fixed ranges');
  return encodeMessage(shape, { kind: RANGE_KIND.FIXED, constraints }, { ranges });
}

/** The same with another first byte. */
function ofKind(kind: number, aside: Aside): Step {
  const payload = payloadOf(NORMAL, [FREE]);
  payload[0] = kind;
  return request('peer', 'IPA_RESERVE', payload, aside);
}

const KEPT = [keep([FREE])];

/** Examples of the rules about addresses that a VM keeps. */
export const RESERVE_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-reserve/no-addresses',
    machine,
    setup: [],
    broken: request('hlos', 'IPA_RESERVE', payloadOf(NORMAL, [FREE])),
    kept: KEPT,
  },
  {
    rule: 'rm-reserve/kind',
    machine,
    setup: [],
    broken: ofKind(2, inBytes(0, 1)),
    kept: KEPT,
  },
  {
    rule: 'rm-reserve/constraints',
    machine,
    setup: [],
    broken: request('peer', 'IPA_RESERVE', payloadOf(0, [FREE]), inBytes(4, 4)),
    kept: KEPT,
  },
  {
    rule: 'rm-reserve/list',
    machine,
    setup: [],
    broken: ofKind(RANGE_KIND.ALLOCATE, {
      ...inBytes(16, 20),
      note: 'an entry of 32 bytes, of which 16 are there',
    }),
    kept: KEPT,
  },
  {
    rule: 'rm-reserve/too-many',
    machine,
    setup: [],
    broken: keep(new Array<typeof FREE>(31).fill(FREE), inBytes(16, 2)),
    kept: KEPT,
  },
  {
    rule: 'rm-reserve/range',
    machine,
    setup: [],
    broken: keep([{ ...FREE, size: 0x800 }], inBytes(20, 16)),
    kept: KEPT,
  },
  {
    rule: 'rm-reserve/taken',
    machine,
    setup: [],
    broken: keep([FREE, { ...FREE, base: PEER_OWN }], {
      ...inBytes(36, 16),
      note: 'its own memory is there',
    }),
    kept: KEPT,
  },
];
