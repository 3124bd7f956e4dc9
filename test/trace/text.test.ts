import { describe, expect, test } from 'vitest';
import { call, exported, recordingOf } from './export.ts';

const text = (...events: readonly object[]): string => exported('text', recordingOf(events));

const FAULT = {
  kind: 'fault',
  seq: 4,
  from: 'os',
  fault: { access: 'write', address: '0x2000', kind: 'translation' },
};

describe('a line', () => {
  test.each([
    [
      'names the arguments that are not zero',
      call(12, 'os', [0x8400_0073, 0x70, 0x70], [0x8400_0061, 0, 7]),
      '12  os  FFA_MEM_SHARE_32 total length 0x70, fragment length 0x70  -> FFA_SUCCESS_32 w2 7\n',
    ],
    [
      'tells who goes on',
      call(1, 'os', [0x8400_006f, 0x8001], [0x8400_006f, 0x8001], { next: 'vault' }),
      '1  os  FFA_MSG_SEND_DIRECT_REQ_32 receiver 0x8001  -> FFA_MSG_SEND_DIRECT_REQ_32 w1 0x8001 (to vault)\n',
    ],
    [
      'names the rule and the place',
      call(2, 'os', [0x8400_0077, 7], [0x8400_0060, 0, 0xffff_fffa], {
        refusal: { rule: 'reclaim/held', status: 'DENIED', register: 1 },
      }),
      '2  os  FFA_MEM_RECLAIM handle low 7  -> FFA_ERROR DENIED; reclaim/held, register w1\n',
    ],
    [
      'tells which pages changed hands',
      call(3, 'os', [0x8400_0077, 7], [0x8400_0061], {
        changes: [{ change: 'returned', party: 'os', address: '0x40100000', pages: 2 }],
      }),
      '3  os  FFA_MEM_RECLAIM handle low 7  -> FFA_SUCCESS_32; returned 0x40100000+2 os\n',
    ],
    [
      'tells of a packet that was dropped',
      { kind: 'drop', seq: 4, from: 'peer', packet: '210107001200005100', why: 'too many continuations' },
      '  peer  sends a packet of 9 bytes, MEM_LEND, sequence 7  dropped: too many continuations\n',
    ],
    [
      'tells of a dropped packet without a header',
      { kind: 'drop', seq: 4, from: 'peer', packet: '21', why: 'shorter than a header' },
      '  peer  sends a packet of 1 bytes  dropped: shorter than a header\n',
    ],
    [
      'tells of a request to the resource manager',
      {
        ...{ kind: 'request', seq: 4, from: 'os', id: '0x51000015', payload: '0500000000000000' },
        ...{ reply: '0b000000', refusal: { rule: 'rm-reclaim/in-use', status: 'MEM_INUSE' } },
      },
      '4  os  MEM_RECLAIM handle 5  -> MEM_INUSE; rm-reclaim/in-use\n',
    ],
    [
      'has names for kinds of memory and transfers, and for flags',
      {
        ...{ kind: 'request', seq: 4, from: 'os', id: '0x51000011' },
        ...{ payload: '050000000102840009000000000000000000000000000000', reply: '08000000' },
      },
      '4  os  MEM_ACCEPT handle 5, type io, transfer share, flags VALIDATE_LABEL+DONE, label 9  -> VALIDATE_FAILED\n',
    ],
    [
      'has numbers for flags and kinds that there are not',
      {
        ...{ kind: 'request', seq: 4, from: 'os', id: '0x51000011' },
        ...{ payload: '050000000903c00009000000000000000000000000000000', reply: '06000000' },
      },
      '4  os  MEM_ACCEPT handle 5, type 9, transfer 3, flags 0xc0, label 9  -> ARGUMENT_INVALID\n',
    ],
    [
      'tells what a VM is told',
      { kind: 'notice', seq: 4, from: 'peer', id: '0x51100014', payload: '0500000007000000' },
      '  peer  is told MEM_RECALL handle 5, tag 7\n',
    ],
    [
      'has a call that never returns',
      { ...call(4, '', [0x8400_0008], []), out: null },
      '4  unknown  0x84000008  -> does not return\n',
    ],
    [
      'has a fault',
      {
        kind: 'fault',
        seq: 4,
        from: 'os',
        cpu: 1,
        fault: { access: 'read', address: '0x1000', kind: 'permission' },
      },
      '  os/1  faults: read at 0x1000, permission\n',
    ],
    [
      "has a fault at somebody's page",
      { ...FAULT, page: { owner: 'vault' } },
      '  os  faults: write at 0x2000, translation  page of vault\n',
    ],
    [
      'has a fault at a page that is lent',
      { ...FAULT, page: { owner: 'os', held: { kind: 'lend', handle: '0x7', since: 3 } } },
      '  os  faults: write at 0x2000, translation  page of os, lent since call 3, handle 0x7\n',
    ],
    [
      'has a fault in a mailbox',
      { ...FAULT, page: { owner: 'os', held: { kind: 'mailbox', since: 3 } } },
      '  os  faults: write at 0x2000, translation  page of os, mailbox since call 3\n',
    ],
    ['has the end of a partition', { kind: 'abort', seq: 4, from: 'os' }, '  os  is torn down\n'],
    [
      'reads all bits of a 64-bit register, and the low half in a 32-bit call',
      { kind: 'call', seq: 5, el: 'EL1', in: ['0xc4000073', '0xfedcba9876543210'], out: ['0x84000061'] },
      '5  EL1  FFA_MEM_SHARE_64 total length 0xfedcba9876543210  -> FFA_SUCCESS_32\n',
    ],
  ])('%s', (_, event, line) => {
    expect(text(event)).toBe(line);
  });

  test('is short where very many pages change hands', () => {
    const change = (page: number) => ({ change: 'claimed', party: 'os', address: `0x${page}000`, pages: 1 });
    expect(
      text(call(1, 'os', [0x8400_0073], [0x8400_0061], { changes: [1, 2, 3, 4, 5, 6].map(change) })),
    ).toBe(
      '1  os  FFA_MEM_SHARE_32  -> FFA_SUCCESS_32; claimed 0x1000+1 os; claimed 0x2000+1 os; claimed 0x3000+1 os; claimed 0x4000+1 os; and 2 more runs of pages\n',
    );
  });
});

test('columns are aligned', () => {
  const events = [
    call(9, 'os', [0x8400_0069], [0x8400_0061], { t_us: 5 }),
    call(10, 'vault', [0x8400_0065], [0x8400_0061], { t_us: 12345 }),
  ];
  expect(text(...events)).toBe(
    [
      ' 9      5 us  os     FFA_ID_GET      -> FFA_SUCCESS_32',
      '10  12345 us  vault  FFA_RX_RELEASE  -> FFA_SUCCESS_32',
      '',
    ].join('\n'),
  );
});

test('columns do not get narrower in long recordings', () => {
  const many = Array.from({ length: 2001 }, (_, index) =>
    call(index, index === 0 ? 'notary' : 'os', [0x8400_0069], [0x8400_0061]),
  );
  const lines = text(...many)
    .trimEnd()
    .split('\n');
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([
    2001,
    '  0  notary  FFA_ID_GET  -> FFA_SUCCESS_32',
    '2000  os      FFA_ID_GET  -> FFA_SUCCESS_32',
  ]);
});
