import { DATA_RW, FLAG_ZERO, INSTRUCTION_NX } from '../../abi/bits.ts';
import { VERSION_1_2 } from '../../abi/versions.ts';
import { describeMachine } from '../../board/describe-machine.ts';
import { type Profile, SPEC } from '../../rules/profile.ts';
import type { Deed, FragmentDeed, SendDeed } from './deeds.ts';
import { buffersOf, permutations, setupOf } from './layout.ts';
import type { World } from './world.ts';

/** How much there is of a world of fragments. */
export interface FragmentsSize {
  /** Secure partitions, beside the one VM. */
  readonly secure: number;
  /** How many constituents the fragments of a send have. */
  readonly pieces: readonly number[];
  /** Whether buffers are unmapped and mapped, which makes for more states. */
  readonly buffers: boolean;
}

const PAGE = 0x1000;
const VM = 0;
const FIRST = 0x10;
/** Pages that are set aside for each send. Of the response to a request, 250 constituents fit into one page of RX. */
const LONG = 0x100;
const BUFFERS = 0x218;
const SECURE = 0x220;
const TRANSACTIONS = 2;
const SENDS = 2;

/** Offsets in a response that somebody may go on from: where the first fragment ends, where the constituents begin, and neither. */
const OFFSETS = [4096, 96, 112];

/** Two sends whose constituents come in fragments, a response that goes in fragments, and deaths, in any order. */
export function fragments(name: string, what: string, size: FragmentsSize, profile: Profile = SPEC): World {
  const { secure, pieces } = size;
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
          { base: FIRST * PAGE, pages: 2 * LONG },
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
      ...{ transactions: TRANSACTIONS, transactionsPerEndpoint: TRANSACTIONS, unfinishedSends: TRANSACTIONS },
      ...{ mailboxPages: 1, pageTables: 8, receivers: secure, borrowers: secure * TRANSACTIONS },
      ...{ constituents: 2 * LONG, constituentsPerEndpoint: 2 * LONG },
    },
  });
  const owned = Array.from({ length: SENDS }, (_, send) =>
    pieces.map((pages, index) => ({ page: FIRST + send * LONG + sum(pieces.slice(0, index)), pages })),
  ).flat();
  return {
    ...{ name, what, machine, transactions: TRANSACTIONS },
    groups: [...owned, ...buffersOf(machine)],
    setup: setupOf(machine),
    deeds: deedsOf(size),
    swaps: permutations(secure).flatMap((inside) =>
      permutations(SENDS).map((sends) => {
        const endpoints = [VM, ...inside.map((place) => place + 1)];
        const places = sends.flatMap((send) => piecesOf(send, pieces));
        const buffers = endpoints.flatMap((place) => [
          owned.length + 2 * place,
          owned.length + 2 * place + 1,
        ]);
        return { endpoints, groups: [...places, ...buffers] };
      }),
    ),
  };
}

/** The groups that the pages of a send are. */
function piecesOf(send: number, pieces: readonly number[]): readonly number[] {
  return pieces.map((_, index) => send * pieces.length + index);
}

function deedsOf({ secure, pieces, buffers }: FragmentsSize): readonly Deed[] {
  const inside = Array.from({ length: secure }, (_, index) => index + 1);
  const named = Array.from({ length: TRANSACTIONS }, (_, place) => place);
  const everybody = [VM, ...inside];
  return [
    ...inside.flatMap((to) => [0, 1].flatMap((send) => sends(to, send, pieces))),
    ...everybody.flatMap((by) => named.flatMap((of) => [...more(by, of, pieces), reclaim(by, of)])),
    ...inside.flatMap((by) => named.flatMap((of) => uses(by, of))),
    ...everybody.flatMap((by): Deed[] => [
      { do: 'release', by },
      { do: 'die', by },
      ...(buffers
        ? ([
            { do: 'unmap', by },
            { do: 'map', by },
          ] as const)
        : []),
    ]),
  ];
}

/** Sends to one partition, of whose constituents the first come with the call. */
function sends(to: number, which: number, pieces: readonly number[]): readonly SendDeed[] {
  const send = { do: 'send', by: VM, to: [to], groups: piecesOf(which, pieces), first: pieces[0] } as const;
  return [
    { ...send, operation: 'share', permissions: DATA_RW, flags: 0 },
    { ...send, operation: 'lend', permissions: DATA_RW, flags: FLAG_ZERO },
    { ...send, operation: 'donate', permissions: 0, flags: 0 },
  ];
}

/** More constituents, of either send, in any order, from anybody; also none, and more than are missing. */
function more(by: number, of: number, pieces: readonly number[]): readonly FragmentDeed[] {
  const single = Array.from({ length: SENDS * pieces.length }, (_, group) => [group]);
  const whole = Array.from({ length: SENDS }, (_, send) => piecesOf(send, pieces));
  return [[], ...single, ...whole].map((groups) => ({ do: 'fragment', by, of, groups }));
}

function reclaim(by: number, of: number): Deed {
  return { do: 'reclaim', by, of, flags: 0 };
}

function uses(by: number, of: number): readonly Deed[] {
  const request = { do: 'retrieve', by, of, sender: VM, listed: [by], flags: 0 } as const;
  return [
    { ...request, permissions: DATA_RW },
    { ...request, permissions: DATA_RW | INSTRUCTION_NX },
    ...OFFSETS.map((offset): Deed => ({ do: 'fetch', by, of, offset })),
    { do: 'relinquish', by, of, flags: 0 },
    { do: 'relinquish', by, of, flags: FLAG_ZERO },
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
