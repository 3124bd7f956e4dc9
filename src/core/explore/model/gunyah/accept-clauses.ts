/** When a parcel cannot be accepted. Source: gunyah 9.3. */

import type { World } from '../state.ts';
import type { Row } from './clause.ts';
import { contradictsReserved, isFree } from './places.ts';
import {
  ADDRESS_END,
  type Attribute,
  type Grant,
  NUMBER_OF,
  type Parcel,
  RIGHT,
  TYPE,
  type Vm,
} from './state.ts';

export interface AcceptCase {
  readonly world: World;
  readonly caller: Vm;
  readonly parcel: Parcel | undefined;
  /** The caller's entry of the access list. */
  readonly grant: Grant | undefined;
  readonly type: number;
  readonly transfer: number;
  readonly flags: number;
  readonly label: number;
  readonly acl: readonly { readonly vmid: number; readonly rights: number }[];
  readonly attributes: readonly Attribute[];
  /** What the list of places says of whom it is for, whether it has places or not; 0 when it is left out. */
  readonly mapVmid: number;
  readonly given: readonly { readonly base: number; readonly size: number }[];
  /** Runs of regions that have no place yet, each to be in one piece, as pages. */
  readonly pieces: readonly (readonly number[])[];
  /** Whether the manager can find places for them. */
  readonly room: 'yes' | 'no' | 'perhaps';
}

export const FLAG = {
  VALIDATE_SANITIZED: 1,
  VALIDATE_ACL_ATTR: 2,
  VALIDATE_LABEL: 4,
  MAP_OTHER: 8,
  CONTIGUOUS: 16,
  SANITIZE: 32,
  DONE: 128,
} as const;

const has = ({ flags }: AcceptCase, flag: number) => (flags & flag) !== 0;
/** Each given place, in pages, with the piece of memory that is to be there. */
const placed = ({ given, pieces }: AcceptCase) =>
  given.slice(0, pieces.length).map(({ base, size }, index) => ({
    ...{ base, size, at: base / 4096, piece: pieces[index] },
  }));

export const ACCEPT: readonly Row<AcceptCase>[] = [
  [
    {
      rule: 'rm-accept/handle',
      status: 'HANDLE_INVALID',
      source: 'gunyah 9.3 2',
      broken: ({ parcel }) => parcel === undefined,
    },
  ],
  [
    {
      rule: 'rm-accept/incomplete',
      status: 'DENIED',
      source: 'requirements QH1',
      broken: ({ parcel }) => parcel?.complete === false,
    },
  ],
  [
    {
      rule: 'rm-accept/type',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.3 3',
      broken: ({ parcel, type, transfer }) =>
        parcel !== undefined && (type !== parcel.type || transfer !== NUMBER_OF[parcel.transfer]),
    },
  ],
  [
    {
      rule: 'rm-accept/not-sanitized',
      status: 'VALIDATE_FAILED',
      source: 'gunyah 9.3 4',
      broken: (of) => has(of, FLAG.VALIDATE_SANITIZED) && of.parcel?.cleared === false,
    },
  ],
  [
    {
      rule: 'rm-accept/label',
      status: 'VALIDATE_FAILED',
      source: 'gunyah 9.3 5',
      broken: (of) => has(of, FLAG.VALIDATE_LABEL) && of.label !== of.parcel?.label,
    },
  ],
  [
    {
      rule: 'rm-accept/acl-absent',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.3 6',
      broken: (of) => has(of, FLAG.VALIDATE_ACL_ATTR) && of.acl.length === 0,
    },
    {
      rule: 'rm-accept/acl-differs',
      status: 'VALIDATE_FAILED',
      source: 'gunyah 9.3 6',
      broken: (of) =>
        has(of, FLAG.VALIDATE_ACL_ATTR) &&
        of.acl.length !== 0 &&
        of.parcel !== undefined &&
        !hasLists(of.parcel, of),
    },
  ],
  [
    {
      rule: 'rm-accept/map-other',
      status: 'DENIED',
      source: 'gunyah 9.3 7',
      broken: (of) => has(of, FLAG.MAP_OTHER),
    },
  ],
  [
    {
      rule: 'rm-accept/map-vmid',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.3 8',
      broken: ({ mapVmid }) => mapVmid !== 0,
    },
  ],
  [
    {
      rule: 'rm-accept/not-receiver',
      status: 'VMID_INVALID',
      source: 'gunyah 9.3 9',
      broken: ({ grant }) => grant === undefined,
    },
  ],
  [
    {
      rule: 'rm-accept/owner',
      status: 'DENIED',
      source: 'gunyah 9.3 10',
      broken: ({ parcel, caller }) => parcel?.owner === caller,
    },
    {
      rule: 'rm-accept/mapped',
      status: 'DENIED',
      source: 'gunyah 9.3 10',
      broken: ({ grant }) => grant?.mapped === true,
    },
  ],
  [
    {
      rule: 'rm-accept/contiguous-io',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.3 11',
      broken: (of) => has(of, FLAG.CONTIGUOUS) && of.type !== TYPE.NORMAL,
    },
    {
      rule: 'rm-accept/contiguous-mixed',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.3 11, requirements QH2',
      broken: (of) => of.grant?.accepted === true && of.grant.contiguous !== has(of, FLAG.CONTIGUOUS),
    },
  ],
  [
    {
      rule: 'rm-accept/sanitize',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.3 12',
      broken: (of) =>
        has(of, FLAG.SANITIZE) && (of.type === TYPE.IO || ((of.grant?.rights ?? 0) & RIGHT.WRITE) === 0),
    },
  ],
  [
    {
      rule: 'rm-accept/too-many-places',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.3 13',
      broken: ({ given, pieces }) => given.length > pieces.length,
    },
  ],
  [
    {
      rule: 'rm-accept/place-unaligned',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.3 15',
      broken: (of) => placed(of).some(({ base, size }) => base % 4096 !== 0 || base + size > ADDRESS_END),
    },
    {
      rule: 'rm-accept/place-size',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.3 15',
      broken: (of) => placed(of).some(({ size, piece }) => size !== piece.length * 4096),
    },
    {
      rule: 'rm-accept/place-taken',
      status: 'NORESOURCE',
      source: 'gunyah 9.3 16',
      broken: (of) => {
        const places = placed(of).map(({ at, piece }) => ({ at, pages: piece.length }));
        return (
          !of.caller.flat && places.some((place, index) => !isFree(of.caller, place, places.slice(0, index)))
        );
      },
    },
    {
      rule: 'rm-accept/place-physical',
      status: 'MEM_INVALID',
      source: 'gunyah 9.3 17',
      broken: (of) =>
        placed(of).some(({ at, piece }) =>
          of.caller.flat
            ? piece.some((page, index) => page !== at + index)
            : contradictsReserved(of.world, of.caller, { at, pages: piece.length }, piece),
        ),
    },
  ],
  [
    {
      rule: 'rm-accept/place-taken',
      status: 'NORESOURCE',
      source: 'gunyah 9.3 16',
      broken: ({ given, caller, room }) => given.length === 0 && !caller.flat && room === 'no',
    },
    {
      rule: 'rm-accept/place-taken',
      status: 'NORESOURCE',
      source: 'gunyah 9.3 16',
      // Where the manager puts several regions decides whether there is room for the last.
      may: true,
      broken: ({ given, caller, room }) => given.length === 0 && !caller.flat && room === 'perhaps',
    },
    {
      rule: 'rm-accept/place-physical',
      status: 'MEM_INVALID',
      source: 'gunyah 9.3 17',
      broken: ({ given, caller, room }) => given.length === 0 && caller.flat && room === 'no',
    },
  ],
  [
    {
      rule: 'rm-accept/unplaced',
      status: 'ARGUMENT_INVALID',
      source: 'gunyah 9.3 18',
      broken: (of) => has(of, FLAG.DONE) && placesLeft(of) > 0,
    },
  ],
  [
    {
      rule: 'rm-accept/rights',
      status: 'MAP_FAILED',
      source: 'gunyah 9.3 20, requirements QC1',
      broken: (of) => has(of, FLAG.DONE) && exceeds(of.world, of.parcel, of.grant),
    },
  ],
];

/** How many pieces have no place when the request is done. */
function placesLeft({ given, pieces }: AcceptCase): number {
  return Math.max(0, pieces.length - (given.length === 0 ? MOST_CHOSEN : given.length));
}

/** Addresses that one call chooses. Source: gunyah 15. */
export const MOST_CHOSEN = 512;

/** Whether lists are those that a parcel was made with: as many entries, the same ones, in the same order. */
export function hasLists(
  { grants, attributes }: Parcel,
  given: Pick<AcceptCase, 'acl' | 'attributes'>,
): boolean {
  const text = (list: readonly { readonly vmid: number }[], value: (of: never) => number) =>
    list.map((entry) => `${entry.vmid}:${value(entry as never)}`).join();
  const rights = ({ rights: each }: { readonly rights: number }) => each;
  const attribute = ({ attribute: each }: Attribute) => each;
  return (
    text(grants, rights) === text(given.acl, rights) &&
    text(attributes, attribute) === text(given.attributes, attribute)
  );
}

/** Whether an access list gives more than the owner could itself. */
export function exceeds(world: World, parcel: Parcel | undefined, grant: Grant | undefined): boolean {
  const page = world.pages.get(parcel?.regions[0]?.page ?? -1);
  return page !== undefined && grant !== undefined && (pageRights(grant.rights) & ~page.rights) !== 0;
}

/** Rights of an access list as those of a page. */
export function pageRights(rights: number): number {
  return (
    ((rights & RIGHT.READ) !== 0 ? 1 : 0) |
    ((rights & RIGHT.WRITE) !== 0 ? 2 : 0) |
    ((rights & RIGHT.EXECUTE) !== 0 ? 4 : 0)
  );
}
