import { encodeMessage } from '../../../gunyah/wire/codec.ts';
import { REQUEST } from '../../../gunyah/wire/messages.ts';
import { NOTIFY_FLAG } from '../../../gunyah/wire/values.ts';
import type { Example } from '../example.ts';
import { inBytes } from '../places.ts';
import { accept, append, lend, release, request, TO_PEER, tell } from './steps.ts';
import { OTHER, PAGE, PARCELS, PEER } from './world.ts';

const machine = PARCELS;
const LOAN = lend(TO_PEER, PAGE, { as: 'loan' });
const ANNOUNCED = tell('hlos', 'loan', 'shared', { to: ['peer'], tag: 5 });
const { SHARED, RECALL } = NOTIFY_FLAG;

/** A message about the first parcel that there is, to the peer. */
function notification(flags: number): Uint8Array {
  return encodeMessage(REQUEST.NOTIFY, { handle: 0, flags }, { vms: [{ vmid: PEER }] });
}

/** Examples of the rules about MEM_NOTIFY. */
export const NOTIFY_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-notify/handle',
    machine,
    setup: [LOAN],
    broken: tell('hlos', 9, 'shared', { to: ['peer'], ...inBytes(0, 4) }),
    kept: [ANNOUNCED],
  },
  {
    rule: 'rm-notify/tag',
    machine,
    setup: [LOAN, ANNOUNCED],
    broken: tell('hlos', 'loan', 'recall', { to: ['peer'], tag: 6, ...inBytes(8, 4) }),
    kept: [tell('hlos', 'loan', 'recall', { to: ['peer'], tag: 5 })],
  },
  {
    rule: 'rm-notify/flags',
    machine,
    setup: [LOAN],
    broken: request('hlos', 'NOTIFY', notification(SHARED | RECALL), inBytes(4, 1)),
    kept: [request('hlos', 'NOTIFY', notification(SHARED)), request('hlos', 'NOTIFY', notification(RECALL))],
  },
  {
    rule: 'rm-notify/not-owner',
    machine,
    setup: [LOAN],
    broken: tell('peer', 'loan', 'recall', { to: ['peer'] }),
    kept: [tell('hlos', 'loan', 'recall', { to: ['peer'] })],
  },
  {
    rule: 'rm-notify/incomplete',
    machine,
    setup: [lend(TO_PEER, PAGE, { more: true, as: 'loan' })],
    broken: tell('hlos', 'loan', 'shared', { to: ['peer'] }),
    kept: [append('hlos', 'loan', OTHER), ANNOUNCED],
  },
  {
    rule: 'rm-notify/vms-missing',
    machine,
    setup: [LOAN],
    broken: request('hlos', 'NOTIFY', notification(SHARED).slice(0, 12)),
    kept: [request('hlos', 'NOTIFY', notification(SHARED))],
  },
  {
    rule: 'rm-notify/vms-empty',
    machine,
    setup: [LOAN],
    broken: tell('hlos', 'loan', 'shared', { to: [], ...inBytes(12, 2) }),
    kept: [ANNOUNCED],
  },
  {
    rule: 'rm-notify/vms-too-many',
    machine,
    setup: [LOAN],
    broken: tell('hlos', 'loan', 'shared', { to: ['peer', 'peer'], ...inBytes(12, 2) }),
    kept: [ANNOUNCED],
  },
  {
    rule: 'rm-notify/vm-unknown',
    machine,
    setup: [LOAN],
    broken: tell('hlos', 'loan', 'shared', { to: ['guest'], ...inBytes(16, 2) }),
    kept: [ANNOUNCED],
  },
  {
    rule: 'rm-notify/vm-not-receiver',
    machine,
    setup: [LOAN],
    broken: tell('hlos', 'loan', 'shared', { to: ['bystander'], ...inBytes(16, 2) }),
    kept: [ANNOUNCED],
  },
  {
    rule: 'rm-notify/not-receiver',
    machine,
    setup: [LOAN, accept('peer', 'loan')],
    broken: tell('bystander', 'loan', 'accepted', inBytes(0, 4)),
    kept: [tell('peer', 'loan', 'accepted')],
  },
  {
    rule: 'rm-notify/not-accepted',
    machine,
    setup: [LOAN],
    broken: tell('peer', 'loan', 'accepted'),
    kept: [accept('peer', 'loan'), tell('peer', 'loan', 'accepted')],
  },
  {
    rule: 'rm-notify/not-released',
    machine,
    setup: [LOAN, accept('peer', 'loan')],
    broken: tell('peer', 'loan', 'released'),
    kept: [release('peer', 'loan'), tell('peer', 'loan', 'released')],
  },
];
