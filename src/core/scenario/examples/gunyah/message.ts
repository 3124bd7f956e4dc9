import { encodeMessage } from '../../../gunyah/wire/codec.ts';
import { REQUEST } from '../../../gunyah/wire/messages.ts';
import type { Example } from '../example.ts';
import { inBytes } from '../places.ts';
import { stepOf } from '../steps.ts';
import { LISTS, reclaim, request } from './steps.ts';
import { PARCELS } from './world.ts';

/** A MEM_LEND with three empty lists: 8 bytes, then 4 of each list. */
const BARE = encodeMessage(REQUEST.LEND, {});
const WHOLE = encodeMessage(REQUEST.LEND, {}, LISTS);
const SENT = request('hlos', 'LEND', WHOLE);

/** The same with other bytes from one place on, and more behind it. */
function changed(at: number, bytes: readonly number[], behind: readonly number[] = []): Uint8Array {
  const payload = Uint8Array.of(...BARE, ...behind);
  payload.set(bytes, at);
  return payload;
}

/** Examples of the rules about the form of messages. */
export const MESSAGE_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-message/unknown',
    machine: PARCELS,
    setup: [SENT],
    broken: stepOf('hlos', { verb: 'rm-request', message: 0x5100_0016, payload: Uint8Array.of(0, 0, 0, 0) }),
    kept: [reclaim('hlos', 0)],
  },
  {
    rule: 'rm-message/too-short',
    machine: PARCELS,
    setup: [],
    broken: request('hlos', 'LEND', BARE.slice(0, 19), inBytes(0, 19)),
    kept: [SENT],
  },
  {
    rule: 'rm-message/list-head-cut',
    machine: PARCELS,
    setup: [],
    broken: request('hlos', 'LEND', changed(8, [1], [0, 0]), {
      ...inBytes(20, 2),
      note: 'one entry in the access list: the attribute list would begin where two bytes are left',
    }),
    kept: [SENT],
  },
  {
    rule: 'rm-message/list-too-long',
    machine: PARCELS,
    setup: [],
    broken: request('hlos', 'LEND', changed(8, [1, 2]), { ...inBytes(8, 2), note: '513 entries' }),
    kept: [SENT],
  },
  {
    rule: 'rm-message/list-entries-cut',
    machine: PARCELS,
    setup: [],
    broken: request('hlos', 'LEND', changed(16, [1]), {
      ...inBytes(16, 4),
      note: 'one attribute, and no more bytes',
    }),
    kept: [SENT],
  },
  {
    rule: 'rm-message/bytes-left-over',
    machine: PARCELS,
    setup: [],
    broken: request('hlos', 'LEND', Uint8Array.of(...BARE, 0), inBytes(20, 1)),
    kept: [SENT],
  },
];
