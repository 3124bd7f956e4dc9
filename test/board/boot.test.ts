import { describe, expect, test } from 'vitest';
import { BOOT_FDT, BOOT_OWN_TYPE } from '../../src/core/abi/bits.ts';
import { VERSION_1_0, VERSION_1_1, VERSION_1_2 } from '../../src/core/abi/versions.ts';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine, type PartitionOptions } from '../../src/core/board/describe-machine.ts';
import type { BootGift } from '../../src/core/board/machine.ts';
import type { Ffa } from '../../src/core/client/ffa.ts';
import type { Program } from '../../src/core/client/port.ts';
import { READ } from '../../src/core/memory/page-word.ts';

const SECURE = 0xe00_0000;
const DRAM = 0x4000_0000;
const PAGES = 16;

/** A secure partition with sixteen pages of its own. */
function sp(name: string, number: number, more: Partial<PartitionOptions> = {}): PartitionOptions {
  const memory = [{ base: SECURE + number * PAGES * 0x1000, pages: PAGES }];
  return { name, id: 0x8000 + number, memory, ...more };
}

function machineOf(...secure: readonly PartitionOptions[]) {
  return describeMachine({
    memory: [
      { name: 'dram', base: DRAM, pages: PAGES },
      { name: 'secure', base: SECURE, pages: 8 * PAGES, secure: true },
    ],
    // The normal world first, which makes no difference.
    partitions: [{ name: 'os', id: 0, memory: [{ base: DRAM, pages: PAGES }] }, ...secure],
  });
}

/** A program that says when it starts, does something, and waits for messages. */
function saying(log: string[], name: string, more: (ffa: Ffa) => Program = function* () {}) {
  return function* (ffa: Ffa): Program {
    log.push(name);
    yield* more(ffa);
    const message = yield* ffa.wait();
    yield* ffa.respond(message, [Number(message.data[0] ?? 0n) + 1]);
  };
}

describe('the boot order', () => {
  test('is that of the partitions, lowest first; the same twice, or none at all, is that of the machine', () => {
    const log: string[] = [];
    const machine = machineOf(
      sp('last', 1),
      sp('third', 2, { bootOrder: 7 }),
      sp('first', 3, { bootOrder: 0 }),
      sp('fourth', 4, { bootOrder: 7 }),
      sp('second', 5, { bootOrder: 1 }),
      sp('very last', 6),
    );
    const names = ['very last', 'last', 'fourth', 'third', 'second', 'first'];
    const programs = {
      *os(ffa: Ffa): Program {
        log.push('os');
        yield* ffa.start();
      },
      ...Object.fromEntries(names.map((name) => [name, saying(log, name)])),
    };
    const booted = new Board(machine).boot({ programs });
    const order = ['first', 'second', 'third', 'fourth', 'last', 'very last', 'os'];
    expect(log).toEqual(order);
    expect(booted).toEqual(order.map((partition) => ({ partition, outcome: 'ready' })));
  });

  test('lets a partition use those that started before, and no other', () => {
    const log: string[] = [];
    const board = new Board(machineOf(sp('early', 1, { bootOrder: 1 }), sp('late', 2, { bootOrder: 2 })));
    const asking = (id: number) =>
      function* (ffa: Ffa): Program {
        yield* ffa.start();
        try {
          const [answer] = yield* ffa.directRequest(id, [41]);
          log.push(`was told ${answer}`);
        } catch (error) {
          log.push((error as Error).message);
        }
      };
    board.boot({
      programs: { early: saying(log, 'early', asking(0x8002)), late: saying(log, 'late', asking(0x8001)) },
    });
    expect(log).toEqual(['early', 'FFA_MSG_SEND_DIRECT_REQ_32: BUSY', 'late', 'was told 42']);
  });

  test('ends the first run of whoever has no program, and starts none of the normal world', () => {
    const board = new Board(machineOf(sp('vault', 1), sp('notary', 2)));
    expect(board.boot({ without: ['vault'] })).toEqual([{ partition: 'notary', outcome: 'ready' }]);
  });

  test('of nobody by that name throws', () => {
    const board = new Board(machineOf(sp('vault', 1)));
    expect(() => board.boot({ programs: { volt: saying([], 'volt') } })).toThrow(
      'no partition is called volt',
    );
  });
});

describe('a partition that fails in its first run', () => {
  test.each<[string, (ffa: Ffa) => Program]>([
    ['with a refusal it does not handle', (ffa) => ffa.reclaim(5n)],
    ['with a fault', (ffa) => ffa.write(DRAM, Uint8Array.of(1))],
    ['and says so', (ffa) => ffa.failStart()],
  ])('%s is left behind, and the others start', (_, fails) => {
    const log: string[] = [];
    const board = new Board(machineOf(sp('bad', 1, { bootOrder: 1 }), sp('good', 2, { bootOrder: 2 })));
    const booted = board.boot({
      programs: {
        bad: saying(log, 'bad', fails),
        good: saying(log, 'good'),
        os: function* (ffa) {
          yield* ffa.start();
          for (const id of [0x8001, 0x8002])
            try {
              log.push(`${yield* ffa.directRequest(id, [1])}`);
            } catch (error) {
              log.push((error as Error).message);
            }
        },
      },
    });
    expect(booted).toEqual([
      { partition: 'bad', outcome: 'failed' },
      { partition: 'good', outcome: 'ready' },
      { partition: 'os', outcome: 'ready' },
    ]);
    expect(log).toEqual(['bad', 'good', 'FFA_MSG_SEND_DIRECT_REQ_32: ABORTED', '2,0,0,0,0']);
  });
});

describe('a partition that never finishes its first run', () => {
  test.each<[string, (ffa: Ffa) => Program]>([
    ['because it ends without waiting', function* () {}],
    [
      'because it waits for an answer that does not come',
      function* (ffa) {
        yield* ffa.start();
        yield* ffa.directRequest(0x8002, [1]);
      },
    ],
  ])('%s keeps the processor: nobody after it starts', (_, program) => {
    const log: string[] = [];
    const machine = machineOf(
      sp('slow', 1, { bootOrder: 2 }),
      sp('mute', 2, { bootOrder: 1 }),
      sp('late', 3, { bootOrder: 3 }),
    );
    const booted = new Board(machine).boot({
      programs: { slow: program, late: saying(log, 'late'), os: saying(log, 'os') },
    });
    expect(booted).toEqual([
      { partition: 'mute', outcome: 'ready' },
      { partition: 'slow', outcome: 'unfinished' },
    ]);
    expect(log).toEqual([]);
  });
});

describe('boot information', () => {
  const TREE = Uint8Array.of(0xd0, 0x0d, 0xfe, 0xed);
  const at = SECURE + PAGES * 0x1000;
  const gift = (more: Partial<BootGift> = {}): BootGift => ({
    register: 0,
    at,
    items: [{ name: '', type: BOOT_FDT, contents: TREE }],
    ...more,
  });
  /** What the partition reads of itself, and what lies where its first entry points. */
  function* readItself(ffa: Ffa, register: number) {
    const info = yield* ffa.bootInfo(register);
    const { contents = 0n, size = 0 } = info?.entries[0] ?? {};
    return { info, bytes: yield* ffa.read(Number(contents), size) };
  }

  test.each([0, 1, 2, 3])('comes in x%i, where the machine says so', (register) => {
    const board = new Board(machineOf(sp('vault', 1, { boot: gift({ register }) })));
    expect(board.perform('vault', (ffa) => readItself(ffa, register))).toEqual({
      info: {
        version: VERSION_1_2,
        blobSize: 0x1004,
        entries: [{ name: '', type: BOOT_FDT, form: 'address', size: 4, contents: BigInt(at + 0x1000) }],
      },
      bytes: TREE,
    });
    const others = [0, 1, 2, 3].filter((other) => other !== register);
    for (const other of others) expect(board.perform('vault', (ffa) => ffa.bootInfo(other))).toBeUndefined();
  });

  test.each([VERSION_1_0, VERSION_1_1])('has the layout of the version of its partition: %i', (version) => {
    const board = new Board(machineOf(sp('vault', 1, { version, boot: gift() })));
    const { info, bytes } = board.perform('vault', (ffa) => readItself(ffa, 0));
    expect([info?.version, bytes]).toEqual([version, TREE]);
  });

  test('is there when the first run begins', () => {
    const names: unknown[] = [];
    const board = new Board(machineOf(sp('vault', 1, { boot: gift() })));
    board.boot({
      programs: {
        vault: saying([], 'vault', function* (ffa) {
          names.push((yield* ffa.bootInfo())?.entries[0]?.type);
        }),
      },
    });
    expect(names).toEqual([BOOT_FDT]);
  });

  test('is read at the addresses of the partition, which need not be those of the memory', () => {
    const memory = [{ at: 0x1000, base: at, pages: PAGES, rights: READ }];
    const boot = gift({ at: 0x2000, items: [{ name: 'key', type: BOOT_OWN_TYPE, contents: 9n }] });
    const board = new Board(machineOf(sp('vault', 1, { memory, boot })));
    expect(board.perform('vault', (ffa) => ffa.bootInfo())?.entries).toEqual([
      { name: 'key', type: BOOT_OWN_TYPE, form: 'value', size: 8, contents: 9n },
    ]);
    expect(board.memory.readBytes(at + 0x1000, 2)).toEqual(Uint8Array.of(0xfa, 0x0f));
  });

  test('is the same on a copy of the board', () => {
    const board = new Board(machineOf(sp('vault', 1, { boot: gift() })));
    const program = (ffa: Ffa) => readItself(ffa, 0);
    expect(board.fork().perform('vault', program)).toEqual(board.perform('vault', program));
  });

  test('is not there for whoever asked for none', () => {
    const board = new Board(machineOf(sp('vault', 1)));
    expect(board.perform('vault', (ffa) => ffa.bootInfo())).toBeUndefined();
  });

  test.each([
    ['where nothing is', gift({ at: 0x1000 }), 'vault cannot read its boot information at 0x1000'],
    [
      'that does not fit its memory',
      gift({ at: at + (PAGES - 1) * 0x1000 }),
      'vault cannot read its boot information at 0xe020000',
    ],
  ])('%s makes a machine that cannot be', (_, boot, message) => {
    expect(() => new Board(machineOf(sp('vault', 1, { boot })))).toThrow(message);
  });
});
