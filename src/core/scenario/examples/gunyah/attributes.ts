import { ATTRIBUTE, MEMORY_TYPE } from '../../../gunyah/wire/values.ts';
import type { Step } from '../../scenario.ts';
import type { Example } from '../example.ts';
import { inBytes } from '../places.ts';
import type { Aside } from '../steps.ts';
import { ask, LISTS, regionsOf } from './steps.ts';
import { BYSTANDER, DEVICE, PARCELS, PEER } from './world.ts';

const machine = PARCELS;
const { DEFAULT, CACHED } = ATTRIBUTE;
const DEVICE_MEMORY = ATTRIBUTE.DEVICE;
const GIFT = { ...LISTS, acl: [{ vmid: PEER, rights: 7 }] };
const UART = { ...LISTS, regions: regionsOf([{ address: DEVICE, pages: 1 }]) };

type Attributes = readonly (readonly [vmid: number, attribute: number])[];

function listed(attributes: Attributes): { readonly vmid: number; readonly attribute: number }[] {
  return attributes.map(([vmid, attribute]) => ({ vmid, attribute }));
}

/** A loan to the peer with attributes. */
function lendWith(attributes: Attributes, aside: Aside = {}): Step {
  return ask('hlos', 'LEND', {}, { ...LISTS, attributes: listed(attributes) }, aside);
}

/** A donation to the peer with attributes. */
function donateWith(attributes: Attributes, aside: Aside = {}): Step {
  return ask('hlos', 'DONATE', {}, { ...GIFT, attributes: listed(attributes) }, aside);
}

const KEPT = [lendWith([[PEER, CACHED]])];

/** Examples of the rules about the attribute lists of new parcels. */
export const ATTRIBUTE_EXAMPLES: readonly Example[] = [
  {
    rule: 'rm-create/attribute-repeated',
    machine,
    setup: [],
    broken: lendWith(
      [
        [PEER, CACHED],
        [PEER, CACHED],
      ],
      inBytes(46, 2),
    ),
    kept: KEPT,
  },
  {
    rule: 'rm-create/attribute-value',
    machine,
    setup: [],
    broken: lendWith([[PEER, 4]], inBytes(40, 2)),
    kept: KEPT,
  },
  {
    rule: 'rm-create/attribute-device',
    machine,
    setup: [],
    broken: lendWith([[PEER, DEVICE_MEMORY]], inBytes(40, 2)),
    kept: [
      ask('hlos', 'LEND', { type: MEMORY_TYPE.IO }, { ...UART, attributes: listed([[PEER, DEVICE_MEMORY]]) }),
    ],
  },
  {
    rule: 'rm-create/attribute-donate',
    machine,
    setup: [],
    broken: donateWith([[PEER, CACHED]], inBytes(40, 2)),
    kept: [donateWith([[PEER, DEFAULT]])],
  },
  {
    rule: 'rm-create/attribute-vm',
    machine,
    setup: [],
    broken: lendWith([[BYSTANDER, CACHED]], inBytes(42, 2)),
    kept: KEPT,
  },
];
