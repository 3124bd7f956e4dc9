import { describe, expect, test } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import { errorStatus, frameOf, isError, w } from '../../src/core/abi/frame.ts';
import { functionId } from '../../src/core/abi/functions.ts';
import { STATUS } from '../../src/core/abi/statuses.ts';
import { Board } from '../../src/core/board/board.ts';
import type { TraceEvent } from '../../src/core/board/trace.ts';
import type { Ffa } from '../../src/core/client/ffa.ts';
import type { Program } from '../../src/core/client/port.ts';
import { CONTEXT } from '../../src/core/spmc/contexts.ts';
import {
  HIDDEN,
  HIDDEN_BORROWING,
  HIDDEN_BUFFERS,
  MACHINE,
  OS_BUFFERS,
  VAULT,
  VAULT_BUFFERS,
} from './machine.ts';

const PAGE = 0x4000_4000;

/** A service that is told a handle, doubles the first byte of the memory behind it and gives it back. */
function* doubler(ffa: Ffa, at: number): Program {
  let message = yield* ffa.wait();
  for (;;) {
    const [low = 0, high = 0] = message.data;
    const handle = BigInt(low) | (BigInt(high) << 32n);
    yield* ffa.retrieve({
      handle,
      sender: 0,
      receivers: [{ endpoint: ffa.driver.id, permissions: DATA_RW }],
    });
    const [byte = 0] = yield* ffa.read(at, 1);
    yield* ffa.write(at, Uint8Array.of(byte * 2));
    yield* ffa.relinquish(handle);
    message = yield* ffa.respond(message, [byte]);
  }
}

function* vaultProgram(ffa: Ffa): Program {
  yield* ffa.start(VAULT_BUFFERS);
  yield* doubler(ffa, PAGE);
}

function* hiddenProgram(ffa: Ffa): Program {
  yield* ffa.start(HIDDEN_BUFFERS);
  yield* doubler(ffa, HIDDEN_BORROWING);
}

function* shareAndAsk(ffa: Ffa, service: number): Program<{ answer: number; after: number; handle: bigint }> {
  yield* ffa.write(PAGE, Uint8Array.of(21));
  const handle = yield* ffa.share({
    receivers: [{ endpoint: service, permissions: DATA_RW }],
    constituents: [{ address: PAGE, pages: 1 }],
  });
  const [answer = -1] = yield* ffa.directRequest(service, [
    Number(handle & 0xffff_ffffn),
    Number(handle >> 32n),
  ]);
  yield* ffa.reclaim(handle);
  const [after = -1] = yield* ffa.read(PAGE, 1);
  return { answer, after, handle };
}

function started(): Board {
  const board = new Board(MACHINE);
  board.start('vault', vaultProgram);
  board.start('hidden', hiddenProgram);
  board.perform('os', (ffa) => ffa.start(OS_BUFFERS));
  return board;
}

describe('a board', () => {
  test.each([
    ['with physical addresses', VAULT],
    ['with addresses of its own', HIDDEN],
  ])('lets an OS share a page with a service %s', (_, service) => {
    const board = started();
    const { answer, after } = board.perform('os', (ffa) => shareAndAsk(ffa, service));
    expect([answer, after]).toEqual([21, 42]);
  });

  test('tells which functions the manager offers', () => {
    const board = started();
    const offered = board.perform('os', function* (ffa) {
      return [yield* ffa.offers('FFA_MEM_SHARE', 64), yield* ffa.offers('FFA_EL3_INTR_HANDLE')];
    });
    expect(offered).toEqual([true, false]);
  });

  test('notes every call with its registers, bytes, refusal and changed pages', () => {
    const board = started();
    const events: TraceEvent[] = [];
    const hush = board.listen((event) => events.push(event));
    const { handle } = board.perform('os', (ffa) => shareAndAsk(ffa, VAULT));
    const seen = events.map((event) =>
      event.kind === 'call'
        ? [event.from, w(event.in, 0) & 0xff, event.next, event.tx?.length, event.rx?.length]
        : event.kind,
    );
    expect(seen).toEqual([
      ['os', 0x73, 'os', 112, undefined],
      ['os', 0x6f, 'vault', undefined, undefined],
      ['vault', 0x74, 'vault', 80, 112],
      ['vault', 0x65, 'vault', undefined, undefined],
      ['vault', 0x76, 'vault', 18, undefined],
      ['vault', 0x70, 'os', undefined, undefined],
      ['os', 0x77, 'os', undefined, undefined],
    ]);
    const changes = events.flatMap((event) => (event.kind === 'call' ? event.changes : []));
    expect(changes).toEqual([
      { change: 'claimed', party: 'os', address: PAGE, pages: 1 },
      { change: 'mapped', party: 'vault', address: PAGE, pages: 1 },
      { change: 'unmapped', party: 'vault', address: PAGE, pages: 1 },
      { change: 'returned', party: 'os', address: PAGE, pages: 1 },
    ]);
    hush();
    expect(() => board.perform('os', (ffa) => ffa.reclaim(handle))).toThrow(
      'FFA_MEM_RECLAIM: INVALID_PARAMETERS',
    );
    expect(events).toHaveLength(7);
  });

  test('names rule, place and holder of a refusal', () => {
    const board = started();
    const events: TraceEvent[] = [];
    board.listen((event) => events.push(event));
    const options = {
      receivers: [{ endpoint: VAULT, permissions: DATA_RW }],
      constituents: [{ address: PAGE, pages: 1 }],
    };
    const handle = board.perform('os', (ffa) => ffa.lend(options));
    expect(() => board.perform('os', (ffa) => ffa.share(options))).toThrow('FFA_MEM_SHARE_32: DENIED');
    const refused = events.at(-1);
    const since = events[0]?.seq;
    expect(refused?.kind === 'call' ? refused.refusal : undefined).toEqual({
      rule: 'send/held',
      status: 'DENIED',
      bytes: { offset: 96, length: 16 },
      page: PAGE,
      holder: { handle, owner: 'os', since },
    });
  });

  test('takes a lent page away from its owner, and says so when it is touched', () => {
    const board = started();
    const events: TraceEvent[] = [];
    board.perform('os', (ffa) =>
      ffa.lend({
        receivers: [{ endpoint: VAULT, permissions: DATA_RW }],
        constituents: [{ address: PAGE, pages: 1 }],
      }),
    );
    board.listen((event) => events.push(event));
    expect(() => board.perform('os', (ffa) => ffa.read(PAGE - 8, 16))).toThrow(
      'translation fault: read at 0x40004000',
    );
    expect(events.map((event) => (event.kind === 'fault' ? event.fault : event.kind))).toEqual([
      { access: 'read', address: PAGE, kind: 'translation' },
    ]);
  });

  test('gives a call without a program to whoever plays the partition', () => {
    const board = new Board(MACHINE);
    board.boot();
    const request = frameOf(functionId('FFA_MSG_SEND_DIRECT_REQ'), VAULT, 0, 7);

    expect(board.issue('os', request)).toBeUndefined();
    expect(board.stateOf('os')).toBe(CONTEXT.BLOCKED);
    expect(w(board.received('vault')!, 3)).toBe(7);
    expect(() => board.issue('os', request)).toThrow('os waits for another partition');

    const response = frameOf(functionId('FFA_MSG_SEND_DIRECT_RESP'), VAULT * 0x1_0000, 0, 8);
    expect(board.issue('vault', response)).toBeUndefined();
    expect(board.stateOf('vault')).toBe(CONTEXT.WAITING);
    expect(w(board.received('os')!, 3)).toBe(8);
  });

  test('lets a secure partition without a program wait again when it has its answer', () => {
    const board = new Board(MACHINE);
    board.boot();
    board.issue('vault', frameOf(functionId('FFA_MSG_SEND_DIRECT_REQ'), VAULT * 0x1_0000 + HIDDEN, 0, 7));
    board.issue('hidden', frameOf(functionId('FFA_MSG_SEND_DIRECT_RESP'), HIDDEN * 0x1_0000 + VAULT, 0, 8));

    expect(w(board.received('vault')!, 3)).toBe(8);
    expect(board.stateOf('vault')).toBe(CONTEXT.WAITING);
  });

  test('leaves partitions in the middle of their first run', () => {
    const board = new Board(MACHINE);
    board.boot({ without: ['vault'] });

    expect(board.stateOf('vault')).toBe(CONTEXT.RUNNING);
    expect(board.stateOf('hidden')).toBe(CONTEXT.WAITING);
  });

  test('answers ABORTED to whoever waits for a partition that dies of a fault', () => {
    const board = new Board(MACHINE);
    const events: TraceEvent[] = [];
    board.start('vault', function* (ffa) {
      yield* ffa.wait();
      yield* ffa.read(0xdead_0000, 1);
    });
    board.listen((event) => events.push(event));
    const answer = board.issue('os', frameOf(functionId('FFA_MSG_SEND_DIRECT_REQ'), VAULT));
    expect(isError(answer!) && errorStatus(answer!)).toBe(STATUS.ABORTED);
    expect(events.map(({ kind }) => kind)).toEqual(['call', 'fault', 'abort']);
    expect(() => board.perform('vault', (ffa) => ffa.wait())).toThrow('vault has aborted');
  });

  test('answers ABORTED to everybody who waits for a partition that dies, on whatever processor', () => {
    const [os, vault, hidden] = MACHINE.partitions;
    if (os === undefined || vault === undefined || hidden === undefined) throw new Error('no partitions');
    const board = new Board({ ...MACHINE, partitions: [os, { ...vault, contexts: 2 }, hidden] });
    board.boot();
    const request = frameOf(functionId('FFA_MSG_SEND_DIRECT_REQ'), VAULT);
    board.issue('os', request, 0);
    board.issue('os', request, 1);

    board.abort('vault');

    const heard = [0, 1].map((vcpu) => errorStatus(board.received('os', vcpu)!));
    expect(heard).toEqual([STATUS.ABORTED, STATUS.ABORTED]);
    expect([0, 1].map((vcpu) => board.stateOf('os', vcpu))).toEqual([CONTEXT.RUNNING, CONTEXT.RUNNING]);
  });

  test('lets contexts of one partition wait at the same time', () => {
    const board = new Board(MACHINE);
    board.boot();
    board.issue('os', frameOf(functionId('FFA_MSG_SEND_DIRECT_REQ'), VAULT), 0);
    board.issue('os', frameOf(functionId('FFA_MSG_SEND_DIRECT_REQ'), HIDDEN), 1);
    expect([board.stateOf('os', 0), board.stateOf('os', 1)]).toEqual([CONTEXT.BLOCKED, CONTEXT.BLOCKED]);
  });

  test('refuses to wait for ever', () => {
    const board = new Board(MACHINE);
    board.boot();
    expect(() => board.perform('os', (ffa) => ffa.directRequest(VAULT))).toThrow(
      'os waits for an answer that does not come',
    );
  });
});

describe('a fork', () => {
  test('goes its own way', () => {
    const board = started();
    const twin = board.fork();
    const before = board.save();
    expect(twin.perform('os', (ffa) => shareAndAsk(ffa, VAULT)).after).toBe(42);
    expect(board.save()).toEqual(before);
    expect(board.perform('os', (ffa) => ffa.read(PAGE, 1))).toEqual(Uint8Array.of(0));
  });

  test('gives the same trace for the same acts', () => {
    const trace = (board: Board) => {
      const events: TraceEvent[] = [];
      board.listen((event) => events.push(event));
      board.perform('os', (ffa) => shareAndAsk(ffa, HIDDEN));
      return events;
    };
    const board = started();
    const twin = board.fork();
    expect(trace(board)).toEqual(trace(twin));
  });

  test('goes back, again and again, with programs in the middle of a request', () => {
    const board = new Board(MACHINE);
    board.start('vault', function* (ffa) {
      const first = yield* ffa.wait();
      const second = yield* ffa.respond(first, [1]);
      yield* ffa.respond(second, [2]);
    });
    const ask = () => board.perform('os', (ffa) => ffa.directRequest(VAULT))[0];
    expect(ask()).toBe(1);
    const saved = board.save();
    for (let again = 0; again < 3; again++) {
      expect(ask()).toBe(2);
      board.restore(saved);
    }
    expect(board.save()).toEqual(saved);
  });

  test('goes on with what its driver learned before and between its programs', () => {
    const board = new Board(MACHINE);
    board.perform('vault', (ffa) => ffa.start(VAULT_BUFFERS));
    board.start('vault', (ffa) => doubler(ffa, PAGE));
    board.perform('os', (ffa) => ffa.start(OS_BUFFERS));
    board.start('os', function* (ffa) {
      yield* ffa.partitions();
      yield* shareAndAsk(ffa, VAULT);
    });
    const twin = board.fork();
    expect(twin.save()).toEqual(board.save());
    expect(twin.perform('os', (ffa) => shareAndAsk(ffa, VAULT)).after).toBe(42);
  });
});

test('programs that forget what they were told go on, and cannot be saved', () => {
  const board = started();
  board.forget();
  for (let again = 0; again < 3; again++)
    expect(board.perform('os', (ffa) => shareAndAsk(ffa, VAULT)).after).toBe(42);
  expect(() => board.save()).toThrow('cannot be saved');
});

describe('a program that fails', () => {
  test('in the middle of somebody else’s request leaves that one free to go on', () => {
    const board = new Board(MACHINE);
    board.start('vault', function* (ffa) {
      yield* ffa.wait();
      throw new Error('a mistake of the programmer');
    });
    expect(() => board.perform('os', (ffa) => ffa.directRequest(VAULT))).toThrow(
      'a mistake of the programmer',
    );
    expect(() => board.perform('os', (ffa) => ffa.read(PAGE, 1))).toThrow('os waits for another partition');
    board.abort('vault');
    expect(board.perform('os', (ffa) => ffa.read(PAGE, 1))).toEqual(Uint8Array.of(0));
  });

  test('runs its own finally', () => {
    const board = new Board(MACHINE);
    board.boot();
    let cleaned = false;
    const program = function* (ffa: Ffa): Program {
      try {
        yield* ffa.directRequest(VAULT);
      } finally {
        cleaned = true;
      }
    };
    expect(() => board.perform('os', program)).toThrow('os waits for an answer that does not come');
    expect(cleaned).toBe(true);
  });
});
