import { VERSION_1_2 } from '../../abi/versions.ts';
import { describeMachine } from '../../board/describe-machine.ts';
import {
  ACCEPT_FLAG,
  ALL_RIGHTS,
  APPEND_FLAG,
  CREATE_FLAG,
  RETURN_FLAG,
  RIGHT,
  TRANSFER,
} from '../../gunyah/wire/values.ts';
import { type Profile, SPEC } from '../../rules/profile.ts';
import type { Deed } from './deeds.ts';
import { buffersOf, permutations, setupOf } from './layout.ts';
import { loanDeeds, ordered } from './loans.ts';
import type { AcceptDeed, CreateDeed, Listed, VmDeed } from './vm-deeds.ts';
import type { World } from './world.ts';

/** How much there is of a world of two protocols. */
export interface BesideSize {
  /** Pages that go from hand to hand. */
  readonly pages: number;
  /** Whether the OS and the secure partition unmap and map their buffers. */
  readonly buffers: boolean;
}

const PAGE = 0x1000;
const FIRST = 0x10;
const BUFFERS = 0x18;
const SECURE = 0x20;

/** Places in the list of partitions. The guest has no buffers, so all that it can do as a partition is to die. */
const [OS, VAULT, GUEST] = [0, 1, 2];
/** Places in the list of VMs. */
const [PRIMARY, PEER] = [0, 1];

/**
 * An OS that is an FF-A endpoint and the primary VM of Gunyah, a secure partition that speaks FF-A alone, and a guest that speaks to the resource
 * manager alone: both protocols pass on the same pages.
 */
export function beside(name: string, what: string, size: BesideSize, profile: Profile = SPEC): World {
  const { pages } = size;
  const version = Math.min(VERSION_1_2, profile.speaks?.version ?? VERSION_1_2);
  const machine = {
    ...describeMachine({
      profile,
      memory: [
        { name: 'dram', base: FIRST * PAGE, pages: SECURE - FIRST },
        { name: 'secure', base: SECURE * PAGE, pages: 2, secure: true },
      ],
      partitions: [
        {
          ...{ name: 'os', id: 1, version },
          memory: [
            { base: FIRST * PAGE, pages },
            { base: BUFFERS * PAGE, pages: 2 },
          ],
          buffers: { tx: BUFFERS * PAGE, rx: (BUFFERS + 1) * PAGE, pages: 1 },
        },
        {
          ...{ name: 'vault', id: 0x8001, version },
          memory: [{ base: SECURE * PAGE, pages: 2 }],
          buffers: { tx: SECURE * PAGE, rx: (SECURE + 1) * PAGE, pages: 1 },
        },
        { ...{ name: 'guest', id: 2, version }, memory: [] },
      ],
      vms: [
        { name: 'os', vmid: 3 },
        { name: 'guest', vmid: 45 },
      ],
      limits: {
        ...{ transactions: pages, transactionsPerEndpoint: pages, unfinishedSends: 1, mailboxPages: 1 },
        ...{ pageTables: 8, receivers: 1, borrowers: pages, constituents: 2 * pages },
        constituentsPerEndpoint: 2 * pages,
      },
    }),
    // More than two pages can be in: what is full is for other tests.
    parcelLimits: { parcelsPerOwner: 3, regionsPerParcel: 4, receivers: 6, regions: 8 },
  };
  const owned = Array.from({ length: pages }, (_, index) => ({ page: FIRST + index, pages: 1 }));
  const buffers = buffersOf(machine);
  return {
    ...{ name, what, machine, transactions: pages },
    groups: [...owned, ...buffers],
    setup: setupOf(machine),
    deeds: [...ofFfa(size), ...ofGunyah(pages)],
    swaps: permutations(pages).map((places) => ({
      endpoints: [OS, VAULT, GUEST],
      groups: [...places, ...buffers.map((_, index) => pages + index)],
    })),
  };
}

function ofFfa({ pages, buffers }: BesideSize): readonly Deed[] {
  return [
    ...loanDeeds({ secure: 1, pages, transactions: pages, release: 'at once' }),
    { do: 'die', by: GUEST },
    ...(buffers
      ? [OS, VAULT].flatMap((by): Deed[] => [
          { do: 'unmap', by },
          { do: 'map', by },
        ])
      : []),
  ];
}

function ofGunyah(pages: number): readonly VmDeed[] {
  const places = Array.from({ length: pages }, (_, place) => place);
  return [PRIMARY, PEER].flatMap((by) => {
    const other = by === PRIMARY ? PEER : PRIMARY;
    return [...creates(by, other, places), ...places.flatMap((of) => uses(by, of, places))];
  });
}

/** What is passed on: to the other VM, of one page or of all, in any order; with the rights and flags that make a difference; also what is refused for what it says. */
function creates(by: number, other: number, pages: readonly number[]): readonly CreateDeed[] {
  const each = (transfer: number, list: readonly Listed[], flags = 0) =>
    ordered(pages).map((groups): CreateDeed => ({ do: 'rm-create', by, transfer, list, flags, groups }));
  const whole: Listed = [other, ALL_RIGHTS];
  return [
    ...each(TRANSFER.SHARE, [[by, ALL_RIGHTS], whole]),
    ...each(TRANSFER.SHARE, [
      [other, RIGHT.READ],
      [by, RIGHT.READ | RIGHT.WRITE],
    ]),
    ...each(TRANSFER.LEND, [whole]),
    ...each(TRANSFER.LEND, [[other, RIGHT.READ]]),
    ...each(TRANSFER.LEND, [whole], CREATE_FLAG.SANITIZE),
    ...each(TRANSFER.LEND, [whole], CREATE_FLAG.APPEND),
    ...each(TRANSFER.DONATE, [whole]),
    ...each(TRANSFER.DONATE, [whole], CREATE_FLAG.SANITIZE),
    ...each(TRANSFER.SHARE, [whole]),
    ...each(TRANSFER.LEND, [whole, [by, ALL_RIGHTS]]),
    ...each(TRANSFER.DONATE, [[other, RIGHT.READ]]),
  ];
}

/** What is done with a parcel. */
function uses(by: number, of: number, pages: readonly number[]): readonly VmDeed[] {
  const accept = (transfer: number, flags: number): AcceptDeed => ({
    do: 'rm-accept',
    by,
    of,
    transfer,
    flags,
  });
  return [
    ...pages.flatMap((page): VmDeed[] => [
      { do: 'rm-append', by, of, flags: 0, groups: [page] },
      { do: 'rm-append', by, of, flags: APPEND_FLAG.DONE, groups: [page] },
    ]),
    ...[TRANSFER.SHARE, TRANSFER.LEND, TRANSFER.DONATE].flatMap((transfer) => [
      accept(transfer, ACCEPT_FLAG.DONE),
      accept(transfer, ACCEPT_FLAG.DONE | ACCEPT_FLAG.SANITIZE),
      accept(transfer, 0),
      accept(transfer, ACCEPT_FLAG.DONE | ACCEPT_FLAG.VALIDATE_SANITIZED),
      accept(transfer, ACCEPT_FLAG.DONE | ACCEPT_FLAG.MAP_CONTIGUOUS),
    ]),
    ...[0, RETURN_FLAG.SANITIZE].flatMap((flags): VmDeed[] => [
      { do: 'rm-release', by, of, flags },
      { do: 'rm-reclaim', by, of, flags },
    ]),
  ];
}
