import { describe, expect, test } from 'vitest';
import { DATA_RO, DATA_RW } from '../../src/core/abi/bits.ts';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import type { Act } from '../../src/core/scenario/act.ts';
import { MEDIATED } from '../../src/core/scenario/examples/mediated-world.ts';
import { type RunEvent, runScenario } from '../../src/core/scenario/runner.ts';
import type { Expectation, Step } from '../../src/core/scenario/scenario.ts';
import { MACHINE, OS_BUFFERS, VAULT_BUFFERS } from '../board/machine.ts';

/** Vault understands everything. */
const TALKATIVE: MachineSpec = {
  ...MACHINE,
  partitions: MACHINE.partitions.map((partition) =>
    partition.name === 'vault' ? { ...partition, properties: 0x70f } : partition,
  ),
};
const PAGE = 0x4000_8000;
const STARTED: readonly Step[] = [
  { by: 'os', act: { verb: 'start', buffers: OS_BUFFERS } },
  { by: 'vault', act: { verb: 'start', buffers: VAULT_BUFFERS } },
];

/** What a run says of each step, `ok` or what was missed, after both partitions have started. */
function played(...steps: readonly Step[]): readonly string[] {
  const said: string[] = [];
  runScenario({ machine: TALKATIVE, steps: [...STARTED, ...steps] }, (event) => {
    if (event.kind === 'judged') said[event.index] = event.missed ?? 'ok';
  });
  expect(said.slice(0, STARTED.length)).toEqual(['ok', 'ok']);
  return said.slice(STARTED.length);
}

const os = (act: Act, expect?: Expectation): Step => ({ by: 'os', act, ...(expect && { expect }) });
const vault = (act: Act, expect?: Expectation): Step => ({ by: 'vault', act, ...(expect && { expect }) });
const SHARE: Act = {
  verb: 'share',
  to: [{ partition: 'vault', permissions: DATA_RW }],
  memory: [{ address: PAGE, pages: 1 }],
  as: 'loan',
};

describe('a step that does what it should', () => {
  test.each<[string, readonly Step[]]>([
    [
      'memory is shared, used and taken back',
      [
        os(SHARE),
        vault({ verb: 'retrieve', handle: 'loan', gives: [{ address: PAGE, pages: 1 }] }),
        vault({ verb: 'write', at: PAGE, bytes: Uint8Array.of(1, 2) }),
        os({ verb: 'read', at: PAGE, bytes: Uint8Array.of(1, 2) }),
        vault({ verb: 'relinquish', handle: 'loan' }),
        os({ verb: 'reclaim', handle: 'loan' }),
      ],
    ],
    [
      'a refusal is expected by its rule, status and place',
      [
        os(SHARE),
        os({ ...SHARE, as: 'twice' } as Act, {
          refused: 'send/held',
          status: 'DENIED',
          bytes: { offset: 96, length: 16 },
        }),
      ],
    ],
    [
      'a request is answered by a later step',
      [
        os({ verb: 'request', to: 'vault', data: [5], answer: [6] }),
        vault({ verb: 'respond', data: [6] }),
        os({ verb: 'run', to: 'vault' }),
        vault({ verb: 'wait' }),
      ],
    ],
    [
      'a partition is interrupted and yields before it answers',
      [
        os({ verb: 'request', to: 'vault', data: [5], answer: [6] }),
        vault({ verb: 'preempt' }),
        os({ verb: 'call', function: 'FFA_ID_GET' }),
        os({ verb: 'run', to: 'vault' }),
        vault({ verb: 'yield' }),
        os({ verb: 'run', to: 'vault' }),
        vault({ verb: 'respond', data: [6] }),
      ],
    ],
    [
      'a service is asked, with data from x4 on',
      [
        os({ verb: 'request', to: 'vault', service: [0, 0, 0, 0], data: [5], answer: [6, 7] }),
        vault({ verb: 'respond', data: [6, 7] }),
      ],
    ],
    [
      'notifications and a message are sent, heard and read',
      [
        vault({ verb: 'bind', to: 'os', bits: 0x3n }),
        os({ verb: 'notify', to: 'vault', bits: 0x2n }),
        os({ verb: 'message', to: 'vault', bytes: Uint8Array.of(1, 2) }),
        vault({ verb: 'notifications', secure: 0n, normal: 0x2n, framework: 0x1_0000_0000n }),
        vault({ verb: 'receive', from: 'os', bytes: Uint8Array.of(1, 2) }),
        vault({ verb: 'unbind', to: 'os', bits: 0x3n }),
      ],
    ],
    [
      'a VM gets notifications and loses them',
      [os({ verb: 'bitmap', of: 'os', vcpus: 2 }), os({ verb: 'unbitmap', of: 'os' })],
    ],
    [
      'a partition dies while it is asked',
      [os({ verb: 'request', to: 'vault' }, { status: 'ABORTED' }), vault({ verb: 'abort' })],
    ],
    [
      'fragments are sent one by one',
      [
        os({
          verb: 'share',
          to: [{ partition: 'vault', permissions: DATA_RO }],
          memory: [
            { address: PAGE, pages: 1 },
            { address: PAGE + 0x2000, pages: 1 },
            { address: PAGE + 0x4000, pages: 1 },
          ],
          fragments: [96, 16, 16],
          stopAfter: 2,
          as: 'slow',
        }),
        vault({ verb: 'retrieve', handle: 'slow' }, { refused: 'retrieve/unfinished' }),
        os({ verb: 'continue', handle: 'slow', stopAfter: 1 }),
        vault({ verb: 'retrieve', handle: 'slow' }, { refused: 'retrieve/unfinished' }),
        os({ verb: 'continue', handle: 'slow' }),
        vault({ verb: 'retrieve', handle: 'slow' }),
        vault({ verb: 'write', at: PAGE, bytes: Uint8Array.of(1) }, { fault: 'permission' }),
      ],
    ],
    [
      'a call in registers is compared with its answer',
      [os({ verb: 'call', function: 'FFA_ID_GET', answer: { 0: 0x8400_0061, 2: 0 } })],
    ],
    [
      'a page is what it should be',
      [
        os(SHARE),
        {
          by: '',
          act: {
            verb: 'check',
            page: PAGE,
            owner: 'os',
            state: { os: 'Owner-SA', vault: '!Owner-NA' },
            access: { os: 7, vault: 0 },
          },
        },
      ],
    ],
  ])('%s', (_, steps) => {
    expect(played(...steps)).toEqual(steps.map(() => 'ok'));
  });
});

test('a guest that is there, or cannot be, is told from one that begins', () => {
  const machine = MEDIATED;
  const said: string[] = [];
  const create = (possible?: boolean): Step => ({
    by: '',
    act: { verb: 'create', guest: 'guest', ...(possible === undefined ? {} : { possible }) },
  });

  runScenario(
    {
      machine,
      steps: [create(), create(false), { by: 'guest', act: { verb: 'abort' } }, create(false), create()],
    },
    (event) => {
      if (event.kind === 'judged') said[event.index] = event.missed ?? 'ok';
    },
  );

  expect(said).toEqual([
    'guest cannot be created',
    'ok',
    'ok',
    'guest is created',
    'guest cannot be created',
  ]);
});

test('time and guests need a mediator', () => {
  const steps: readonly Act[] = [
    { verb: 'tick' },
    { verb: 'create', guest: 'os' },
    { verb: 'lie', registers: {} },
  ];
  expect(played(...steps.map((act) => ({ by: '', act })))).toEqual(steps.map(() => 'there is no mediator'));
});

describe('a step that does not', () => {
  test.each<[string, readonly Step[], string]>([
    ['is refused', [os(SHARE), os(SHARE)], 'it was refused: send/held, DENIED, bytes 96+16'],
    ['is not refused', [os(SHARE, { refused: 'send/held' })], 'it succeeded'],
    [
      'is refused by another rule',
      [os(SHARE), os(SHARE, { refused: 'send/sender' })],
      'it was refused: send/held, DENIED, bytes 96+16',
    ],
    [
      'is refused elsewhere',
      [os(SHARE), os(SHARE, { refused: 'send/held', bytes: { offset: 0, length: 2 } })],
      'it was refused: send/held, DENIED, bytes 96+16',
    ],
    ['faults', [vault({ verb: 'read', at: PAGE })], 'it faulted: translation at 0x40008000'],
    ['does not fault', [os({ verb: 'read', at: PAGE }, { fault: 'translation' })], 'it succeeded'],
    ['reads something else', [os({ verb: 'read', at: PAGE, bytes: Uint8Array.of(7) })], 'it reads 00'],
    [
      'names no transaction',
      [os({ verb: 'reclaim', handle: 'none' })],
      'no step that succeeded named a transaction none',
    ],
    ['is never answered', [os({ verb: 'request', to: 'vault' })], 'nobody answered it'],
    [
      'is answered with other data',
      [
        vault({ verb: 'wait' }),
        os({ verb: 'request', to: 'vault', answer: [1] }),
        vault({ verb: 'respond', data: [2] }),
      ].reverse(),
      'vault was not asked anything',
    ],
    [
      'is answered with other data after an interrupt',
      [
        os({ verb: 'request', to: 'vault', answer: [1] }),
        vault({ verb: 'preempt' }),
        os({ verb: 'run', to: 'vault' }),
        vault({ verb: 'respond', data: [2] }),
      ],
      'the answer carries 0x2',
    ],
    ['interrupts nobody', [vault({ verb: 'preempt' })], 'vault serves nobody who could go on in its stead'],
    [
      'hears other notifications',
      [
        vault({ verb: 'bind', to: 'os', bits: 1n }),
        os({ verb: 'notify', to: 'vault', bits: 1n }),
        vault({ verb: 'notifications', secure: 1n, normal: 3n }),
      ],
      'secure is 0x0, normal is 0x1',
    ],
    ...(
      [
        ['hidden', Uint8Array.of(1), 'it is from os'],
        ['os', Uint8Array.of(1), 'it says 02'],
      ] as const
    ).map(([from, bytes, said]): [string, readonly Step[], string] => [
      `reads another message: ${said}`,
      [
        os({ verb: 'message', to: 'vault', bytes: Uint8Array.of(2) }),
        vault({ verb: 'notifications' }),
        vault({ verb: 'receive', from, bytes }),
      ],
      said,
    ]),
    [
      'reads a message that is not there',
      [vault({ verb: 'receive' })],
      'it was refused: mailbox/rx-not-owned, DENIED',
    ],
    [
      'acts while it waits',
      [os({ verb: 'request', to: 'vault' }), os({ verb: 'release' })],
      'os waits for another partition',
    ],
    [
      'finds another page',
      [
        {
          by: '',
          act: { verb: 'check', page: PAGE, owner: 'vault', state: { os: 'Owner-NA' }, access: { os: 1 } },
        },
      ],
      'its owner is os, for os it is Owner-EA, os has RWX',
    ],
    ['finds other partitions', [os({ verb: 'partitions', names: ['vault'] })], 'it found vault, hidden'],
    [
      'names more receivers than TX has room for',
      [
        os({
          ...SHARE,
          to: Array.from({ length: 200 }, (_, index) => ({ partition: index, permissions: DATA_RW })),
        } as Act),
      ],
      'firstRoom: 4096 is less than the 6464 bytes kept together',
    ],
    [
      'calls what FF-A does not have',
      [os({ verb: 'call', function: 'FFA_MEM_SHRE' })],
      'no FF-A function is called FFA_MEM_SHRE',
    ],
    [
      'says a number that its field cannot hold',
      [os({ ...SHARE, tag: 1n << 70n } as Act)],
      'tag: 1180591620717411303424 does not fit in 8 bytes',
    ],
    [
      'patches bytes that are not there',
      [os({ ...SHARE, patches: [{ at: 111, bytes: Uint8Array.of(1, 2) }] } as Act)],
      'a patch ends at byte 113 of a descriptor of 112 bytes',
    ],
  ])('%s', (_, steps, expected) => {
    expect(played(...steps)).toContain(expected);
  });

  test('does not keep the others from being played', () => {
    const events: RunEvent[] = [];
    const steps: readonly Step[] = [os({ verb: 'unmap' }), os({ verb: 'start', buffers: OS_BUFFERS })];
    const result = runScenario({ machine: MACHINE, steps }, (event) => events.push(event));
    expect(result).toMatchObject({ ok: false, steps: 2, missed: 1 });
    expect(events.filter(({ kind }) => kind === 'judged')).toHaveLength(2);
  });
});
