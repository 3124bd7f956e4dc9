import type { Fields, Message } from './fields.ts';

/** The versions of the protocol that this server speaks. */
export const PROTOCOL_VERSION = 1;

/** What a socket stands for: the VM itself, or a partition that it can reach. */
export const SOCKET = { SELF: 0, PARTITION: 1 } as const;

const SEND_ASKS = [
  ['flags', 'u32'],
  ['attributes', 'u16'],
  ['', 'zero2'],
  ['tag', 'u64'],
  [
    'borrowers',
    [
      ['token', 'token'],
      ['permissions', 'u8'],
      ['flags', 'u8'],
      ['', 'zero2'],
      ['', 'zero4'],
    ],
  ],
  [
    'constituents',
    [
      ['address', 'u64'],
      ['pages', 'u32'],
      ['', 'zero4'],
    ],
  ],
] as const satisfies Fields;

const HANDLE_ASKS = [
  ['handle', 'u64'],
  ['flags', 'u32'],
  ['', 'zero4'],
] as const satisfies Fields;

/** Where a call is made. */
export type Place = 'any' | 'self' | 'partition';

/** A call: its number, the sockets it is made on, what it asks with and what it is answered with. */
interface Call {
  readonly verb: number;
  readonly on: Place;
  readonly asks: Fields;
  readonly answers: Fields;
}

/** Every call there is. */
export const CALLS = {
  HELLO: {
    verb: 1,
    on: 'any',
    asks: [
      ['oldest', 'u16'],
      ['newest', 'u16'],
      ['', 'zero4'],
      ['session', 'token'],
    ],
    answers: [
      ['version', 'u16'],
      ['socket', 'u16'],
      ['endpoint', 'u16'],
      ['', 'zero2'],
      ['ffaVersion', 'u32'],
      ['properties', 'u32'],
      ['token', 'token'],
    ],
  },
  FEATURES: {
    verb: 2,
    on: 'self',
    asks: [
      ['function', 'u32'],
      ['input', 'u32'],
    ],
    answers: [
      ['w2', 'u32'],
      ['w3', 'u32'],
    ],
  },
  ALLOCATE: {
    verb: 3,
    on: 'self',
    asks: [
      ['pages', 'u32'],
      ['', 'zero4'],
    ],
    answers: [
      ['address', 'u64'],
      ['offset', 'u64'],
    ],
  },
  FREE: { verb: 4, on: 'self', asks: [['address', 'u64']], answers: [] },
  SHARE: { verb: 5, on: 'self', asks: SEND_ASKS, answers: [['handle', 'u64']] },
  LEND: { verb: 6, on: 'self', asks: SEND_ASKS, answers: [['handle', 'u64']] },
  DONATE: { verb: 7, on: 'self', asks: SEND_ASKS, answers: [['handle', 'u64']] },
  RECLAIM: { verb: 8, on: 'self', asks: HANDLE_ASKS, answers: [] },
  RETRIEVE: {
    verb: 9,
    on: 'self',
    asks: [
      ['handle', 'u64'],
      ['tag', 'u64'],
      ['sender', 'token'],
      ['flags', 'u32'],
      ['attributes', 'u16'],
      ['permissions', 'u8'],
      ['', 'zero1'],
    ],
    answers: [
      [
        'constituents',
        [
          ['address', 'u64'],
          ['pages', 'u32'],
          ['', 'zero4'],
        ],
      ],
    ],
  },
  RELINQUISH: { verb: 10, on: 'self', asks: HANDLE_ASKS, answers: [] },
  READ: {
    verb: 11,
    on: 'self',
    asks: [
      ['address', 'u64'],
      ['length', 'u32'],
      ['', 'zero4'],
    ],
    answers: [['bytes', 'bytes']],
  },
  WRITE: {
    verb: 12,
    on: 'self',
    asks: [
      ['address', 'u64'],
      ['bytes', 'bytes'],
    ],
    answers: [],
  },
  REQUEST: {
    verb: 32,
    on: 'partition',
    asks: [
      ['width', 'u32'],
      ['', 'zero4'],
      ['data', 'five'],
    ],
    answers: [['data', 'five']],
  },
  REQUEST2: {
    verb: 33,
    on: 'partition',
    asks: [['data', 'fourteen']],
    answers: [['data', 'fourteen']],
  },
  MESSAGE: { verb: 34, on: 'partition', asks: [['bytes', 'bytes']], answers: [] },
  NOTIFY: {
    verb: 35,
    on: 'partition',
    asks: [
      ['bitmap', 'u64'],
      ['flags', 'u32'],
      ['', 'zero4'],
    ],
    answers: [],
  },
  LISTEN: { verb: 36, on: 'partition', asks: [['bitmap', 'u64']], answers: [] },
  SILENCE: { verb: 37, on: 'partition', asks: [['bitmap', 'u64']], answers: [] },
  HEARD: { verb: 38, on: 'partition', asks: [], answers: [['bitmap', 'u64']] },
  RECEIVE: { verb: 39, on: 'partition', asks: [], answers: [['bytes', 'bytes']] },
} as const satisfies Record<string, Call>;

export type CallName = keyof typeof CALLS;
export type Asked<Name extends CallName> = Message<(typeof CALLS)[Name]['asks']>;
export type Answered<Name extends CallName> = Message<(typeof CALLS)[Name]['answers']>;

/** What follows the header of an answer whose code is not zero. */
export const REFUSAL = [
  ['status', 'i32'],
  ['rule', 'text'],
  ['why', 'text'],
] as const satisfies Fields;

const NAMES: ReadonlyMap<number, CallName> = new Map(
  Object.entries(CALLS).map(([name, { verb }]) => [verb, name as CallName]),
);

/** The name of the call with a number; undefined where there is none. */
export function callNamed(verb: number): CallName | undefined {
  return NAMES.get(verb);
}
