/** When memory cannot become a parcel. Source: gunyah 9.1, 9.2. */

import type { Page } from '../state.ts';
import type { Row } from './clause.ts';
import {
  ADDRESS_END,
  ALL_RIGHTS,
  type Attribute,
  exists,
  type Gunyah,
  type Parcel,
  type Region,
  RIGHT,
  type Transfer,
  TYPE,
  type Vm,
} from './state.ts';

const VALID_RIGHTS: readonly number[] = [4, 5, 6, 7];
const MOST_ATTRIBUTES = 3;
const DEVICE = 1;

export interface CreateCase {
  readonly gunyah: Gunyah;
  readonly caller: Vm;
  readonly transfer: Transfer;
  readonly type: number;
  readonly sanitize: boolean;
  readonly acl: readonly { readonly vmid: number; readonly rights: number }[];
  readonly attributes: readonly Attribute[];
  /** How many regions the request has. */
  readonly regions: number;
}

const repeats = (list: readonly { readonly vmid: number }[]) =>
  new Set(list.map(({ vmid }) => vmid)).size !== list.length;

export const CREATE: readonly Row<CreateCase>[] = [
  [
    {
      rule: 'rm-create/acl-empty',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 3',
      broken: ({ acl }) => acl.length === 0,
    },
    {
      rule: 'rm-create/regions-empty',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 3',
      broken: ({ regions }) => regions === 0,
    },
  ],
  [
    {
      rule: 'rm-create/donate-receivers',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 4',
      broken: ({ transfer, acl }) => transfer === 'donate' && acl.length !== 1,
    },
  ],
  [
    {
      rule: 'rm-create/too-many-parcels',
      status: 'DENIED',
      source: 'gunyah 9.1 5, 15',
      broken: ({ gunyah, caller }) =>
        [...gunyah.parcels.values()].filter(({ owner }) => owner === caller).length >=
        gunyah.bounds.parcelsPerOwner,
    },
  ],
  [
    {
      rule: 'rm-create/memory-type',
      status: 'ARGUMENT_INVALID',
      source: 'requirements QH4',
      broken: ({ type }) => type !== TYPE.NORMAL && type !== TYPE.IO,
    },
    {
      rule: 'rm-create/sanitize-io',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 7',
      broken: ({ type, sanitize }) => type === TYPE.IO && sanitize,
    },
  ],
  [
    {
      rule: 'rm-create/vm-repeated',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 9',
      broken: ({ acl }) => repeats(acl),
    },
    {
      rule: 'rm-create/vm-unknown',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 10',
      broken: ({ acl, gunyah }) => acl.some(({ vmid }) => !exists(gunyah, vmid)),
    },
    {
      rule: 'rm-create/rights',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 10, 5',
      broken: ({ acl }) => acl.some(({ rights }) => !VALID_RIGHTS.includes(rights)),
    },
    {
      rule: 'rm-create/io-execute',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 11',
      broken: ({ acl, type }) => type === TYPE.IO && acl.some(({ rights }) => (rights & RIGHT.EXECUTE) !== 0),
    },
    {
      rule: 'rm-create/donate-rights',
      status: 'DENIED',
      source: 'gunyah 9.1 12',
      broken: ({ acl, type, transfer }) =>
        transfer === 'donate' &&
        acl.some(({ rights }) => rights !== (type === TYPE.IO ? ALL_RIGHTS & ~RIGHT.EXECUTE : ALL_RIGHTS)),
    },
  ],
  [
    {
      rule: 'rm-create/owner-missing',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 13',
      broken: ({ acl, caller, transfer }) =>
        transfer === 'share' && !acl.some(({ vmid }) => vmid === caller.vmid),
    },
    {
      rule: 'rm-create/owner-listed',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 13',
      broken: ({ acl, caller, transfer }) =>
        transfer !== 'share' && acl.some(({ vmid }) => vmid === caller.vmid),
    },
  ],
  [
    {
      rule: 'rm-create/attribute-repeated',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 15',
      broken: ({ attributes }) => repeats(attributes),
    },
    {
      rule: 'rm-create/attribute-value',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 15',
      broken: ({ attributes }) => attributes.some(({ attribute }) => attribute > MOST_ATTRIBUTES),
    },
    {
      rule: 'rm-create/attribute-device',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 15',
      broken: ({ attributes, type }) =>
        attributes.some(({ attribute }) => attribute !== 0 && (attribute === DEVICE) !== (type === TYPE.IO)),
    },
    {
      rule: 'rm-create/attribute-donate',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 15',
      broken: ({ attributes, transfer }) =>
        transfer === 'donate' && attributes.some(({ attribute }) => attribute !== 0),
    },
    {
      rule: 'rm-create/attribute-vm',
      status: 'VMID_INVALID',
      source: 'gunyah 9.1 16',
      broken: ({ attributes, acl }) =>
        attributes.some(({ vmid }) => !acl.some((entry) => entry.vmid === vmid)),
    },
  ],
  [
    {
      rule: 'rm-create/no-room',
      status: 'NOMEM',
      source: 'gunyah 9.1 8',
      // How much room there is for parcels is the manager's own affair.
      may: true,
      broken: () => true,
    },
  ],
];

/** Regions that are to be added to a parcel. */
export interface AddCase {
  readonly gunyah: Gunyah;
  readonly caller: Vm;
  readonly type: number;
  /** What is added is to be cleared, and so has to be there. */
  readonly sanitize: boolean;
  readonly wanted: readonly { readonly base: number; readonly size: number }[];
  /** What is behind those addresses, where anything is. */
  readonly regions: readonly Region[];
  /** The pages of those regions; undefined for a number that is no page. */
  readonly pages: readonly (Page | undefined)[];
  readonly numbers: readonly number[];
  /** What the parcel has already. */
  readonly before: Pick<Parcel, 'regions'>;
  /** A page that it has already. */
  readonly like: Page | undefined;
  readonly away: ReadonlySet<number>;
}

const mine = ({ pages, caller }: AddCase) =>
  pages.filter((page): page is Page => page?.owner === caller.name);

export const ADD: readonly Row<AddCase>[] = [
  [
    {
      rule: 'rm-region/unaligned',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 17',
      broken: ({ wanted }) => wanted.some(({ base, size }) => base % 4096 !== 0 || size % 4096 !== 0),
    },
    {
      rule: 'rm-region/empty',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 17',
      broken: ({ wanted }) => wanted.some(({ size }) => size === 0),
    },
    {
      rule: 'rm-region/beyond',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.1 17, 15',
      broken: ({ wanted }) =>
        wanted.some(({ base, size }) => size >= ADDRESS_END || base + size > ADDRESS_END),
    },
  ],
  [
    {
      rule: 'rm-region/not-owned',
      status: 'MEM_INVALID',
      source: 'gunyah 9.1 18',
      broken: (of) =>
        of.numbers.length * 4096 < of.wanted.reduce((sum, { size }) => sum + size, 0) ||
        mine(of).length !== of.pages.length ||
        (of.sanitize && of.numbers.some((number) => of.away.has(number))),
    },
    {
      rule: 'rm-region/held',
      status: 'MEM_INVALID',
      source: 'gunyah 9.1 18',
      broken: (of) => mine(of).some(({ holder }) => holder !== undefined),
    },
    {
      rule: 'rm-region/overlap',
      status: 'MEM_INVALID',
      source: 'gunyah 9.1 22',
      broken: ({ numbers, before }) =>
        new Set(numbers).size !== numbers.length ||
        numbers.some((number) =>
          before.regions.some(({ page, pages }) => number >= page && number < page + pages),
        ),
    },
    {
      rule: 'rm-region/mixed',
      status: 'MEM_INVALID',
      source: 'requirements QA1',
      broken: (of) => {
        const pages = mine(of);
        const { rights, device, secure } = of.like ?? pages[0] ?? {};
        return pages.some(
          (page) => page.rights !== rights || page.device !== device || page.secure !== secure,
        );
      },
    },
    {
      rule: 'rm-region/kind',
      status: 'MEM_INVALID',
      source: 'gunyah 9.1 18',
      broken: (of) => mine(of).some(({ device }) => device !== (of.type === TYPE.IO)),
    },
    {
      rule: 'rm-region/no-room',
      status: 'NOMEM',
      source: 'gunyah 9.1 21',
      may: true,
      broken: () => true,
    },
  ],
  [
    {
      rule: 'rm-region/too-many',
      status: 'DENIED',
      source: 'gunyah 9.1 21, 15',
      broken: ({ gunyah, regions, before }) =>
        before.regions.length + regions.length > gunyah.bounds.regionsPerParcel,
    },
  ],
];

/** Regions that are to be appended. */
export interface AppendCase {
  readonly caller: Vm;
  readonly parcel: Parcel | undefined;
  readonly regions: number;
}

export const APPEND: readonly Row<AppendCase>[] = [
  [
    {
      rule: 'rm-append/regions-empty',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.2',
      broken: ({ regions }) => regions === 0,
    },
  ],
  [
    {
      rule: 'rm-append/handle',
      status: 'HANDLE_INVALID',
      source: 'gunyah 9.2',
      broken: ({ parcel }) => parcel === undefined,
    },
  ],
  [
    {
      rule: 'rm-append/not-owner',
      status: 'DENIED',
      source: 'gunyah 9.2',
      broken: ({ parcel, caller }) => parcel?.owner !== caller,
    },
  ],
  [
    {
      rule: 'rm-append/complete',
      status: 'DENIED',
      source: 'gunyah 9.2',
      broken: ({ parcel }) => parcel?.complete === true,
    },
  ],
];
