import { PACKET_RULES } from '../../../gunyah/rules/packet.ts';
import { encodeMessage } from '../../../gunyah/wire/codec.ts';
import { REQUEST } from '../../../gunyah/wire/messages.ts';
import { MOST_CONTINUATIONS, PACKET_TYPE, PACKET_VERSION, packetsOf } from '../../../gunyah/wire/packet.ts';
import type { Step } from '../../scenario.ts';
import type { Example } from '../example.ts';
import { type Aside, stepOf } from '../steps.ts';
import { LISTS, reclaim, regionsOf } from './steps.ts';
import { DRAM, PARCELS, pages } from './world.ts';

/** Chosen by who asks. */
const SEQUENCE = 7;
/** One packet carries a loan of one page; fourteen pages that lie apart need two. */
const FIRST_APART = 16;
const APART = Array.from({ length: 14 }, (_, index) => pages(FIRST_APART + index * 2)).flat();

const [ALONE] = lendPackets(LISTS);
const [FIRST, SECOND] = lendPackets({ ...LISTS, regions: regionsOf(APART) });

function lendPackets(lists: typeof LISTS): readonly [Uint8Array, Uint8Array] {
  const payload = encodeMessage(REQUEST.LEND, {}, lists);
  const { id } = REQUEST.LEND;
  const [first, second] = packetsOf({ type: PACKET_TYPE.REQUEST, sequence: SEQUENCE, id, payload });
  const none = new Uint8Array();
  return [first ?? none, second ?? none];
}

function sent(packet: Uint8Array, dropped: boolean, aside: Aside = {}): Step {
  return stepOf('hlos', { verb: 'rm-packet', bytes: packet, dropped, ...aside });
}

const taken = (packet: Uint8Array, aside?: Aside) => sent(packet, false, aside);
const dropped = (packet: Uint8Array, aside?: Aside) => sent(packet, true, aside);

/** A packet with another byte in its header. */
function changed(packet: Uint8Array, at: number, byte: number): Uint8Array {
  const copy = packet.slice();
  copy[at] = byte;
  return copy;
}

/** The owner touches the first of the pages that lie apart: it has it as long as the message was not served. */
function touched(aside: Aside = {}): Step {
  return stepOf('hlos', { verb: 'read', at: DRAM + FIRST_APART * 0x1000, ...aside });
}

const LENT: Step = touched({ expect: { fault: 'translation' }, note: 'the message was served' });
const RECLAIMED: Step = reclaim('hlos', 0);

/**
 * Examples of the rules about packets. Nobody is answered who breaks one: that the packet is dropped, or taken and of no use, is all there is to
 * see.
 */
export const PACKET_EXAMPLES: readonly Example[] = [
  {
    rule: PACKET_RULES['shorter than a header'].id,
    machine: PARCELS,
    setup: [],
    broken: dropped(ALONE.subarray(0, 7)),
    kept: [taken(ALONE), RECLAIMED],
  },
  {
    rule: PACKET_RULES['longer than a packet'].id,
    machine: PARCELS,
    setup: [],
    broken: dropped(Uint8Array.of(...FIRST, 0)),
    kept: [taken(FIRST), taken(SECOND), LENT],
  },
  {
    rule: PACKET_RULES['of another version or header length'].id,
    machine: PARCELS,
    setup: [],
    broken: dropped(changed(ALONE, 0, PACKET_VERSION + 1)),
    kept: [taken(ALONE), RECLAIMED],
  },
  {
    rule: PACKET_RULES['too many continuations'].id,
    machine: PARCELS,
    setup: [],
    broken: dropped(changed(FIRST, 1, PACKET_TYPE.REQUEST | ((MOST_CONTINUATIONS + 1) << 2)), {
      note: 'it says that 63 continuations follow',
    }),
    kept: [taken(FIRST), taken(SECOND), LENT],
  },
  {
    rule: PACKET_RULES['a continuation of nothing'].id,
    machine: PARCELS,
    setup: [],
    broken: dropped(SECOND),
    kept: [taken(FIRST), taken(SECOND), LENT],
  },
  {
    rule: PACKET_RULES['a continuation of something else'].id,
    machine: PARCELS,
    setup: [taken(FIRST)],
    broken: dropped(changed(SECOND, 2, SEQUENCE + 1), { note: 'another sequence number' }),
    kept: [taken(SECOND), LENT],
  },
  {
    rule: 'rm-packet/interrupted',
    machine: PARCELS,
    setup: [taken(FIRST)],
    broken: taken(ALONE, { note: 'another message begins, and is served' }),
    after: [RECLAIMED, dropped(SECOND, { note: 'what it would continue is gone' }), touched()],
    kept: [taken(SECOND), taken(ALONE), LENT],
  },
  {
    rule: 'rm-packet/unfinished',
    machine: PARCELS,
    setup: [],
    broken: taken(FIRST, { note: 'one more is to come, and does not' }),
    after: [touched({ note: 'nothing is lent yet' })],
    kept: [taken(FIRST), taken(SECOND), LENT],
  },
];
