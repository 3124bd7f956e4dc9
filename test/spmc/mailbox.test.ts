/** RX and TX buffers: mapping them, taking them away, and who owns RX. */

import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import {
  HEAP,
  OS_DEVICE,
  OS_NO_EXECUTE,
  OS_RAM,
  OS_READ_ONLY,
  SP1_RAM,
  VM1_RAM,
} from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { retrieve, retrieved } from './support/retrieves.ts';
import { OPERATIONS, send, sent } from './support/sends.ts';
import { accessOf, stateOf } from './support/state.ts';
import { unmapped, world } from './support/world.ts';

const TX = OS_RAM;
const RX = OS_RAM + 0x4_0000;
const PAGE = OS_RAM + HEAP;

describe('FFA_RXTX_MAP', () => {
  it('B14: takes the buffers, which cannot be sent any more', () => {
    const { os, sp1 } = unmapped();

    expect(os.call(FFA.RXTX_MAP, TX, RX, 2).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    expect([TX, TX + 0x1000, RX + 0x1000].map((page) => accessOf(os, page))).toEqual([
      'Owner-SA RW-',
      'Owner-SA RW-',
      'Owner-SA R--',
    ]);
    for (const operation of OPERATIONS)
      for (const page of [TX + 0x1000, RX])
        expect(send(operation, os, [sp1], [page]).verdict).toMatch(/^DENIED send\/held/);
  });

  it('QF2: nor are they sent under another id, by the hypervisor', () => {
    const { os, sp1 } = world();

    expect(send('lend', os, [sp1], [VM1_RAM], { sender: 1 }).verdict).toBe('DENIED send/held @96+16');
  });

  it('R11: 32-bit addresses are 32 bits, whatever lies above', () => {
    const { os } = unmapped();

    const answer = os.callWide(FFA.RXTX_MAP, BigInt(TX) | (7n << 40n), BigInt(RX) | (9n << 33n), 1n);

    expect(answer.verdict).toBe('FFA_SUCCESS_32');
  });

  it('64-bit addresses are 64 bits', () => {
    const { os, ledger } = unmapped();
    ledger.assign(0x1_4000_0000 / 4096, 2, { owner: os.party, rights: 7, device: false, secure: false });

    const answer = os.callWide(FFA.RXTX_MAP_64, 0x1_4000_0000n, 0x1_4000_1000n, 1n);

    expect(answer.verdict).toBe('FFA_SUCCESS_32');
    expect(accessOf(os, 0x1_4000_0000)).toBe('Owner-SA RW-');
  });

  it('after an unmap another size is possible', () => {
    const { os, spmc } = unmapped();
    const fresh = stateOf(spmc);
    os.call(FFA.RXTX_MAP, TX, RX, 4);

    expect(os.call(FFA.RXTX_MAP, TX, RX, 1).verdict).toBe('DENIED mailbox/already-mapped');
    expect(os.call(FFA.RXTX_UNMAP).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    expect(stateOf(spmc)).toEqual({ ...(fresh as object), endpoints: expect.anything() });
    expect(os.call(FFA.RXTX_MAP, TX, RX, 1).verdict).toBe('FFA_SUCCESS_32');
  });
});

type MapCase = readonly [name: string, tx: number, rx: number, pages: number, verdict: string];

const REFUSED: readonly MapCase[] = [
  ['no pages', TX, RX, 0, 'page-count-zero x3'],
  ['TX at 0, and no pages', 0, RX, 0, 'page-count-zero x3'],
  ['RX at 0, and no pages', TX, 0, 0, 'page-count-zero x3'],
  ['both at 0', 0, 0, 1, 'overlap x2'],
  ['R10: 17 pages', TX, RX, 17, 'page-count-max x3'],
  ['R10: 63 pages', TX, RX, 63, 'page-count-max x3'],
  ['TX not aligned', TX + 0x800, RX, 1, 'unaligned x1'],
  ['RX not aligned', TX, RX + 1, 1, 'unaligned x2'],
  ['QF1: one buffer for both', TX, TX, 1, 'overlap x2'],
  ['QF1: RX begins inside TX', TX, TX + 0x1000, 2, 'overlap x2'],
  ['QF1: TX begins inside RX', TX + 0x1000, TX, 2, 'overlap x2'],
  ['QF1: TX is somebody else’s', VM1_RAM, RX, 1, 'not-owned x1'],
  ['QF1: RX is somebody else’s', TX, VM1_RAM, 1, 'not-owned x2'],
  ['QF1: TX is nobody’s', 0x0100_0000, RX, 1, 'not-owned x1'],
  ['QF1: TX ends beyond the RAM', OS_RAM + 0x3f_f000, RX, 2, 'not-owned x1'],
  ['QF1: TX is a device', OS_DEVICE, RX, 1, 'not-usable x1'],
  ['QF1: RX is a device', TX, OS_DEVICE, 1, 'not-usable x2'],
  ['QF1: TX is read-only', OS_READ_ONLY, RX, 1, 'not-usable x1'],
  ['QF1: RX is read-only', TX, OS_READ_ONLY, 1, 'not-usable x2'],
];

describe('QF1: FFA_RXTX_MAP refuses', () => {
  it.each(REFUSED)('%s', (_name, tx, rx, pages, verdict) => {
    const { os, spmc, ledger } = unmapped();
    const before = [stateOf(spmc), ledger.changes];

    expect(os.call(FFA.RXTX_MAP, tx, rx, pages).verdict).toBe(`INVALID_PARAMETERS mailbox/${verdict}`);
    expect([stateOf(spmc), ledger.changes]).toEqual(before);
    expect(os.call(FFA.RXTX_MAP, TX, RX, 1).verdict).toBe('FFA_SUCCESS_32');
  });

  it.each(OPERATIONS)('pages that are in a %s', (operation) => {
    const { os, sp1 } = unmapped();
    os.call(FFA.RXTX_MAP, TX, RX, 1);
    sent(operation, os, [sp1], [PAGE]);
    os.call(FFA.RXTX_UNMAP);

    expect(os.call(FFA.RXTX_MAP, PAGE, RX, 1).verdict).toBe('INVALID_PARAMETERS mailbox/not-owned x1');
    expect(os.call(FFA.RXTX_MAP, TX, PAGE, 1).verdict).toBe('INVALID_PARAMETERS mailbox/not-owned x2');
  });

  it('pages that were lent to the caller', () => {
    const { os, sp1 } = world();
    retrieved(sp1, os, sent('lend', os, [sp1], [PAGE]), { of: 'lend' });
    sp1.call(FFA.RXTX_UNMAP);

    expect(sp1.call(FFA.RXTX_MAP, PAGE, SP1_RAM, 1).verdict).toBe('INVALID_PARAMETERS mailbox/not-owned x1');
  });

  it('nothing in all registers, which only the hypervisor may say', () => {
    expect(unmapped().vm1.call(FFA.RXTX_MAP).verdict).toBe('INVALID_PARAMETERS mailbox/page-count-zero x3');
  });

  it('R10: buffers for which there is no room in tables, and keeps nothing of the first', () => {
    const { os, spmc, ledger } = unmapped({ limits: { transactions: 0 } });
    const { slots } = ledger.transactions;
    while (slots.live < slots.capacity - 1) slots.take();
    const before = stateOf(spmc);

    expect(os.mapBuffers().verdict).toBe('NO_MEMORY mailbox/no-room');
    expect(stateOf(spmc)).toEqual(before);
    slots.give(1);
    expect(os.mapBuffers().verdict).toBe('FFA_SUCCESS_32');
  });
});

it.each([
  ['memory that may not be executed', OS_NO_EXECUTE, RX, 1],
  ['RX right behind TX', TX, TX + 0x1000, 1],
  ['TX right behind RX', TX + 0x1000, TX, 1],
  ['16 pages each', TX, RX, 16],
])('FFA_RXTX_MAP takes %s', (_name, tx, rx, pages) => {
  expect(unmapped().os.call(FFA.RXTX_MAP, tx, rx, pages).verdict).toBe('FFA_SUCCESS_32');
});

describe('FFA_RXTX_UNMAP and FFA_RX_RELEASE', () => {
  it.each([
    ['without buffers', 'os', FFA.RXTX_UNMAP, 0, 'INVALID_PARAMETERS mailbox/not-mapped'],
    [
      'by a partition for another',
      'sp1',
      FFA.RXTX_UNMAP,
      0x8002_0000,
      'INVALID_PARAMETERS mailbox/endpoint-field x1',
    ],
    [
      'by a VM for another',
      'vm1',
      FFA.RXTX_UNMAP,
      0x0002_0000,
      'INVALID_PARAMETERS mailbox/endpoint-field x1',
    ],
    ['for a partition', 'os', FFA.RXTX_UNMAP, 0x8001_0000, 'INVALID_PARAMETERS mailbox/unknown-endpoint x1'],
    ['E13: for nobody', 'os', FFA.RXTX_UNMAP, 0x0009_0000, 'INVALID_PARAMETERS mailbox/unknown-endpoint x1'],
    ['for a VM without buffers', 'os', FFA.RXTX_UNMAP, 0x0001_0000, 'INVALID_PARAMETERS mailbox/not-mapped'],
    ['RX without buffers', 'os', FFA.RX_RELEASE, 0, 'DENIED mailbox/rx-not-owned'],
    ['RX of another', 'sp1', FFA.RX_RELEASE, 0x8002, 'INVALID_PARAMETERS mailbox/endpoint-field x1'],
    ['E13: RX of nobody', 'os', FFA.RX_RELEASE, 9, 'INVALID_PARAMETERS mailbox/unknown-endpoint x1'],
  ] as const)('%s', (_name, caller, id, w1, verdict) => {
    const w = unmapped();
    const before = stateOf(w.spmc);

    expect(w[caller].call(id, w1).verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('RX is given back once for each answer that filled it', () => {
    const { os, sp1 } = world();
    const handle = sent('share', os, [sp1], [PAGE]);
    expect(sp1.release().verdict).toBe('DENIED mailbox/rx-not-owned');
    retrieve(sp1, os, handle);

    expect(sp1.release().words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
    expect(sp1.release().verdict).toBe('DENIED mailbox/rx-not-owned');
  });

  it('the hypervisor gives back RX of a VM', () => {
    const { os, vm1 } = world();
    vm1.call(FFA.PARTITION_INFO_GET);

    expect(os.call(FFA.RX_RELEASE, 1).verdict).toBe('FFA_SUCCESS_32');
    expect(vm1.release().verdict).toBe('DENIED mailbox/rx-not-owned');
  });
});

it('who dies without buffers gives none back', () => {
  const { vm1, spmc, ledger } = unmapped();

  spmc.abort(vm1.context, createFrame());

  expect(ledger.transactions.slots.live).toBe(0);
});

it('where a profile lets RX be given back at any time, none comes into being by it', () => {
  const deviations = [{ rule: 'mailbox/rx-not-owned', enforced: false, source: 'this test' }];
  const { os, spmc } = unmapped({ profile: { ...SPEC, deviations } });
  const before = stateOf(spmc);

  expect(os.release().verdict).toBe('FFA_SUCCESS_32');
  expect(stateOf(spmc)).toEqual(before);
});
