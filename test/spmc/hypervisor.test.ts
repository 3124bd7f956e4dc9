/** What only the hypervisor does: look at a whole transaction, and retrieve for its VMs. */

import { describe, expect, it } from 'vitest';
import { encodeHypervisorRetrieve } from '../../src/core/abi/encode-transaction.ts';
import { VERSION_1_0, VERSION_1_1 } from '../../src/core/abi/versions.ts';
import { dump } from '../abi/support.ts';
import type { Actor } from './support/actor.ts';
import { HEAP, OS_RAM, SP1_NON_SECURE, VM1_RAM, VM2_LOW, VM2_RAM } from './support/addresses.ts';
import { constituents, type Patch, withPatches } from './support/bytes.ts';
import { FFA } from './support/ids.ts';
import { fetchNext, fetchRest, relinquish, requestBytes, retrieve } from './support/retrieves.ts';
import { describeSend, reclaim, scattered, sendFirst, sendNext, sent } from './support/sends.ts';
import { accessOf, accessOfPhysical, stateOf } from './support/state.ts';
import { type World, world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;

function shared(options: Parameters<typeof world>[0] = {}) {
  const w = world(options);
  const handle = sent('share', w.vm1, [w.sp1, w.vm2], [VM1_RAM + HEAP], {
    tag: 0x77n,
    permissions: [1, 2],
    ...(w.vm1.version >= 0x1_0002 ? { impdef: [[1n, 2n] as const, [3n, 4n] as const] } : {}),
  });
  return { ...w, handle };
}

describe('a request that lists nobody shows the whole transaction', () => {
  it('in FF-A 1.2, with all receivers as they were sent', () => {
    const { os, spmc, handle } = shared();
    const before = stateOf(spmc);

    const { words } = requestBytes(os, encodeHypervisorRetrieve(handle, os.version));

    expect(words).toEqual([FFA.MEM_RETRIEVE_RESP, 144, 144, 0, 0, 0, 0, 0]);
    expect(dump(os.received(144))).toEqual([
      '01 00 6f 00 08 00 00 00 0d 00 00 00 00 00 00 00',
      '77 00 00 00 00 00 00 00 20 00 00 00 02 00 00 00',
      '30 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
      '01 80 01 00 70 00 00 00 01 00 00 00 00 00 00 00',
      '02 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
      '02 00 02 00 70 00 00 00 03 00 00 00 00 00 00 00',
      '04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
      '01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00',
      '00 00 02 50 00 00 00 00 01 00 00 00 00 00 00 00',
    ]);
    os.release();
    expect({ ...(stateOf(spmc) as object), transactions: [] }).toEqual({
      ...(before as object),
      transactions: [],
    });
  });

  it.each([
    ['1.0', VERSION_1_0, 96],
    ['1.1', VERSION_1_1, 112],
  ])('QA6: in FF-A %s, in the hypervisor’s layout', (_name, version, length) => {
    const { os, handle } = shared({ versions: { os: version } });

    const { words } = requestBytes(os, encodeHypervisorRetrieve(handle, version));

    expect(words.slice(1, 3)).toEqual([length, length]);
    const at = length === 96 ? 32 : 48;
    expect(dump(os.received(length).subarray(at, at + 32)).map((row) => row.slice(0, 11))).toEqual([
      '01 80 01 00',
      '02 00 02 00',
    ]);
  });

  it('as it was sent: in the addresses of its sender, where those have two pieces', () => {
    const { os, vm2, sp1 } = world();
    const handle = sent('share', vm2, [sp1], [[VM2_RAM + 0x1f_f000, 2]]);

    const { words } = requestBytes(os, encodeHypervisorRetrieve(handle, os.version));

    expect(words.slice(1, 3)).toEqual([112, 112]);
    expect(dump(os.received(112).subarray(80))).toEqual([
      '02 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00',
      '00 f0 1f 80 00 00 00 00 02 00 00 00 00 00 00 00',
    ]);
  });

  it('takes no access and does not stand in the way of a reclaim', () => {
    const { os, vm1, handle } = shared();
    requestBytes(os, encodeHypervisorRetrieve(handle, os.version));

    expect(accessOf(os, VM1_RAM + HEAP)).toBe('!Owner-NA ---');
    expect(reclaim(vm1, handle).verdict).toBe('FFA_SUCCESS_32');
  });

  it('QB14: fragment by fragment, with the sender named', () => {
    const { os, vm1, sp1 } = world();
    const pages = scattered(VM1_RAM + HEAP, 480);
    const bytes = describeSend('lend', vm1, [sp1], pages);
    const { handle } = sendFirst('lend', vm1, bytes, 4096);
    sendNext(vm1, handle, bytes.subarray(4096));

    const { words } = requestBytes(os, encodeHypervisorRetrieve(handle, os.version));
    os.release();
    const named = fetchNext(os, handle, 4096, vm1.id);

    expect(words.slice(1, 3)).toEqual([bytes.length, 4096]);
    expect(named.words.slice(0, 5)).toEqual([FFA.MEM_FRAG_TX, Number(handle), 0, 230 * 16, 0x1_0000]);
    expect(os.received(230 * 16)).toEqual(constituents(...pages.slice(250)));
    os.release();
    expect(fetchNext(os, handle, 4096, 2).verdict).toBe('INVALID_PARAMETERS response/sender-field x4');
    expect(fetchNext(os, handle, 96).verdict).toBe('INVALID_PARAMETERS response/offset x3');
  });
});

const REFUSED: readonly [name: string, patch: Patch, verdict: string][] = [
  ['a sender', [0, '01'], 'retrieve/hypervisor-fields @0+2'],
  ['attributes', [2, '2f'], 'retrieve/hypervisor-fields @2+2'],
  ['flags', [4, '08'], 'retrieve/hypervisor-fields @4+4'],
  ['a tag', [20, '01'], 'retrieve/hypervisor-fields @16+8'],
  ['a size of access descriptors', [24, '20'], 'retrieve/hypervisor-fields @24+4'],
  ['an offset of access descriptors', [32, '30'], 'retrieve/hypervisor-fields @32+4'],
  ['QA12: reserved bytes', [36, '01'], 'descriptor/header-reserved @36+12'],
  ['another handle', [8, '33'], 'retrieve/unknown-handle @8+8'],
];

describe('QC8: that request is refused', () => {
  it.each(REFUSED)('with %s', (_name, patch, verdict) => {
    const { os, spmc, handle } = shared();
    const before = stateOf(spmc);
    const request = encodeHypervisorRetrieve(handle, os.version);

    expect(requestBytes(os, withPatches(request, patch)).verdict).toBe(`INVALID_PARAMETERS ${verdict}`);
    expect(stateOf(spmc)).toEqual(before);
  });

  it.each(['vm1', 'vm2', 'sp1', 'user'] as const)('to %s', (name) => {
    const w = shared();

    expect(requestBytes(w[name], encodeHypervisorRetrieve(w.handle, w[name].version)).verdict).toBe(
      'INVALID_PARAMETERS retrieve/hypervisor-only @28+4',
    );
  });

  it('for a donation that went over, and whose receiver has yet to fetch the rest of it', () => {
    const { os, sp1 } = world();
    const bytes = describeSend('donate', os, [sp1], scattered(PAGE, 300));
    const { handle } = sendFirst('donate', os, bytes, 4096);
    sendNext(os, handle, bytes.subarray(4096));
    retrieve(sp1, os, handle, { of: 'donate' });

    expect(requestBytes(os, encodeHypervisorRetrieve(handle, os.version)).verdict).toBe(
      'INVALID_PARAMETERS retrieve/unknown-handle @8+8',
    );
  });

  it('before the last fragment', () => {
    const { os, sp1 } = world();
    const { handle } = sendFirst('share', os, describeSend('share', os, [sp1], scattered(PAGE, 3)), 112);

    expect(requestBytes(os, encodeHypervisorRetrieve(handle, os.version)).verdict).toBe(
      'INVALID_PARAMETERS retrieve/unfinished @8+8',
    );
  });
});

/** 480 pages shared by vm2 with os, vm1 and sp1. */
function sharedWithVms(w: World): bigint {
  const bytes = describeSend('share', w.vm2, [w.os, w.vm1, w.sp1], scattered(VM2_RAM + HEAP, 480));
  const { handle } = sendFirst('share', w.vm2, bytes, 4096);
  return sendNext(w.vm2, handle, bytes.subarray(4096)).handle;
}

/** What the hypervisor gets for a VM: the whole response. */
function retrieveFor(w: World, vm: Actor, handle: bigint): Uint8Array {
  const { words } = retrieve(w.os, w.vm2, handle, { to: [vm], flags: 0x400 });
  const first = w.os.received(words[2]!);
  w.os.release();
  return Uint8Array.of(...first, ...fetchRest(w.os, handle, words[2]!, words[1]!));
}

describe('the hypervisor retrieves for its VMs', () => {
  it('QB14: and fetches a long response to its end', () => {
    const w = world();
    const handle = sharedWithVms(w);

    const response = retrieveFor(w, w.vm1, handle);

    expect(response.length).toBe(96 + 480 * 16);
    expect(accessOfPhysical(w.vm1, VM2_LOW + HEAP)).toBe('!Owner-SA RW-');
    expect(accessOfPhysical(w.os, VM2_LOW + HEAP)).toBe('!Owner-NA ---');
    expect(relinquish(w.os, handle, 0, w.vm1.id).verdict).toBe('FFA_SUCCESS_32');
  });

  it('QB14: one after the other, although the first response could still be repeated', () => {
    const w = world();
    const handle = sharedWithVms(w);
    const forOs = retrieveFor(w, w.os, handle);

    const forVm1 = retrieveFor(w, w.vm1, handle);

    expect(forVm1.subarray(96)).toEqual(forOs.subarray(96));
    const { receivers, ledger } = w.spmc.state;
    const os = ledger.borrowerOf(Number(handle & 0xffff_ffffn), w.os.party);
    const vm1 = ledger.borrowerOf(Number(handle & 0xffff_ffffn), w.vm1.party);
    expect([os, vm1].map((borrower) => receivers.delivered[borrower])).toEqual([480, 480]);
  });

  /** Constituents delivered of the responses to os and vm1, and of the hypervisor's own view. */
  function delivered(w: World, handle: bigint): number[] {
    const { receivers, transactions, ledger } = w.spmc.state;
    const transaction = Number(handle & 0xffff_ffffn);
    const borrowers = [w.os, w.vm1].map(({ party }) => ledger.borrowerOf(transaction, party));
    return [
      ...borrowers.map((borrower) => receivers.delivered[borrower]!),
      transactions.delivered[transaction]!,
    ];
  }

  /** Has the first fragment delivered, and no more. */
  const BEGIN: Readonly<Record<'os' | 'vm1' | 'itself', (w: World, handle: bigint) => void>> = {
    os: (w, handle) => retrieve(w.os, w.vm2, handle, { to: [w.os], flags: 0x400 }),
    vm1: (w, handle) => retrieve(w.os, w.vm2, handle, { to: [w.vm1], flags: 0x400 }),
    itself: (w, handle) => requestBytes(w.os, encodeHypervisorRetrieve(handle, w.os.version)),
  };

  it.each([
    ['os', 'vm1', [250, 480, 0]],
    ['vm1', 'os', [480, 250, 0]],
    ['vm1', 'itself', [0, 250, 480]],
    ['itself', 'vm1', [0, 480, 246]],
  ] as const)(
    'QB14: for %s, given up after a fragment, then for %s: the next fragment is of that one',
    (given, then, expected) => {
      const w = world();
      const handle = sharedWithVms(w);
      for (const whom of [given, then]) {
        BEGIN[whom](w, handle);
        w.os.release();
      }

      expect(fetchNext(w.os, handle, 4096).verdict).toBe('FFA_MEM_FRAG_TX');

      expect(delivered(w, handle)).toEqual(expected);
    },
  );

  it('QB14: what a VM has begun to fetch for itself is not the hypervisor’s to go on with', () => {
    const w = world();
    const handle = sharedWithVms(w);
    retrieve(w.vm1, w.vm2, handle, { to: [w.vm1], flags: 0x400 });
    w.vm1.release();

    expect(fetchNext(w.os, handle, 4096).verdict).toBe('INVALID_PARAMETERS response/nothing-to-fetch x1');
    expect(fetchNext(w.vm1, handle, 4096).verdict).toBe('FFA_MEM_FRAG_TX');
  });

  it('QB14: what it fetches for a VM goes on while a partition fetches for itself', () => {
    const w = world();
    const handle = sharedWithVms(w);
    BEGIN.vm1(w, handle);
    w.os.release();
    retrieve(w.sp1, w.vm2, handle, { to: [w.sp1], flags: 0x400 });

    expect(fetchNext(w.os, handle, 4096).verdict).toBe('FFA_MEM_FRAG_TX');
    expect(delivered(w, handle)).toEqual([0, 480, 0]);
  });

  it('QB14: what it fetches for a VM is the VM’s to go on with, once the VM has begun to fetch for itself', () => {
    const w = world({ limits: { retrievals: 2 } });
    const handle = sharedWithVms(w);
    BEGIN.vm1(w, handle);
    w.os.release();
    retrieve(w.vm1, w.vm2, handle, { to: [w.vm1], flags: 0x400 });
    w.vm1.release();

    expect(fetchNext(w.os, handle, 4096).verdict).toBe('INVALID_PARAMETERS response/nothing-to-fetch x1');
    expect(fetchNext(w.vm1, handle, 4096).verdict).toBe('FFA_MEM_FRAG_TX');
  });

  it('QB14: that it has seen the whole of a donation does not end it for the receiver', () => {
    const { os, vm1, sp1 } = world();
    const bytes = describeSend('donate', vm1, [sp1], scattered(VM1_RAM + HEAP, 480));
    const { handle } = sendFirst('donate', vm1, bytes, 4096);
    sendNext(vm1, handle, bytes.subarray(4096));
    requestBytes(os, encodeHypervisorRetrieve(handle, os.version));
    os.release();
    retrieve(sp1, vm1, handle, { of: 'donate' });
    sp1.release();

    expect(fetchNext(os, handle, 4096).verdict).toBe('FFA_MEM_FRAG_TX');
    expect(fetchNext(sp1, handle, 4096).verdict).toBe('FFA_MEM_FRAG_TX');
  });

  it('a donation that goes to a VM is that VM’s', () => {
    const { os, vm1, sp1 } = world();
    const handle = sent('donate', sp1, [vm1], [SP1_NON_SECURE]);

    const answer = retrieve(os, sp1, handle, { of: 'donate', to: [vm1] });

    expect(answer.verdict).toBe('FFA_MEM_RETRIEVE_RESP');
    expect(accessOf(vm1, SP1_NON_SECURE)).toBe('Owner-EA RW-');
    expect(accessOf(os, SP1_NON_SECURE)).toBe('!Owner-NA ---');
  });

  it('QC5: nor for those whom an earlier request listed behind', () => {
    const w = world();
    const { os, vm1, vm2, sp1, sp2 } = w;
    const earlier = sent('share', vm2, [sp1, vm1], [VM2_RAM + HEAP]);
    const handle = sent('share', vm2, [sp2, vm1], [VM2_RAM + HEAP + 0x1000]);
    expect(retrieve(os, vm2, earlier, { to: [sp1, vm1] }).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
    os.release();

    expect(retrieve(os, vm2, handle, { to: [sp2] }).verdict).toBe('INVALID_PARAMETERS retrieve/not-receiver');
  });

  it('but not for a partition', () => {
    const { os, vm1, sp1 } = world();
    const handle = sent('share', vm1, [sp1], [VM1_RAM + HEAP]);

    expect(retrieve(os, vm1, handle, { to: [sp1] }).verdict).toBe('INVALID_PARAMETERS retrieve/not-receiver');
  });
});
