import type { Step } from '../../scenario.ts';
import type { Example } from '../example.ts';
import { inBytes } from '../places.ts';
import { type Aside, stepOf } from '../steps.ts';
import { ask, lend, reclaim, TO_PEER, vm } from './steps.ts';
import { GUEST, LABEL, PARCELS, pages, R, ROOM, RWX } from './world.ts';

const machine = PARCELS;
const ALLOCATED = vm('allocate', 'guest');
const IMAGE = lend([['guest', RWX]], pages(4, 2), { label: 1, as: 'image' });
const CONFIGURED = vm('image', 'guest', { parcel: 'image' });

/** The image lies somewhere in the first parcel that there is, of two pages. */
function imageAt(imageOffset: number, imageSize: number, aside: Aside = {}): Step {
  return ask('hlos', 'VM_CONFIG_IMAGE', { vmid: GUEST, handle: 0, imageOffset, imageSize }, {}, aside);
}

/** Examples of the rules about the life of VMs. */
export const VM_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-vm/not-primary',
    machine,
    setup: [],
    broken: stepOf('peer', { verb: 'rm-vm', what: 'allocate', vm: 'guest' }),
    kept: [ALLOCATED],
  },
  {
    rule: 'rm-vm/unknown',
    machine,
    setup: [],
    broken: vm('reset', 'peer', { ...inBytes(0, 2), note: 'the peer runs from the beginning' }),
    kept: [ALLOCATED, vm('reset', 'guest')],
  },
  {
    rule: 'rm-vm/none-free',
    machine,
    setup: [],
    broken: vm('allocate', 'peer', inBytes(0, 2)),
    kept: [ALLOCATED],
  },
  {
    rule: 'rm-vm/state',
    machine,
    setup: [ALLOCATED, IMAGE],
    broken: vm('start', 'guest', { ...inBytes(0, 2), note: 'it has no image yet' }),
    kept: [CONFIGURED, vm('init', 'guest'), vm('start', 'guest')],
  },
  {
    rule: 'rm-vm/image-handle',
    machine,
    setup: [ALLOCATED, IMAGE],
    broken: vm('image', 'guest', { parcel: 9, ...inBytes(4, 4) }),
    kept: [CONFIGURED],
  },
  {
    rule: 'rm-vm/image-parcel',
    machine,
    setup: [ALLOCATED, IMAGE, lend(TO_PEER, pages(8), { as: 'loan' })],
    broken: vm('image', 'guest', { parcel: 'loan', ...inBytes(4, 4), note: 'it is lent to the peer' }),
    kept: [CONFIGURED],
  },
  {
    rule: 'rm-vm/configured',
    machine,
    setup: [
      ALLOCATED,
      IMAGE,
      lend([['guest', R]], pages(8, ROOM), { label: LABEL, as: 'large' }),
      CONFIGURED,
      vm('init', 'guest'),
    ],
    broken: vm('start', 'guest', {
      note: 'beside its image there is no room for what its device tree names',
    }),
    kept: [reclaim('hlos', 'large'), vm('start', 'guest')],
  },
  {
    rule: 'rm-vm/image-range',
    machine,
    setup: [ALLOCATED, IMAGE],
    broken: imageAt(0x1001, 0x1000, inBytes(8, 32)),
    kept: [imageAt(0x1000, 0x1000)],
  },
];
