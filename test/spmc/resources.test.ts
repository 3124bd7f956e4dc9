/** FFA_NS_RES_INFO_GET: what memory of the normal world the secure world can reach. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/core/abi/frame.ts';
import { VERSION_1_0, VERSION_1_3 } from '../../src/core/abi/versions.ts';
import { dump } from '../abi/support.ts';
import type { Actor, Answer } from './support/actor.ts';
import {
  ADDRESS_SPACE,
  HEAP,
  OS_RAM,
  OS_READ_ONLY,
  RX_OFFSET,
  SP1_NON_SECURE,
  SP1_RAM,
  USER_RAM,
  VM1_RAM,
  VM2_HIGH,
  VM2_LOW,
  VM2_RAM,
} from './support/addresses.ts';
import { FFA } from './support/ids.ts';
import { SP1, SP2, USER } from './support/processors.ts';
import { relinquish, retrieved } from './support/retrieves.ts';
import { describeSend, type Operation, reclaim, scattered, sendFirst, sent } from './support/sends.ts';
import { stateOf } from './support/state.ts';
import { type World, type WorldOptions, world } from './support/world.ts';

const TARGET = 1;
const CONTINUE = 0x10;
const PAGE = OS_RAM + HEAP;
const MANAGER = 0x8000;

function machine(options: WorldOptions = {}): World {
  return world({ ...options, versions: { os: VERSION_1_3, vm1: VERSION_1_3, ...options.versions } });
}

function ask(caller: Actor, request = 0, target = 0): Answer {
  return caller.call(FFA.NS_RES_INFO_GET, target, request);
}

/** "ADDRESS+PAGES of ENDPOINT: PERMISSIONS", and "indirect" where it is. */
function told(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 16 }, (_, index) => {
    const at = index * 16;
    const address = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
    return line(
      address,
      view.getUint32(at + 8, true),
      view.getUint16(at + 13, true),
      view.getUint8(at + 12),
      view.getUint8(at + 15) === 1,
    );
  });
}

function line(
  address: number,
  pages: number,
  endpoint: number,
  permissions: number,
  indirect = false,
): string {
  const text = `${address.toString(16)}+${pages} of ${endpoint.toString(16)}: ${permissions.toString(16)}`;
  return indirect ? `${text} indirect` : text;
}

/** The whole list, in as many calls as it takes; RX is free afterwards. */
function everything(caller: Actor, target?: number): { readonly lines: string[]; readonly sizes: number[] } {
  const lines: string[] = [];
  const sizes: number[] = [];
  for (let request = target === undefined ? 0 : TARGET; ; request |= CONTINUE) {
    const answer = ask(caller, request, target);
    if (answer.verdict !== 'FFA_SUCCESS_64') throw new Error(answer.verdict);
    const [left, here] = [answer.frame[4]!, answer.frame[5]!];
    lines.push(...told(caller.received(here).slice(sizes.length === 0 ? 16 : 0)));
    sizes.push(here);
    caller.release();
    if (left === 0) return { lines, sizes };
  }
}

const RW = 0x33;
const RO = 0x11;
/** What is told of a machine on which nothing has happened: what sp1 owns, and everybody's buffers, RX first. */
const OWNED = line(SP1_NON_SECURE, 16, SP1, RW);
const BUFFERS = [
  line(VM1_RAM + RX_OFFSET, 1, MANAGER, RW, true),
  line(VM1_RAM, 1, MANAGER, RO, true),
  line(VM2_LOW + RX_OFFSET, 1, MANAGER, RW, true),
  line(VM2_LOW, 1, MANAGER, RO, true),
  line(OS_RAM + RX_OFFSET, 1, 0, RW, true),
  line(OS_RAM, 1, 0, RO, true),
];

describe('the answer', () => {
  it('has a header, then sixteen bytes for each run of pages', () => {
    const { os } = machine();

    const { words, frame } = ask(os);

    expect(words[0]).toBe(FFA.SUCCESS_64);
    expect([...frame.subarray(2, 16)]).toEqual([0, 0, 0, 16 + 7 * 16, ...new Array(10).fill(0)]);
    expect(dump(os.received(48))).toEqual([
      '10 00 00 00 07 00 00 00 10 00 00 00 00 00 00 00',
      '00 00 00 70 00 00 00 00 10 00 00 00 33 01 80 00',
      '00 00 01 50 00 00 00 00 01 00 00 00 33 00 80 01',
    ]);
    expect(os.received(4096).subarray(16 + 7 * 16)).toEqual(new Uint8Array(4096 - 16 - 7 * 16));
  });

  it('tells of what partitions own, of buffers, and of nothing secure', () => {
    expect(everything(machine().os).lines).toEqual([OWNED, ...BUFFERS]);
  });

  it('of one partition tells of what it owns, and of all buffers', () => {
    const { os } = machine();

    expect(everything(os, SP1).lines).toEqual([OWNED, ...BUFFERS]);
    expect(everything(os, SP2).lines).toEqual(BUFFERS);
  });

  it('leaves out buffers that are not mapped', () => {
    expect(everything(machine({ bufferPages: { vm1: 0, vm2: 0 } }).os).lines).toEqual([
      OWNED,
      ...BUFFERS.slice(4),
    ]);
  });

  it('leaves out who has aborted', () => {
    const { os, sp1, spmc } = machine();
    spmc.abort(sp1.context, createFrame());

    expect(everything(os).lines).toEqual(BUFFERS);
  });

  it('has two descriptions for memory of a VM that lies in two pieces', () => {
    const { os, vm2, sp1 } = machine();
    sent('share', vm2, [sp1], [[VM2_RAM + 511 * 4096, 2]]);

    expect(everything(os).lines.slice(7)).toEqual([
      line(VM2_LOW + 511 * 4096, 1, SP1, RW),
      line(VM2_HIGH, 1, SP1, RW),
    ]);
  });

  it('is given to VMs as well', () => {
    expect(everything(machine().vm1).lines).toEqual([OWNED, ...BUFFERS]);
  });
});

describe('of memory that was sent it tells what the sender grants', () => {
  it.each([
    ['share', 2, 0x33],
    ['share', 1, 0x11],
    ['lend', 2, 0x33],
    ['lend', 1, 0x11],
    ['donate', 0, 0x33],
  ] as const)(
    '%s with permissions %i: %i, before it is retrieved and after',
    (operation, permissions, told_) => {
      const { os, sp2 } = machine();
      const expected = line(PAGE, 1, SP2, told_);
      const handle = sent(operation, os, [sp2], [PAGE], { permissions });
      const before = everything(os).lines;
      retrieved(sp2, os, handle, { of: operation, permissions: operation === 'share' ? 1 : 5 });
      const after = everything(os).lines;

      expect(before).toEqual([OWNED, ...BUFFERS, expected]);
      // Who was given memory owns it, with the rights it asked for.
      if (operation === 'donate') expect(after).toEqual([OWNED, line(PAGE, 1, SP2, 0x11), ...BUFFERS]);
      else expect(after).toEqual(before);
    },
  );

  it('of read-only memory that is donated: reading', () => {
    const { os, sp2 } = machine();
    sent('donate', os, [sp2], [OS_READ_ONLY]);

    expect(everything(os).lines.at(-1)).toBe(line(OS_READ_ONLY, 1, SP2, RO));
  });

  it('receiver by receiver; a partition at S-EL0 has no privileges', () => {
    const { os, sp1, user } = machine();
    sent('lend', os, [sp1, user], [PAGE, PAGE + 0x2000], { permissions: [1, 2] });
    const lent = [
      [line(PAGE, 1, SP1, RO), line(PAGE + 0x2000, 1, SP1, RO)],
      [line(PAGE, 1, USER, 0x3), line(PAGE + 0x2000, 1, USER, 0x3)],
    ];

    expect(everything(os).lines).toEqual([OWNED, ...BUFFERS, ...lent.flat()]);
    expect(everything(os, USER).lines).toEqual([...BUFFERS, ...lent[1]!]);
  });

  it('until it is reclaimed', () => {
    const { os, sp1 } = machine();
    const handle = sent('lend', os, [sp1], [PAGE]);
    retrieved(sp1, os, handle, { of: 'lend' });
    relinquish(sp1, handle);
    expect(everything(os).lines).toHaveLength(8);

    reclaim(os, handle);

    expect(everything(os).lines).toEqual([OWNED, ...BUFFERS]);
  });

  it('when all of it has arrived', () => {
    const { os, sp1 } = machine();
    sendFirst('share', os, describeSend('share', os, [sp1], scattered(PAGE, 300)), 4096);

    expect(everything(os).lines).toEqual([OWNED, ...BUFFERS]);
  });

  it('by a partition as well, and then no more than it keeps is its own', () => {
    const { os, sp1, sp2 } = machine();
    sent('lend', sp1, [sp2], [SP1_NON_SECURE]);
    sent('share', sp1, [sp2], [SP1_RAM + HEAP]);

    expect(everything(os).lines).toEqual([
      line(SP1_NON_SECURE + 0x1000, 15, SP1, RW),
      ...BUFFERS,
      line(SP1_NON_SECURE, 1, SP2, RW),
    ]);
  });
});

describe('QF9: more than a page', () => {
  it('comes in several calls, with one header', () => {
    const { os, sp1 } = machine();
    const pages = scattered(PAGE, 249);
    sent('share', os, [sp1], pages);
    const exact = everything(os);
    sent('share', os, [sp1], scattered(PAGE + 249 * 0x2000, 200));
    const more = everything(os);

    // 7 descriptions of a machine at rest: 256 in all, of which 255 fit behind the header.
    expect(exact.sizes).toEqual([4096, 16]);
    expect(exact.lines).toEqual([OWNED, ...BUFFERS, ...pages.map((page) => line(page, 1, SP1, RW))]);
    expect(more.sizes).toEqual([4096, 201 * 16]);
    expect(more.lines).toHaveLength(456);
  });

  it('names every constituent of every fragment of every transaction, for every receiver', () => {
    const operation = fc.constantFrom<Operation>('share', 'lend', 'donate');
    const step = fc.record({
      operation,
      pages: fc.integer({ min: 1, max: 120 }),
      receivers: fc.constantFrom([SP1], [SP2], [USER], [SP1, USER], [SP2, SP1, USER]),
      from: fc.constantFrom('os', 'vm1', 'vm2'),
      target: fc.constantFrom(undefined, SP1, SP2, USER),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 7 }), (steps) => {
        const w = machine();
        const next = { os: PAGE, vm1: VM1_RAM + HEAP, vm2: VM2_RAM + HEAP };
        const expected: string[] = [];
        for (const { operation: of, pages, receivers, from } of steps) {
          const actor = w[from as 'os'];
          const to = of === 'donate' ? receivers.slice(0, 1) : receivers;
          const ranges = scattered(next[from as 'os'], pages);
          next[from as 'os'] += pages * 0x2000;
          if (next[from as 'os'] > actor.ram + 1024 * 4096) continue;
          sent(of, actor, to, ranges);
          for (const id of to)
            for (const address of ranges)
              expected.push(line(actor.physical(address), 1, id, id === USER ? 0x3 : RW));
        }
        const { target } = steps[0]!;
        const wanted =
          target === undefined
            ? expected
            : expected.filter((each) => each.includes(` of ${target.toString(16)}:`));
        const owned = target === undefined || target === SP1 ? [OWNED] : [];

        expect(everything(w.os, target).lines).toEqual([...owned, ...BUFFERS, ...wanted]);
      }),
      { numRuns: 40 },
    );
  });

  const CHANGES: readonly (readonly [string, (w: World, handle: bigint) => void])[] = [
    ['a send', ({ os, sp1 }) => sent('share', os, [sp1], [OS_RAM + 1000 * 4096])],
    ['a reclaim', ({ os }, handle) => reclaim(os, handle)],
    ['buffers that are unmapped', ({ vm1 }) => vm1.call(FFA.RXTX_UNMAP)],
    ['the death of a partition', ({ sp2, spmc }) => spmc.abort(sp2.context, createFrame())],
  ];

  it.each(CHANGES)('is not gone on with after %s', (_name, change) => {
    const w = machine();
    const handle = sent('share', w.os, [w.sp1], scattered(PAGE, 250));
    expect(ask(w.os).verdict).toBe('FFA_SUCCESS_64');
    w.os.release();
    change(w, handle);

    expect(ask(w.os, CONTINUE).verdict).toBe('ABORTED resources/changed');
    expect(ask(w.os, CONTINUE).verdict).toBe('ABORTED resources/not-started x2');
    expect(ask(w.os).verdict).toBe('FFA_SUCCESS_64');
  });

  it('is not gone on with after the death of a partition without memory of others or buffers that begins anew', () => {
    const w = machine({ onAbort: { sp2: 'restart' }, bufferPages: { sp2: 0 } });
    sent('share', w.os, [w.sp1], scattered(PAGE, 250));
    ask(w.os);
    w.os.release();

    w.spmc.abort(w.sp2.context, createFrame());

    expect(ask(w.os, CONTINUE).verdict).toBe('ABORTED resources/changed');
  });

  it('is gone on with where it stood when memory was only retrieved, and when another enumerates', () => {
    const w = machine();
    const pages = scattered(PAGE, 240);
    const handle = sent('share', w.os, [w.sp1, w.sp2], pages);
    ask(w.os);
    w.os.release();
    retrieved(w.sp1, w.os, handle, { flags: 0x400 });
    everything(w.vm1, SP2);

    const { frame } = ask(w.os, CONTINUE);

    // Of the 255 on the first page, 7 are of a machine at rest and 240 for sp1.
    expect(told(w.os.received(frame[5]!))).toEqual(pages.slice(8).map((page) => line(page, 1, SP2, RW)));
  });

  it('goes on in a copy of the manager where it stood', () => {
    const w = machine();
    sent('share', w.os, [w.sp1], scattered(PAGE, 250));
    ask(w.os);
    w.os.release();
    const saved = w.spmc.save();
    ask(w.os, CONTINUE);
    const rest = w.os.received(4096);

    w.spmc.restore(saved);

    expect(ask(w.os, CONTINUE).verdict).toBe('FFA_SUCCESS_64');
    expect(w.os.received(4096)).toEqual(rest);
  });
});

describe('is refused', () => {
  it.each([
    ['no partition', TARGET, 0x8009, 'INVALID_PARAMETERS resources/target x1'],
    ['the hypervisor', TARGET, 0, 'INVALID_PARAMETERS resources/target x1'],
    ['a VM', TARGET, 1, 'INVALID_PARAMETERS resources/target x1'],
    ['0xffff', TARGET, 0xffff, 'INVALID_PARAMETERS resources/target x1'],
    ['another type', 0x8, 0, 'INVALID_PARAMETERS resources/type x2'],
    ['bit 1', 0x2, 0, 'INVALID_PARAMETERS resources/reserved x2'],
    ['bit 5', 0x20, 0, 'INVALID_PARAMETERS resources/reserved x2'],
    ['going on without a start', CONTINUE, 0, 'ABORTED resources/not-started x2'],
  ])('%s', (_name, request, target, verdict) => {
    const { os, spmc } = machine();
    const before = stateOf(spmc);

    expect(ask(os, request, target).verdict).toBe(verdict);
    expect(stateOf(spmc)).toEqual(before);
  });

  it('bits in the upper half of x2', () => {
    expect(machine().os.callWide(FFA.NS_RES_INFO_GET, 0n, 1n << 32n).verdict).toBe(
      'INVALID_PARAMETERS resources/reserved x2',
    );
  });

  it('with RX full, or without one; and that ends the enumeration', () => {
    const w = machine();
    sent('share', w.os, [w.sp1], scattered(PAGE, 250));
    ask(w.os);

    expect(ask(w.os, CONTINUE).verdict).toBe('RETRY resources/rx-busy');
    w.os.release();
    expect(ask(w.os, CONTINUE).verdict).toBe('ABORTED resources/not-started x2');
    w.os.call(FFA.RXTX_UNMAP);
    expect(ask(w.os).verdict).toBe('RETRY resources/rx-busy');
  });

  it('with an RX that is in another world', () => {
    const w = machine();
    w.memory.withdraw((OS_RAM + RX_OFFSET) / 4096, true);
    const before = stateOf(w.spmc);

    expect(ask(w.os).verdict).toBe('ABORTED resources/rx-inaccessible');
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('when it is complete, and when it goes on about another', () => {
    const w = machine();
    everything(w.os);
    expect(ask(w.os, CONTINUE).verdict).toBe('ABORTED resources/not-started x2');
    sent('share', w.os, [w.sp1], scattered(PAGE, 250));
    ask(w.os, TARGET, SP1);
    w.os.release();

    expect(ask(w.os, CONTINUE | TARGET, SP2).verdict).toBe('ABORTED resources/not-started x2');
  });

  it('secure partitions, and callers of earlier versions', () => {
    const { os, sp1 } = world({ versions: { os: VERSION_1_0, sp1: VERSION_1_3 } });

    expect(os.call(FFA.NS_RES_INFO_GET).verdict).toBe('NOT_SUPPORTED call/later-version x0');
    expect(sp1.call(FFA.NS_RES_INFO_GET).verdict).toBe('NOT_SUPPORTED call/not-for-caller x0');
  });
});

it('a run of 2^32 pages and more comes in two, and ends with the address space', () => {
  const end = 2 ** 32 + 2 ** 22 + 2 ** 17;
  const first = ADDRESS_SPACE / 4096;
  const w = machine({ ledgerPages: end });
  w.ledger.assign(first, end - first, { owner: w.sp2.party, rights: 3, device: false, secure: false });

  expect(everything(w.os, SP2).lines).toEqual([
    line(ADDRESS_SPACE, 0xffff_ffff, SP2, RW),
    line(ADDRESS_SPACE + 0xffff_ffff * 4096, 2 ** 21 + 2 ** 17 + 1, SP2, RW),
    ...BUFFERS,
  ]);
});

it('memory of a partition at S-EL0 that it may not use is not told of', () => {
  const w = machine();
  w.ledger.assign(0x7100_0000 / 4096, 2, { owner: w.user.party, rights: 1, device: false, secure: false });
  w.ledger.assign(0x7200_0000 / 4096, 2, { owner: w.user.party, rights: 0, device: false, secure: false });

  expect(everything(w.os, USER).lines).toEqual([line(0x7100_0000, 2, USER, 0x1), ...BUFFERS]);
  expect(everything(w.os, SP2).lines).toEqual(BUFFERS);
  expect(w.user.ram).toBe(USER_RAM);
});
