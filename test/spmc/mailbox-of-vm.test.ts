/** The hypervisor maps the buffers of its VMs: it describes them in its own TX. */

import { describe, expect, it } from 'vitest';
import { encodeRxTxEndpoint } from '../../src/core/abi/rxtx-endpoint.ts';
import { VERSION_1_0, VERSION_1_1 } from '../../src/core/abi/versions.ts';
import { VERSIONS } from '../abi/support.ts';
import { VM1_RAM, VM2_LOW, VM2_RAM } from './support/addresses.ts';
import { type Patch, withPatches } from './support/bytes.ts';
import { FFA } from './support/ids.ts';
import { DelegatedPages } from './support/memories.ts';
import { accessOf, accessOfPhysical, stateOf } from './support/state.ts';
import { unmapped, type World } from './support/world.ts';

/** The buffers of VM1 as a hypervisor describes them. */
const described = (version: number, address = VM1_RAM) =>
  encodeRxTxEndpoint(
    {
      endpoint: 1,
      rx: {
        constituents: [
          { address: address + 0x1_0000, pages: 1 },
          { address: address + 0x2_0000, pages: 1 },
        ],
      },
      tx: { constituents: [{ address, pages: 2 }] },
    },
    version,
  );

function mapFor(w: World, bytes: Uint8Array) {
  w.os.put(new Uint8Array(4096));
  w.os.put(bytes);
  return w.os.call(FFA.RXTX_MAP, 0, 0, 0).verdict;
}

/** A VM without buffers, and a hypervisor with some. */
function hosting(version: number): World {
  const w = unmapped({ versions: { os: version } });
  w.os.mapBuffers();
  return w;
}

describe('the hypervisor maps the buffers of a VM', () => {
  it.each(VERSIONS)('A24: FF-A %s', (_name, version) => {
    const w = hosting(version);

    expect(mapFor(w, described(version))).toBe('FFA_SUCCESS_32');
    expect([0, 0x1000, 0x1_0000, 0x2_0000].map((offset) => accessOf(w.vm1, VM1_RAM + offset))).toEqual([
      'Owner-SA RW-',
      'Owner-SA RW-',
      'Owner-SA R--',
      'Owner-SA R--',
    ]);
    expect(w.os.call(FFA.RXTX_UNMAP, 0x1_0000).verdict).toBe('FFA_SUCCESS_32');
    expect(accessOf(w.vm1, VM1_RAM)).toBe('Owner-EA RWX');
  });

  it('the descriptor of FF-A 1.0 ends after 12 bytes: what fills it up to 16 may be anything', () => {
    expect(mapFor(hosting(VERSION_1_0), withPatches(described(VERSION_1_0), [12, 'ffffffff']))).toBe(
      'FFA_SUCCESS_32',
    );
  });

  it('by physical addresses, also of a VM that has its own', () => {
    const w = hosting(VERSION_1_1);

    expect(mapFor(w, withPatches(described(VERSION_1_1, VM2_LOW), [0, '02']))).toBe('FFA_SUCCESS_32');
    expect(accessOfPhysical(w.vm2, VM2_LOW)).toBe('Owner-SA RW-');
    expect(accessOf(w.vm2, VM2_RAM + 0x1_0000)).toBe('Owner-SA R--');
  });

  // Header of 16 bytes; RX composite at 16, its constituents at 32 and 48; TX composite at 64, its constituent at 80.
  it.each([
    [
      'A24: an offset that is no multiple of 8',
      VERSION_1_1,
      [4, '14'],
      'INVALID_PARAMETERS mailbox/descriptor @0+16',
    ],
    ['A24: the same in FF-A 1.0', VERSION_1_0, [8, '3c'], 'INVALID_PARAMETERS mailbox/descriptor @0+16'],
    ['A13: an offset near 2^32', VERSION_1_1, [8, 'f8ffffff'], 'INVALID_PARAMETERS mailbox/descriptor @0+16'],
    ['an offset inside the header', VERSION_1_1, [4, '08'], 'INVALID_PARAMETERS mailbox/descriptor @0+16'],
    ['a count beyond TX', VERSION_1_1, [20, 'ffffff0f'], 'INVALID_PARAMETERS mailbox/descriptor @0+16'],
    ['no constituents', VERSION_1_1, [68, '00'], 'INVALID_PARAMETERS mailbox/descriptor @0+16'],
    ['buffers of different sizes', VERSION_1_1, [40, '02'], 'INVALID_PARAMETERS mailbox/descriptor @0+16'],
    [
      'an address that is not aligned',
      VERSION_1_1,
      [80, '01'],
      'INVALID_PARAMETERS mailbox/descriptor @0+16',
    ],
    ['QA12: a reserved field', VERSION_1_1, [2, '01'], 'INVALID_PARAMETERS mailbox/descriptor @2+2'],
    ['QA12: another reserved field', VERSION_1_1, [12, '01'], 'INVALID_PARAMETERS mailbox/descriptor @12+4'],
    [
      'QA12: a reserved field in FF-A 1.0',
      VERSION_1_0,
      [3, '01'],
      'INVALID_PARAMETERS mailbox/descriptor @2+2',
    ],
    ['a VM that there is not', VERSION_1_1, [0, '09'], 'INVALID_PARAMETERS mailbox/unknown-endpoint @0+2'],
    ['a partition', VERSION_1_1, [0, '01 80'], 'INVALID_PARAMETERS mailbox/unknown-endpoint @0+2'],
    ['memory of another', VERSION_1_1, [0, '02'], 'INVALID_PARAMETERS mailbox/not-owned x1'],
    ['the same page in both', VERSION_1_1, [34, '00'], 'INVALID_PARAMETERS mailbox/not-owned x2'],
  ] as const)('%s is refused', (_name, version, patch: Patch, verdict) => {
    const w = hosting(version);
    const before = [stateOf(w.spmc), w.ledger.changes];

    expect(mapFor(w, withPatches(described(version), patch))).toBe(verdict);
    expect([stateOf(w.spmc), w.ledger.changes]).toEqual(before);
    expect(mapFor(w, described(version))).toBe('FFA_SUCCESS_32');
  });

  it.each([
    ['RX', 4, 16],
    ['TX', 8, 64],
  ])(
    'A24: %s described as a whole, 4 bytes behind a multiple of 8, is refused',
    (_name, field, composite) => {
      const w = hosting(VERSION_1_1);
      const before = stateOf(w.spmc);
      const bytes = described(VERSION_1_1);
      const behind = Uint8Array.of(...bytes, ...new Uint8Array(4), ...bytes.subarray(composite));
      new DataView(behind.buffer).setUint32(field, bytes.length + 4, true);

      expect(mapFor(w, behind)).toBe('INVALID_PARAMETERS mailbox/descriptor @0+16');
      expect(stateOf(w.spmc)).toEqual(before);
    },
  );

  it('a second time, and without a TX of its own, is refused', () => {
    const w = hosting(VERSION_1_1);
    mapFor(w, described(VERSION_1_1));

    expect(mapFor(w, described(VERSION_1_1))).toBe('DENIED mailbox/already-mapped');
    expect(unmapped().os.call(FFA.RXTX_MAP, 0, 0, 0).verdict).toBe('INVALID_PARAMETERS mailbox/no-tx');
  });

  it.each([
    [1, 'INVALID_PARAMETERS mailbox/page-count-max @64+4'],
    [2, 'FFA_SUCCESS_32'],
  ])('R10: two pages where the limit is %i: %s', (mailboxPages, verdict) => {
    const w = unmapped({ limits: { mailboxPages } });
    w.os.mapBuffers();

    expect(mapFor(w, described(w.os.version))).toBe(verdict);
  });

  it('without a page in either is refused', () => {
    const nothing = withPatches(described(VERSION_1_1), [20, '00'], [68, '00']);

    expect(mapFor(hosting(VERSION_1_1), nothing)).toBe('INVALID_PARAMETERS mailbox/descriptor @0+16');
  });

  it('F4: a TX of its own that is in another world is refused', () => {
    let pages: DelegatedPages | undefined;
    const w = unmapped({
      memory: (memory) => {
        pages = new DelegatedPages(memory);
        return pages;
      },
    });
    w.os.mapBuffers();
    pages?.delegate(w.os.ram);
    const before = stateOf(w.spmc);

    expect(mapFor(w, described(w.os.version))).toBe('ABORTED mailbox/tx-inaccessible');
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('an answer fills the pages of RX wherever they lie, and no other', () => {
    const w = hosting(VERSION_1_1);
    mapFor(w, described(VERSION_1_1));
    const [first, beside, second] = [0x1_0000, 0x1_1000, 0x2_0000].map((offset) => VM1_RAM + offset);
    for (const page of [first, beside, second]) w.memory.writeBytes(page!, new Uint8Array(4096).fill(0xa5));

    w.vm1.call(FFA.PARTITION_INFO_GET);

    expect([first, beside, second].map((page) => w.memory.readBytes(page!, 1)![0])).toEqual([0x01, 0xa5, 0]);
  });
});
