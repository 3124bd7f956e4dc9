/** VMs of Gunyah on a board, alone and beside partitions of FF-A. */

import { describe, expect, test } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import type { VmProgramOf } from '../../src/core/board/activity.ts';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import { pageReport } from '../../src/core/board/page-report.ts';
import type { TraceEvent } from '../../src/core/board/trace.ts';
import { FfaError, NotNowError } from '../../src/core/client/errors.ts';
import { DataAbort } from '../../src/core/client/port.ts';
import { endVm } from '../../src/core/gunyah/client/end-vm.ts';
import { parcelOf } from '../../src/core/gunyah/client/resource-client.ts';
import { NOTIFICATION, REQUEST } from '../../src/core/gunyah/wire/messages.ts';
import { TRANSFER } from '../../src/core/gunyah/wire/values.ts';
import { transactionOf } from '../../src/core/memory/page-word.ts';

const OS = 0x4000_0000;
const PAGE = OS + 0x1_0000;
const SPAN = [{ base: PAGE, size: 0x1000 }];
const PEER = 45;
const LATER = 0x80;
const PEER_PLACE = 0x8000_0000;
const VAULT = 0x8001;
const TO_PEER = [{ vmid: PEER, rights: 6 }];

/** An OS that speaks both protocols, a secure partition, and two VMs, of which one is not started. */
const MACHINE = describeMachine({
  memory: [
    { name: 'dram', base: OS, pages: 64 },
    { name: 'secure', base: 0xe00_0000, pages: 16, secure: true },
  ],
  partitions: [
    { name: 'os', id: 0, memory: [{ base: OS, pages: 64 }] },
    { name: 'vault', id: VAULT, memory: [{ base: 0xe00_0000, pages: 16 }] },
  ],
  vms: [
    { name: 'os', vmid: 3 },
    { name: 'peer', vmid: PEER, borrowing: { at: PEER_PLACE, pages: 64 } },
    { name: 'later', vmid: LATER, running: false, borrowing: { at: PEER_PLACE, pages: 64 } },
  ],
});

/** Doubles the first byte of every parcel that it is told of, and gives it back. */
const doubler: VmProgramOf = function* (rm) {
  for (;;) {
    const { payload } = yield* rm.link.hear();
    const handle = payload[0] ?? 0;
    yield* rm.accept(handle, { transfer: TRANSFER.LEND });
    const [byte = 0] = yield* rm.read(PEER_PLACE, 1);
    yield* rm.write(PEER_PLACE, Uint8Array.of(byte * 2));
    yield* rm.release(handle);
    yield* rm.tellOwner(handle, 'RELEASED', 7);
  }
};

const lendToPeer = (byte: number): VmProgramOf<number> =>
  function* (rm) {
    yield* rm.write(PAGE, Uint8Array.of(byte));
    const parcel = parcelOf(TO_PEER, SPAN);
    yield* rm.lend(parcel);
    yield* rm.tell(parcel.handle ?? -1, 'SHARED', 7, [PEER]);
    const { shape } = yield* rm.link.hear();
    expect(shape).toBe(NOTIFICATION.MEM_RELEASED);
    yield* rm.reclaim(parcel);
    const [after = -1] = yield* rm.read(PAGE, 1);
    return after;
  };

function withBuffers(): Board {
  const board = new Board(MACHINE);
  board.perform('os', (ffa) => ffa.start({ tx: OS, rx: OS + 0x1000, pages: 1 }));
  board.perform('vault', (ffa) => ffa.start({ tx: 0xe00_0000, rx: 0xe00_1000, pages: 1 }));
  return board;
}

const toVault = {
  receivers: [{ endpoint: VAULT, permissions: DATA_RW }],
  constituents: [{ address: PAGE, pages: 1 }],
};

/** What a program throws. */
function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('VMs', () => {
  test('lend to each other: one sleeps until it is told, and goes on when it is', () => {
    const board = new Board(MACHINE);
    board.vms.start('peer', doubler);

    expect(board.vms.perform('os', lendToPeer(21))).toBe(42);
    expect(board.vms.perform('os', lendToPeer(4))).toBe(8);
  });

  test('fault where they have no access', () => {
    const board = new Board(MACHINE);
    board.vms.perform('os', (rm) => rm.lend(parcelOf(TO_PEER, SPAN)));

    const error = thrownBy(() => board.vms.perform('os', (rm) => rm.read(PAGE, 1)));

    expect(error).toBeInstanceOf(DataAbort);
    expect(error).toMatchObject({ fault: { access: 'read', address: PAGE, kind: 'translation' } });
  });

  test.each([
    ['that are not started', 'later', () => doubler, 'later does not run'],
    ['that sleep in vain', 'peer', () => doubler, 'peer sleeps, and nobody tells it anything'],
  ] as const)('%s come to nothing', (_, name, program, why) => {
    const error = thrownBy(() => new Board(MACHINE).vms.perform(name, program()));
    expect(error).toBeInstanceOf(NotNowError);
    expect(error).toMatchObject({ message: why });
  });

  test('run one program at a time', () => {
    const board = new Board(MACHINE);
    board.vms.start('peer', doubler);
    expect(() => board.vms.perform('peer', doubler)).toThrow('peer runs a program already');
  });

  test('that are reset lose their programs: who comes after them begins anew', () => {
    const board = new Board(MACHINE);
    const image = parcelOf([{ vmid: LATER, rights: 7 }], SPAN);
    const live: VmProgramOf = function* (rm) {
      yield* rm.allocate(LATER);
      yield* rm.lend(image);
      yield* rm.order(REQUEST.VM_CONFIG_IMAGE, {
        vmid: LATER,
        handle: image.handle ?? -1,
        imageSize: 0x1000,
      });
      yield* rm.order(REQUEST.VM_INIT, { vmid: LATER });
      yield* rm.order(REQUEST.VM_START, { vmid: LATER });
    };
    board.vms.perform('os', live);
    board.vms.start('later', doubler);

    expect(board.vms.perform('os', (rm) => endVm(rm, LATER, [image]))).toEqual([]);

    board.vms.perform('os', live);
    board.vms.start('later', doubler);
    expect(board.vms.perform('os', (rm) => endVm(rm, LATER, [image]))).toEqual([]);
  });
});

describe('a board with VMs', () => {
  test('goes on from a copy as it went on before, sleeping programs included', () => {
    const board = new Board(MACHINE);
    board.vms.start('peer', doubler);
    board.vms.perform('os', lendToPeer(1));
    const saved = board.save();
    const eventsOf = (act: () => unknown): TraceEvent[] => {
      const events: TraceEvent[] = [];
      const end = board.listen((event) => events.push(event));
      act();
      end();
      return events;
    };
    const before = eventsOf(() => board.vms.perform('os', lendToPeer(21)));

    board.restore(saved);

    expect(eventsOf(() => board.vms.perform('os', lendToPeer(21)))).toEqual(before);
  });

  test('forks: what happens on one is not seen on the other', () => {
    const board = new Board(MACHINE);
    board.vms.start('peer', doubler);
    const twin = board.fork();
    board.vms.perform('os', (rm) => rm.lend(parcelOf(TO_PEER, SPAN)));

    expect(twin.vms.perform('os', lendToPeer(21))).toBe(42);
    expect(pageReport(board).map(({ held }) => held?.protocol)).toContain('gunyah');
  });

  test('tells what is asked, what is told, and what is thrown away', () => {
    const board = new Board(MACHINE);
    const events: TraceEvent[] = [];
    board.listen((event) => events.push(event));

    board.vms.perform('os', function* (rm) {
      const parcel = parcelOf(TO_PEER, SPAN, { label: 9 });
      yield* rm.lend(parcel);
      yield* rm.tell(0, 'SHARED', 7, [PEER]);
    });
    board.vms.send('os', Uint8Array.of(1, 2, 3));

    expect(events.map(({ kind, seq, from }) => `${kind} ${seq} ${from}`)).toEqual([
      'request 1 os',
      'request 2 os',
      'notice 2 peer',
      'drop 2 os',
    ]);
    expect(events[0]).toEqual({
      kind: 'request',
      seq: 1,
      from: 'os',
      sequence: 0,
      id: 0x5100_0012,
      payload: Uint8Array.from([
        ...[0, 0, 0, 0, 9, 0, 0, 0],
        ...[1, 0, 0, 0, PEER, 0, 6, 0],
        ...[1, 0, 0, 0, 0, 0, 1, 0x40, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0],
        ...[0, 0, 0, 0],
      ]),
      reply: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0),
      changes: [{ change: 'claimed', party: 'os', address: PAGE, pages: 1 }],
    });
    expect(events[3]).toMatchObject({ why: 'shorter than a header', packet: Uint8Array.of(1, 2, 3) });
  });

  test('with the sequence numbers that notifications have on their way', () => {
    const board = withBuffers();
    const told: number[] = [];
    board.listen((event) => {
      if (event.kind === 'notice') told.push(event.sequence);
    });

    board.vms.perform('os', function* (rm) {
      yield* rm.lend(parcelOf(TO_PEER, SPAN));
      for (let time = 0; time < 3; time++) yield* rm.tell(0, 'SHARED', 7, [PEER]);
    });

    const delivered = [1, 2, 3].map(() => board.vms.receive('peer')?.[2]);
    expect(new Set(delivered).size).toBe(3);
    expect(told).toEqual(delivered);
  });
});

describe('one ledger for both protocols', () => {
  test('a page that FF-A has sent is refused to Gunyah, which names the transaction', () => {
    const board = withBuffers();
    const handle = board.perform('os', (ffa) => ffa.lend(toVault));
    const events: TraceEvent[] = [];
    board.listen((event) => events.push(event));

    const error = thrownBy(() => board.vms.perform('os', (rm) => rm.lend(parcelOf(TO_PEER, SPAN))));

    expect(error).toMatchObject({ request: 'MEM_LEND', code: 0xa });
    expect(events).toHaveLength(1);
    const since = board.ledger.callNumber - 1;
    expect(events[0]).toMatchObject({
      refusal: { rule: 'rm-region/held', page: PAGE, holder: { handle, owner: 'os', since } },
      changes: [],
    });
    expect(events[0]).not.toHaveProperty('refusal.holder.protocol');
  });

  test('a page that is in a parcel is refused to FF-A, which names the parcel', () => {
    const board = withBuffers();
    board.vms.perform('os', (rm) => rm.share(parcelOf([{ vmid: 3, rights: 7 }, ...TO_PEER], SPAN)));
    const events: TraceEvent[] = [];
    board.listen((event) => events.push(event));

    const error = thrownBy(() => board.perform('os', (ffa) => ffa.share(toVault)));

    expect(error).toBeInstanceOf(FfaError);
    const since = board.ledger.callNumber - 1;
    expect(events[0]).toMatchObject({
      refusal: {
        rule: 'send/held',
        page: PAGE,
        holder: { handle: 0n, protocol: 'gunyah', owner: 'os', since },
      },
      changes: [],
    });
  });

  test('the end of a partition takes nothing out of the parcels of others', () => {
    const board = withBuffers();
    board.vms.perform('os', (rm) => rm.lend(parcelOf(TO_PEER, SPAN)));
    board.vms.perform('peer', (rm) => rm.accept(0, { transfer: TRANSFER.LEND }));

    board.abort('vault');

    expect(board.vms.perform('peer', (rm) => rm.read(PEER_PLACE, 1))).toEqual(Uint8Array.of(0));
  });

  test('a handle of FF-A that is made from the slot of a parcel is unknown', () => {
    const board = withBuffers();
    board.vms.perform('os', (rm) => rm.lend(parcelOf(TO_PEER, SPAN)));
    const transaction = transactionOf(board.ledger.map.get(PAGE / 0x1000));

    for (const generation of [0n, 1n, 2n]) {
      const handle = BigInt(transaction) | (generation << 32n);
      expect(thrownBy(() => board.perform('os', (ffa) => ffa.reclaim(handle)))).toBeInstanceOf(FfaError);
    }
  });
});
