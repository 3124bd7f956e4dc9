/** A VM that is a partition as well ends, in whatever way: what it gave and was given through the resource manager goes back, as FF-A's does. */

import { describe, expect, test } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import type { VmProgramOf } from '../../src/core/board/activity.ts';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import type { TraceEvent } from '../../src/core/board/trace.ts';
import { NotNowError } from '../../src/core/client/errors.ts';
import { RmError } from '../../src/core/gunyah/client/errors.ts';
import { parcelOf } from '../../src/core/gunyah/client/resource-client.ts';
import { encodeMessage } from '../../src/core/gunyah/wire/codec.ts';
import { NOTIFICATION, REQUEST, type RequestName } from '../../src/core/gunyah/wire/messages.ts';
import { CREATE_FLAG, TRANSFER, VM_STATE } from '../../src/core/gunyah/wire/values.ts';
import { transactionOf } from '../../src/core/memory/page-word.ts';

const HYPERVISOR = 0x4000_0000;
const FIRST = 0x4010_0000;
const SECOND = 0x4020_0000;
const SECURE = 0xe00_0000;
const VAULT = 0x8001;
const [FIRST_VM, SECOND_VM] = [3, 45];
/** Pages of the first VM, beside its buffers. */
const PAGE = FIRST + 0x4000;
const OTHER = FIRST + 0x8000;
const pageOf = (address: number) => address / 0x1000;

const REGIONS = [
  { name: 'dram', base: HYPERVISOR, pages: 0x300 },
  { name: 'secure', base: SECURE, pages: 16, secure: true },
];
const own = (base: number, pages: number) => ({
  memory: [{ base, pages }],
  buffers: { tx: base, rx: base + 0x1000, pages: 1 },
});
const HOST = { name: 'host', id: 0, ...own(HYPERVISOR, 256) };
const PARTITIONS = [
  { name: 'first', id: 1, ...own(FIRST, 256) },
  { name: 'second', id: 2, ...own(SECOND, 256) },
  { name: 'vault', id: VAULT, ...own(SECURE, 16) },
];
const VMS = [
  { name: 'first', vmid: FIRST_VM },
  { name: 'second', vmid: SECOND_VM },
];

/** Both VMs call the manager themselves, or are guests of a hypervisor that mediates. */
const DIRECT = describeMachine({ memory: REGIONS, partitions: PARTITIONS, vms: VMS });
const MEDIATED = describeMachine({
  memory: REGIONS,
  partitions: [HOST, ...PARTITIONS],
  vms: VMS,
  mediator: {},
});

function started(machine: typeof DIRECT): Board {
  const board = new Board(machine);
  board.boot();
  for (const { name, buffers } of PARTITIONS) board.perform(name, (ffa) => ffa.start(buffers));
  return board;
}

const span = (base: number) => [{ base, size: 0x1000 }];
const lendTo = (vmid: number, base: number): VmProgramOf<number> =>
  function* (rm) {
    const parcel = parcelOf([{ vmid, rights: 6 }], span(base));
    yield* rm.lend(parcel);
    return parcel.handle ?? -1;
  };
const accept =
  (handle: number): VmProgramOf<unknown> =>
  (rm) =>
    rm.accept(handle, { transfer: TRANSFER.LEND });

/** The first VM lends a page to the second, which accepts it. Returns the handle. */
function lent(board: Board): number {
  const handle = board.vms.perform('first', lendTo(SECOND_VM, PAGE));
  board.vms.perform('second', accept(handle));
  return handle;
}

/** Rights of first and second VM and of the vault on a page: "3 0 0". */
function rights({ ledger, parties }: Board, address: number): string {
  return ['first', 'second', 'vault']
    .map((name) => ledger.rights(parties.get(name) ?? 0, pageOf(address)))
    .join(' ');
}

function stateOf(board: Board, vmid: number): number | undefined {
  return board.save().vms.rm?.vms.find(({ spec }) => spec.vmid === vmid)?.state;
}

/** What is held of the first VM's memory beside buffers, and which parcels there are. */
function left(board: Board): readonly [held: number, parcels: number] {
  const held = [...board.ledger.map.runs()].filter(
    ({ page, word }) => page >= pageOf(PAGE) && page < pageOf(SECOND) && transactionOf(word) !== 0,
  );
  return [held.length, board.save().vms.rm?.parcels.parcels.length ?? -1];
}

const MACHINES = [
  ['that calls the manager', DIRECT],
  ['that is a guest of a mediator', MEDIATED],
] as const;

/** The ways in which a partition ends. */
const WAYS: readonly (readonly [string, (board: Board, name: string) => void])[] = [
  ['is ended', (board, name) => board.abort(name)],
  [
    'crashes',
    (board, name) =>
      board.start(name, function* (ffa) {
        yield* ffa.reclaim(0x77n);
      }),
  ],
];

const CASES = MACHINES.flatMap(([who, machine]) =>
  WAYS.map(([how, end]) => [`${who} ${how}`, machine, end] as const),
);

describe.each(CASES)('a VM %s', (_, machine, end) => {
  test('has memory back that nobody has accepted, half a parcel, too', () => {
    const board = started(machine);
    board.vms.perform('first', lendTo(SECOND_VM, PAGE));
    board.vms.perform('first', (rm) => rm.link.ask(REQUEST.LEND, half(OTHER), { bytes: 4 }));

    end(board, 'first');

    expect(left(board)).toEqual([0, 0]);
    expect([rights(board, PAGE), rights(board, OTHER)]).toEqual(['7 0 0', '7 0 0']);
    expect(stateOf(board, FIRST_VM)).toBe(VM_STATE.RESET);
  });

  test('has memory back that is in use when its user gives it back, and not before', () => {
    const board = started(machine);
    const handle = lent(board);

    end(board, 'first');
    expect([rights(board, PAGE), stateOf(board, FIRST_VM)]).toEqual(['0 3 0', VM_STATE.RESETTING]);
    board.vms.perform('second', (rm) => rm.release(handle));

    expect([rights(board, PAGE), stateOf(board, FIRST_VM)]).toEqual(['7 0 0', VM_STATE.RESET]);
    expect(left(board)).toEqual([0, 0]);
  });

  test('gives back what it was lent, and the owner is told', () => {
    const board = started(machine);
    const handle = lent(board);
    board.vms.start('first', function* (rm) {
      for (;;) {
        const { shape } = yield* rm.link.hear();
        if (shape === NOTIFICATION.MEM_RELEASED) yield* rm.reclaim({ ...parcelOf([], []), handle });
      }
    });

    end(board, 'second');

    expect(rights(board, PAGE)).toBe('7 0 0');
    expect(left(board)).toEqual([0, 0]);
  });

  test.each([
    ['FF-A gives back first', ['vault', 'second']],
    ['FF-A gives back last', ['second', 'vault']],
  ] as const)('leaves nothing of either protocol: %s', (_order, order) => {
    const board = started(machine);
    const parcel = lent(board);
    const handle = board.perform('first', (ffa) =>
      ffa.share({
        receivers: [{ endpoint: VAULT, permissions: DATA_RW }],
        constituents: [{ address: OTHER, pages: 1 }],
      }),
    );
    const receivers = [{ endpoint: VAULT, permissions: DATA_RW }];
    board.perform('vault', (ffa) => ffa.retrieve({ handle, sender: 1, receivers }));

    end(board, 'first');
    expect([rights(board, PAGE), rights(board, OTHER)]).toEqual(['0 3 0', '7 0 3']);
    for (const name of order)
      if (name === 'vault') board.perform('vault', (ffa) => ffa.relinquish(handle));
      else board.vms.perform('second', (rm) => rm.release(parcel));
    // A mediator asks again after a while.
    if (board.hypervisor !== undefined) board.tick();

    expect([rights(board, PAGE), rights(board, OTHER)]).toEqual(['7 0 0', '7 0 0']);
    expect(left(board)).toEqual([0, 0]);
  });

  test('runs no programs any more', () => {
    const board = started(machine);
    board.vms.start('first', function* (rm) {
      yield* rm.link.hear();
    });

    end(board, 'first');

    expect(() => board.vms.perform('first', lendTo(SECOND_VM, PAGE))).toThrow(NotNowError);
  });

  test('is told of: its parcels are among the pages that changed, and the primary VM hears how it went', () => {
    const board = started(machine);
    const handle = board.vms.perform('second', lendTo(FIRST_VM, SECOND + 0x4000));
    board.vms.perform('first', accept(handle));
    board.vms.perform('first', lendTo(SECOND_VM, PAGE));
    const events: TraceEvent[] = [];
    board.listen((event) => events.push(event));

    end(board, 'first');

    const [abort] = events.filter((event) => event.kind === 'abort');
    expect(abort?.changes).toEqual(
      expect.arrayContaining([
        { change: 'unmapped', party: 'first', address: SECOND + 0x4000, pages: 1 },
        { change: 'returned', party: 'first', address: PAGE, pages: 1 },
      ]),
    );
    const after = events.slice(events.findIndex(({ kind }) => kind === 'abort') + 1);
    expect(after.flatMap((event) => (event.kind === 'notice' ? [event.from] : []))).toEqual([
      'first',
      'first',
      'first',
      'second',
      'first',
    ]);
  });
});

/** A MEM_LEND of a page that is to go on. */
function half(base: number): Uint8Array {
  const acl = [{ vmid: SECOND_VM, rights: 6 }];
  return encodeMessage(REQUEST.LEND, { flags: CREATE_FLAG.APPEND }, { acl, regions: span(base) });
}

describe('a guest that begins anew', () => {
  test('does so when its parcels are back, and is a VM again that knows nothing', () => {
    const board = started(MEDIATED);
    const handle = lent(board);
    board.abort('first');
    expect([board.create('first'), board.lives('first')]).toEqual([false, false]);
    board.vms.perform('second', (rm) => rm.release(handle));

    expect([board.create('first'), board.lives('first')]).toEqual([true, true]);

    expect(stateOf(board, FIRST_VM)).toBe(VM_STATE.RUNNING);
    expect(board.vms.perform('first', lendTo(SECOND_VM, PAGE))).toBe(handle + 1);
  });

  test('keeps what it owns', () => {
    const board = started(MEDIATED);
    board.vms.perform('first', (rm) => rm.write(PAGE, Uint8Array.of(1)));
    board.abort('first');
    board.create('first');

    expect([...board.vms.perform('first', (rm) => rm.read(PAGE, 1))]).toEqual([1]);
  });
});

/** What the primary VM can ask that would end a VM. */
const ENDINGS = ['VM_STOP', 'VM_RESET', 'VM_DEALLOCATE'] as const satisfies readonly RequestName[];

describe.each(MACHINES)('the resource manager and a VM %s', (_, machine) => {
  test.each(ENDINGS)('%s is not for it: it runs from the beginning, and FF-A keeps what is its', (name) => {
    const board = started(machine);
    lent(board);
    const refusals: string[] = [];
    board.listen((event) => {
      if (event.kind === 'request' && event.refusal) refusals.push(event.refusal.rule);
    });
    const before = [...board.ledger.map.runs()];

    expect(() => board.vms.perform('first', (rm) => rm.order(REQUEST[name], { vmid: SECOND_VM }))).toThrow(
      RmError,
    );

    expect(refusals).toEqual(['rm-vm/unknown']);
    expect([...board.ledger.map.runs()]).toEqual(before);
    expect(stateOf(board, SECOND_VM)).toBe(VM_STATE.RUNNING);
  });
});
