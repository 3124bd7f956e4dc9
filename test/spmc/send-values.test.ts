/** What a send asks for: flags, permissions and attributes, each accepted or refused per operation. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { HEAP, OS_RAM } from './support/addresses.ts';
import { describeRequest } from './support/retrieves.ts';
import { describeSend, OPERATIONS, type Operation, type SendOptions, send } from './support/sends.ts';
import { stateOf } from './support/state.ts';
import { world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;

type ReceiverName = 'sp1' | 'sp2' | 'user';
type Case = readonly [
  name: string,
  operation: Operation,
  to: readonly ReceiverName[],
  options: SendOptions,
  verdict: string,
];

const ONE = ['sp1'] as const;
const TWO = ['sp1', 'user'] as const;
const INVALID = 'INVALID_PARAMETERS';

const FLAGS: readonly Case[] = [
  ...OPERATIONS.flatMap((operation): Case[] => [
    [`QA14: time slice, ${operation}`, operation, ONE, { flags: 0x2 }, `${INVALID} send/time-slice @4+4`],
    [`D13, QA11: bit 2, ${operation}`, operation, ONE, { flags: 0x4 }, `${INVALID} send/flags-reserved @4+4`],
    [
      `D13: transaction type, ${operation}`,
      operation,
      ONE,
      { flags: 0x8 },
      `${INVALID} send/flags-reserved @4+4`,
    ],
    [`D13: bit 10, ${operation}`, operation, ONE, { flags: 0x400 }, `${INVALID} send/flags-reserved @4+4`],
    [
      `D13: bit 31, ${operation}`,
      operation,
      ONE,
      { flags: 0x8000_0000 },
      `${INVALID} send/flags-reserved @4+4`,
    ],
  ]),
  ['D3: clear shared memory', 'share', ONE, { flags: 0x1 }, `${INVALID} send/zero-on-share @4+4`],
  ['clear lent memory', 'lend', ONE, { flags: 0x1 }, 'FFA_SUCCESS_32'],
  ['clear memory lent to two', 'lend', TWO, { flags: 0x1 }, 'FFA_SUCCESS_32'],
  ['clear donated memory', 'donate', ONE, { flags: 0x1 }, 'FFA_SUCCESS_32'],
  ['D22: donate to two', 'donate', TWO, {}, `${INVALID} send/donate-receivers @28+4`],
];

const PERMISSIONS: readonly Case[] = [
  ['share read-only', 'share', ONE, { permissions: 1 }, 'FFA_SUCCESS_32'],
  [
    'share to nobody in particular',
    'share',
    ONE,
    { permissions: 0 },
    `${INVALID} send/data-access-missing @50+1`,
  ],
  [
    'lend to nobody in particular',
    'lend',
    ONE,
    { permissions: 0 },
    `${INVALID} send/data-access-missing @50+1`,
  ],
  ['donate read-only', 'donate', ONE, { permissions: 1 }, `${INVALID} send/data-access-given @50+1`],
  ['donate read-write', 'donate', ONE, { permissions: 2 }, `${INVALID} send/data-access-given @50+1`],
  ...OPERATIONS.flatMap((operation): Case[] => [
    [
      `QA11: data access 3, ${operation}`,
      operation,
      ONE,
      { permissions: 3 },
      `${INVALID} descriptor/permission-reserved @50+1`,
    ],
    [
      `QA11: instruction access 3, ${operation}`,
      operation,
      ONE,
      { permissions: 0xe },
      `${INVALID} descriptor/permission-reserved @50+1`,
    ],
    [
      `not executable, ${operation}`,
      operation,
      ONE,
      { permissions: operation === 'donate' ? 4 : 6 },
      `${INVALID} send/instruction-access @50+1`,
    ],
    [
      `executable, ${operation}`,
      operation,
      ONE,
      { permissions: operation === 'donate' ? 8 : 0xa },
      `${INVALID} send/instruction-access @50+1`,
    ],
  ]),
  [
    'second receiver, share',
    'share',
    TWO,
    { permissions: [2, 0] },
    `${INVALID} send/data-access-missing @82+1`,
  ],
  ['second receiver, lend', 'lend', TWO, { permissions: [1, 6] }, `${INVALID} send/instruction-access @82+1`],
];

const ATTRIBUTES: readonly Case[] = [
  ['share as normal memory', 'share', ONE, { attributes: 0x2f }, 'FFA_SUCCESS_32'],
  ['QA11, D12: share without a type', 'share', ONE, { attributes: 0 }, 'FFA_SUCCESS_32'],
  ['QA11, D12: lend to two without a type', 'lend', TWO, { attributes: 0 }, 'FFA_SUCCESS_32'],
  ['D12: lend to one without a type', 'lend', ONE, { attributes: 0 }, 'FFA_SUCCESS_32'],
  [
    'lend to one as normal memory',
    'lend',
    ONE,
    { attributes: 0x2f },
    `${INVALID} send/attributes-given @2+2`,
  ],
  [
    'QA11: lend to one with a shareability alone',
    'lend',
    ONE,
    { attributes: 0x03 },
    `${INVALID} send/attributes-given @2+2`,
  ],
  ['donate as normal memory', 'donate', ONE, { attributes: 0x2f }, `${INVALID} send/attributes-given @2+2`],
  [
    'QA11: memory type 3',
    'share',
    ONE,
    { attributes: 0x3f },
    `${INVALID} descriptor/attributes-reserved @2+2`,
  ],
  [
    'QA11: memory type 3, donate',
    'donate',
    ONE,
    { attributes: 0x30 },
    `${INVALID} descriptor/attributes-reserved @2+2`,
  ],
  [
    'QA11: shareability 1',
    'share',
    ONE,
    { attributes: 0x2d },
    `${INVALID} descriptor/attributes-reserved @2+2`,
  ],
  [
    'QA11: cacheability 0 of normal memory',
    'share',
    ONE,
    { attributes: 0x23 },
    `${INVALID} descriptor/attributes-reserved @2+2`,
  ],
  [
    'QA11: cacheability 2 of normal memory',
    'share',
    ONE,
    { attributes: 0x2b },
    `${INVALID} descriptor/attributes-reserved @2+2`,
  ],
  ['QA11: bit 7', 'share', ONE, { attributes: 0xaf }, `${INVALID} descriptor/attributes-reserved @2+2`],
  ['QA11: bit 15', 'share', ONE, { attributes: 0x802f }, `${INVALID} descriptor/attributes-reserved @2+2`],
  ['D10: NS bit, share', 'share', ONE, { attributes: 0x6f }, `${INVALID} descriptor/attributes-ns @2+2`],
  ['D10: NS bit, lend', 'lend', ONE, { attributes: 0x40 }, `${INVALID} descriptor/attributes-ns @2+2`],
  ['D10: NS bit, donate', 'donate', ONE, { attributes: 0x40 }, `${INVALID} descriptor/attributes-ns @2+2`],
  ['R9: not cacheable', 'share', ONE, { attributes: 0x27 }, 'DENIED send/attributes-unsupported @2+2'],
  ['R9: outer shareable', 'share', ONE, { attributes: 0x2e }, 'DENIED send/attributes-unsupported @2+2'],
  ['R9: not shareable', 'lend', TWO, { attributes: 0x2c }, 'DENIED send/attributes-unsupported @2+2'],
  ['R9: device-nGnRE', 'share', ONE, { attributes: 0x14 }, 'DENIED send/attributes-unsupported @2+2'],
  ['R9: device-GRE', 'lend', TWO, { attributes: 0x1c }, 'DENIED send/attributes-unsupported @2+2'],
];

describe.each([
  ['flags', FLAGS],
  ['permissions', PERMISSIONS],
  ['attributes', ATTRIBUTES],
])('%s', (_area, cases) => {
  it.each(cases)('%s', (_name, operation, to, options, verdict) => {
    const w = world();
    const before = stateOf(w.spmc);

    const answer = send(
      operation,
      w.os,
      to.map((name) => w[name]),
      [PAGE],
      options,
    );

    expect(answer.verdict).toBe(verdict);
    if (verdict !== 'FFA_SUCCESS_32') expect(stateOf(w.spmc)).toEqual(before);
  });
});

describe.each([
  ['32', 0x8400_0000],
  ['64', 0xc400_0000],
])('QD6: the %s-bit form', (_name, base) => {
  it.each([
    ['share', 0x73],
    ['lend', 0x72],
    ['donate', 0x71],
  ] as const)(
    'of a %s is answered in 32 bits, with the handle in w2 and w3 and nothing else',
    (of, number) => {
      const { os, sp1 } = world();
      const bytes = describeSend(of, os, [sp1], [PAGE]);
      os.put(bytes);

      const { words, handle } = os.call(base + number, bytes.length, bytes.length);

      expect(words).toEqual([
        0x8400_0061,
        0,
        Number(handle & 0xffff_ffffn),
        Number(handle >> 32n),
        0,
        0,
        0,
        0,
      ]);
      sp1.put(describeRequest(sp1, os, handle, { of }));
      expect(sp1.call(base + 0x74, 80, 80).words).toEqual([0x8400_0075, 112, 112, 0, 0, 0, 0, 0]);
    },
  );
});

it('R11: in the 32-bit form upper halves of registers are nothing', () => {
  const { os, sp1 } = world();
  const bytes = describeSend('share', os, [sp1], [PAGE]);
  os.put(bytes);
  const frame = createFrame().fill(0xdead_beef);
  [0x8400_0073, bytes.length, bytes.length, 0, 0].forEach((word, register) => {
    frame[register * 2] = word;
  });

  expect(os.callFrame(frame).verdict).toBe('FFA_SUCCESS_32');
  expect([...frame.subarray(0, 16)].filter((_, half) => half % 2 === 1)).toEqual(new Array(8).fill(0));
});
