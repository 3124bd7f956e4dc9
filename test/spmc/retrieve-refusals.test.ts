/** A retrieve request that is refused: where it is wrong, and that nothing has changed. */

import { describe, expect, it } from 'vitest';
import { encodeHypervisorRetrieve } from '../../src/core/abi/encode-transaction.ts';
import { VERSION_1_0, VERSION_1_1 } from '../../src/core/abi/versions.ts';
import { HEAP, OS_RAM } from './support/addresses.ts';
import { type Patch, withPatches } from './support/bytes.ts';
import { FFA, wide } from './support/ids.ts';
import { describeRequest, requestBytes, retrieve } from './support/retrieves.ts';
import { sent } from './support/sends.ts';
import { stateOf } from './support/state.ts';
import { world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;
const TAG = 0x1122_3344_5566_7788n;

/** Bytes of a request of FF-A 1.2 for one receiver: header 0..47, access descriptor 48..79. */
const IN_BYTES: readonly [name: string, patch: Patch, verdict: string][] = [
  ['QA12: reserved bytes of the header', [44, '01'], 'INVALID_PARAMETERS descriptor/header-reserved @36+12'],
  ['access descriptors of 24 bytes', [24, '18'], 'INVALID_PARAMETERS descriptor/access-size @24+4'],
  ['access offset inside the header', [32, '20'], 'INVALID_PARAMETERS descriptor/access-offset @32+4'],
  [
    'A13, QA10: access offset 0xfffffff0',
    [32, 'f0ffffff'],
    'INVALID_PARAMETERS descriptor/access-array-cut @28+4',
  ],
  ['A15: 33 receivers', [28, '21'], 'INVALID_PARAMETERS descriptor/receiver-count-max @28+4'],
  [
    'A9: second access descriptor beyond the end',
    [28, '02'],
    'INVALID_PARAMETERS descriptor/access-array-cut @28+4',
  ],
  [
    'QA12: reserved bytes of the access descriptor',
    [72, '01'],
    'INVALID_PARAMETERS descriptor/access-reserved @72+8',
  ],
  ['A16, QC6: composite offset', [52, '50'], 'INVALID_PARAMETERS retrieve/composite-offset @52+4'],
  ['D14: alignment hint', [4, '00 01'], 'INVALID_PARAMETERS retrieve/alignment-hint @4+4'],
  ['D14: valid alignment hint', [4, '20 02'], 'INVALID_PARAMETERS retrieve/alignment-hint @4+4'],
  ['D13, QA11: flag bit 11', [4, '00 08'], 'INVALID_PARAMETERS retrieve/flags-reserved @4+4'],
  ['D13, QA11: flag bit 31', [7, '80'], 'INVALID_PARAMETERS retrieve/flags-reserved @4+4'],
  ['QA11: memory type 3', [2, '30'], 'INVALID_PARAMETERS descriptor/attributes-reserved @2+2'],
  ['D10: NS bit', [2, '6f'], 'INVALID_PARAMETERS descriptor/attributes-ns @2+2'],
  ['R9: not cacheable', [2, '27'], 'DENIED retrieve/attributes-unsupported @2+2'],
  ['QA11: data access 3', [50, '03'], 'INVALID_PARAMETERS descriptor/permission-reserved @50+1'],
  ['QA11: instruction access 3', [50, '0e'], 'INVALID_PARAMETERS descriptor/permission-reserved @50+1'],
  ['another slot in the handle', [8, '50'], 'INVALID_PARAMETERS retrieve/unknown-handle @8+8'],
  ['R5: another generation in the handle', [12, '01'], 'INVALID_PARAMETERS retrieve/unknown-handle @8+8'],
  ['a handle of the hypervisor’s', [15, '80'], 'INVALID_PARAMETERS retrieve/unknown-handle @8+8'],
  ['R8: another sender', [0, '01 00'], 'DENIED retrieve/sender @0+2'],
  ['a type that was not sent', [4, '10'], 'INVALID_PARAMETERS retrieve/type @4+4'],
  ['QC6: low half of the tag', [16, '87'], 'INVALID_PARAMETERS retrieve/tag @16+8'],
  ['high half of the tag', [23, '12'], 'INVALID_PARAMETERS retrieve/tag @16+8'],
  ['D3: clear before', [4, '01'], 'INVALID_PARAMETERS retrieve/zero-on-share @4+4'],
  ['D3: clear after', [4, '04'], 'INVALID_PARAMETERS retrieve/zero-on-share @4+4'],
  ['D15: bypass with one borrower', [5, '04'], 'INVALID_PARAMETERS retrieve/bypass @4+4'],
  ['a receiver that was not listed', [48, '02 80'], 'DENIED retrieve/receiver-unlisted @48+2'],
  ['executable, when shared', [50, '0a'], 'INVALID_PARAMETERS retrieve/instruction-given @50+1'],
  ['not executable, when shared', [50, '06'], 'INVALID_PARAMETERS retrieve/instruction-given @50+1'],
];

it.each(IN_BYTES)('%s', (_name, patch, verdict) => {
  const { os, sp1, spmc } = world();
  const handle = sent('share', os, [sp1], [PAGE], { tag: TAG });
  const before = stateOf(spmc);
  const request = describeRequest(sp1, os, handle, { tag: TAG });

  expect(requestBytes(sp1, withPatches(request, patch)).verdict).toBe(verdict);
  expect(stateOf(spmc)).toEqual(before);
  expect(requestBytes(sp1, request).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
});

it('D17: flags and tag are not taken for each other', () => {
  const { os, sp1 } = world();
  const handle = sent('share', os, [sp1], [PAGE], { tag: 0x8n });

  expect(retrieve(sp1, os, handle, { tag: 0n, flags: 0x8 }).verdict).toBe(
    'INVALID_PARAMETERS retrieve/tag @16+8',
  );
  expect(retrieve(sp1, os, handle, { tag: 0x10n, flags: 0x8 }).verdict).toBe(
    'INVALID_PARAMETERS retrieve/tag @16+8',
  );
  expect(retrieve(sp1, os, handle, { tag: 0x8n, flags: 0x10 }).verdict).toBe(
    'INVALID_PARAMETERS retrieve/type @4+4',
  );
  expect(retrieve(sp1, os, handle, { tag: 0x8n, flags: 0x8 }).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
});

it('a wrong sender is named before a missing instruction access', () => {
  const { os, sp1 } = world();
  const handle = sent('lend', os, [sp1], [PAGE]);

  const answer = retrieve(sp1, os, handle, { of: 'lend', sender: 0x8002, permissions: 2 });

  expect(answer.verdict).toBe('DENIED retrieve/sender @0+2');
});

describe('lengths', () => {
  it.each([
    ['one byte too many', 81, 81, 'descriptor/length-unit @80+1'],
    ['16 bytes too many', 96, 96, 'retrieve/length @28+4'],
    ['A9: cut inside the access descriptor', 64, 64, 'descriptor/access-array-cut @28+4'],
    ['A10: cut inside the header', 32, 32, 'descriptor/header-cut @0+32'],
    ['QA15: fragment shorter than the total', 96, 80, 'retrieve/fragmented x2'],
    ['QA15: fragment longer than the total', 80, 96, 'retrieve/fragmented x2'],
    ['longer than TX', 4112, 4112, 'retrieve/exceeds-tx x2'],
    ['A1: 0xfffffff0', 0xffff_fff0, 0xffff_fff0, 'retrieve/exceeds-tx x2'],
  ])('%s', (_name, total, length, verdict) => {
    const { os, sp1, spmc } = world();
    const handle = sent('share', os, [sp1], [PAGE]);
    const before = stateOf(spmc);
    sp1.put(describeRequest(sp1, os, handle));

    const answer = sp1.call(FFA.MEM_RETRIEVE_REQ, total, length);

    expect(answer.verdict).toBe(`INVALID_PARAMETERS ${verdict}`);
    expect(stateOf(spmc)).toEqual(before);
  });

  it('A10: cut inside the header, by one whose last request listed nobody', () => {
    const { os } = world();
    requestBytes(os, encodeHypervisorRetrieve(0x123n, os.version));

    expect(os.call(FFA.MEM_RETRIEVE_REQ, 16, 16).verdict).toBe(
      'INVALID_PARAMETERS descriptor/header-cut @0+16',
    );
  });

  it.each([
    ['1.0', VERSION_1_0, 48],
    ['1.1', VERSION_1_1, 64],
  ])('QA8: in FF-A %s a request for one receiver has its own length', (_name, version, length) => {
    const { os, sp1 } = world({ versions: { sp1: version } });
    const request = describeRequest(sp1, os, sent('share', os, [sp1], [PAGE]));

    expect(request.length).toBe(length);
    expect(requestBytes(sp1, Uint8Array.of(...request, ...new Uint8Array(16))).verdict).toBe(
      'INVALID_PARAMETERS retrieve/length @28+4',
    );
    expect(requestBytes(sp1, request).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
  });
});

describe('registers and buffers', () => {
  it.each([
    ['address', [0x4003_0000n, 0n], 3],
    ['pages', [0n, 1n], 4],
    ['an address above 4 GiB', [0x1_0000_0000n, 0n], 3],
  ] as const)('C2: a buffer other than TX: %s', (_name, [address, pages], register) => {
    const { sp1 } = world();

    const answer = sp1.callWide(wide(FFA.MEM_RETRIEVE_REQ), 80n, 80n, address, pages);

    expect(answer.verdict).toBe(`INVALID_PARAMETERS retrieve/dynamic-buffer x${register}`);
  });

  it('no buffers', () => {
    const { sp1 } = world({ bufferPages: 0 });

    expect(sp1.call(FFA.MEM_RETRIEVE_REQ, 80, 80).verdict).toBe('INVALID_PARAMETERS retrieve/no-tx');
  });

  it('RX still the caller’s: QD2: it stays so, with what is in it', () => {
    const { os, sp1, spmc } = world();
    const handles = [PAGE, PAGE + 0x1000].map((address) => sent('share', os, [sp1], [address]));
    retrieve(sp1, os, handles[0]!);
    const before = stateOf(spmc);
    const content = sp1.received(4096);

    expect(retrieve(sp1, os, handles[1]!).verdict).toBe('BUSY retrieve/rx-busy');
    expect(stateOf(spmc)).toEqual(before);
    expect(sp1.received(4096)).toEqual(content);
  });
});
