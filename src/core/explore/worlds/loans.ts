import {
  DATA_RO,
  DATA_RW,
  FLAG_BYPASS_MULTI_BORROWER,
  FLAG_ZERO,
  INSTRUCTION_NX,
  INSTRUCTION_X,
} from '../../abi/bits.ts';
import { VERSION_1_2 } from '../../abi/versions.ts';
import { describeMachine } from '../../board/describe-machine.ts';
import { type Profile, SPEC } from '../../rules/profile.ts';
import { type Deed, NOBODY, type RetrieveDeed, type SendDeed } from './deeds.ts';
import { buffersOf, permutations, setupOf } from './layout.ts';
import type { World } from './world.ts';

/** How much there is of a world of loans. */
export interface LoansSize {
  /** Secure partitions, beside the one VM. */
  readonly secure: number;
  /** Pages that go from hand to hand. */
  readonly pages: number;
  readonly transactions: number;
  /** Whether RX stays full after a response until it is released, which makes for many more states. */
  readonly release: 'at once' | 'later';
}

const PAGE = 0x1000;
const FIRST = 0x10;
const BUFFERS = 0x18;
const SECURE = 0x20;
const VM = 0;

/** A VM, secure partitions, and a few pages that are shared, lent, donated and given back in every way there is. */
export function loans(name: string, what: string, size: LoansSize, profile: Profile = SPEC): World {
  const { secure, pages, transactions } = size;
  const version = Math.min(VERSION_1_2, profile.speaks?.version ?? VERSION_1_2);
  const machine = describeMachine({
    profile,
    memory: [
      { name: 'dram', base: FIRST * PAGE, pages: SECURE - FIRST },
      { name: 'secure', base: SECURE * PAGE, pages: 2 * secure, secure: true },
    ],
    partitions: [
      {
        ...{ name: 'vm', id: 1, version },
        memory: [
          { base: FIRST * PAGE, pages },
          { base: BUFFERS * PAGE, pages: 2 },
        ],
        buffers: { tx: BUFFERS * PAGE, rx: (BUFFERS + 1) * PAGE, pages: 1 },
      },
      ...Array.from({ length: secure }, (_, index) => {
        const base = (SECURE + 2 * index) * PAGE;
        return {
          ...{ name: `sp${index + 1}`, id: 0x8001 + index, version },
          memory: [{ base, pages: 2 }],
          buffers: { tx: base, rx: base + PAGE, pages: 1 },
        };
      }),
    ],
    limits: {
      ...{
        transactions,
        transactionsPerEndpoint: transactions,
        unfinishedSends: 1,
        mailboxPages: 1,
        pageTables: 8,
      },
      ...{ receivers: secure, borrowers: secure * transactions, constituents: pages * transactions },
      constituentsPerEndpoint: pages * transactions,
    },
  });
  const owned = Array.from({ length: pages }, (_, index) => ({ page: FIRST + index, pages: 1 }));
  return {
    ...{ name, what, machine, transactions },
    groups: [...owned, ...buffersOf(machine)],
    setup: setupOf(machine),
    deeds: loanDeeds(size),
    swaps: swapsOf(size),
  };
}

/** Secure partitions are all alike, and so are the pages. Buffers go with whom they belong to. */
function swapsOf({ secure, pages }: LoansSize): World['swaps'] {
  return permutations(secure).flatMap((inside) =>
    permutations(pages).map((places) => {
      const endpoints = [VM, ...inside.map((place) => place + 1)];
      const buffers = endpoints.flatMap((place) => [pages + 2 * place, pages + 2 * place + 1]);
      return { endpoints, groups: [...places, ...buffers] };
    }),
  );
}

/** What can be done in a world of one VM and some secure partitions. */
export function loanDeeds(size: LoansSize): readonly Deed[] {
  const everybody = Array.from({ length: size.secure + 1 }, (_, place) => place);
  const named = Array.from({ length: size.transactions }, (_, place) => place);
  return everybody.flatMap((by): Deed[] => {
    const others = everybody.filter((place) => place !== by);
    return [
      ...sends(by, others, size),
      ...named.flatMap((of) => uses(by, others, of, size)),
      { do: 'reclaim', by, of: NOBODY, flags: 0 },
      ...Array.from({ length: size.pages }, (_, group): Deed => ({ do: 'fill', by, group })),
      ...(size.release === 'later' ? [{ do: 'release', by } as const] : []),
      { do: 'die', by },
    ];
  });
}

/** What is sent: to one or to all others, in any order; of one page or of all, in any order; with each permission and flag that makes a difference. */
function sends(by: number, others: readonly number[], { pages }: LoansSize): readonly SendDeed[] {
  // A secure partition sends nothing to the normal world: one attempt of each kind says so.
  const receivers = ordered(by === VM ? others : others.filter((other) => other !== VM));
  const ranges = ordered(Array.from({ length: pages }, (_, page) => page));
  const each = (operation: SendDeed['operation'], permissions: number, flags: number) =>
    receivers.flatMap((to) =>
      ranges.map((groups): SendDeed => ({ do: 'send', by, operation, to, permissions, flags, groups })),
    );
  return [
    ...each('share', DATA_RW, 0),
    ...each('share', DATA_RO, 0),
    ...each('lend', DATA_RW, 0),
    ...each('lend', DATA_RW, FLAG_ZERO),
    ...each('lend', DATA_RO, 0),
    ...each('donate', 0, 0),
    ...each('donate', 0, FLAG_ZERO),
    ...Array.from({ length: pages }, (_, page) =>
      others.flatMap((other) => wrongSends(by, other, page)),
    ).flat(),
  ];
}

/** Sends that are refused for what they say, whatever the state is. */
function wrongSends(by: number, other: number, page: number): readonly SendDeed[] {
  const wrong = { do: 'send', by, to: [other], groups: [page], flags: 0 } as const;
  const toNormalWorld = by !== VM && other === VM;
  return [
    { ...wrong, operation: 'share', permissions: DATA_RW, flags: FLAG_ZERO },
    { ...wrong, operation: 'share', permissions: DATA_RW | INSTRUCTION_X },
    { ...wrong, operation: 'share', permissions: DATA_RW, groups: [page, page] },
    { ...wrong, operation: 'donate', permissions: DATA_RW },
    { ...wrong, operation: 'lend', permissions: DATA_RW, to: [other, other] },
    { ...wrong, operation: 'lend', permissions: DATA_RW, to: [other, by] },
    ...(toNormalWorld ? [{ ...wrong, operation: 'share', permissions: DATA_RW } as const] : []),
    ...(toNormalWorld ? [{ ...wrong, operation: 'donate', permissions: 0 } as const] : []),
  ];
}

/** What is done with a transaction. */
function uses(by: number, others: readonly number[], of: number, size: LoansSize): readonly Deed[] {
  return [
    ...others.flatMap((sender) => requests(by, sender, of, others, size)),
    { do: 'relinquish', by, of, flags: 0 },
    { do: 'relinquish', by, of, flags: FLAG_ZERO },
    { do: 'reclaim', by, of, flags: 0 },
    { do: 'reclaim', by, of, flags: FLAG_ZERO },
  ];
}

/** Permissions that a receiver asks for: with instruction access where it is the only one, and without where several have the memory. */
const ASKED = [DATA_RO, DATA_RW, DATA_RO | INSTRUCTION_NX, DATA_RW | INSTRUCTION_NX, DATA_RW | INSTRUCTION_X];

function requests(
  by: number,
  sender: number,
  of: number,
  others: readonly number[],
  { release }: LoansSize,
): readonly RetrieveDeed[] {
  const request = {
    do: 'retrieve',
    by,
    of,
    sender,
    ...(release === 'at once' && { release: true as const }),
  } as const;
  const listed = ordered([by, ...others]).filter((list) => list.includes(by) && !list.includes(sender));
  return listed.flatMap((list): RetrieveDeed[] => {
    const common = { ...request, listed: list };
    const alone = list.length === 1;
    const permissions = alone ? ASKED : ASKED.slice(0, 2);
    return [
      ...permissions.map((asked) => ({ ...common, permissions: asked, flags: 0 })),
      ...(alone ? [{ ...common, permissions: DATA_RW | INSTRUCTION_NX, flags: FLAG_ZERO }] : []),
      ...(alone ? [{ ...common, permissions: DATA_RW, flags: FLAG_BYPASS_MULTI_BORROWER }] : []),
    ];
  });
}

/** All lists of one or more of some things, none of them twice, in every order. */
export function ordered(of: readonly number[]): readonly (readonly number[])[] {
  return of.flatMap((first) => [
    [first],
    ...ordered(of.filter((each) => each !== first)).map((rest) => [first, ...rest]),
  ]);
}
