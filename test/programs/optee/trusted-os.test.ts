import { describe, expect, test } from 'vitest';
import { createFrame, w } from '../../../src/core/abi/frame.ts';
import { DataAbort, type Program } from '../../../src/core/client/port.ts';
import { high, low } from './linux-driver.ts';
import { drive, OS_DATA, opteeBoard } from './machine.ts';
import { IN, INOUT, memory, nothing, OUT, type Parameter, value } from './messages.ts';

const ENUMERATION = '7011a688-ddde-4053-a5a9-7b3c4ddf13b8';
const RANDOM = 'ab7a617c-b8e7-4d8f-8301-d09b61036b64';
const ECHO = '5d1b6c0e-93f4-4e0a-b7a2-61c8e5f03d27';

const SHORT_BUFFER = 0xffff_0010;
const ITEM_NOT_FOUND = 0xffff_0008;
const BAD_PARAMETERS = 0xffff_0006;
const CANCEL = 0xffff_0002;
const BUSY = 0xffff_000d;
const TRUSTED_OS = 3;
const TRUSTED_APP = 4;

/** What a program throws. */
function* failureOf(program: Program<unknown>): Program<unknown> {
  try {
    return yield* program;
  } catch (error) {
    return error;
  }
}

const bytes = (length: number) => Uint8Array.from({ length }, (_, index) => index % 251);

describe('the trusted OS', () => {
  test.each([
    ['the version of its ABI', [0], [1, 0, 0, 0, 0]],
    ['its own version', [1], [1, 2, 0, 0, 0]],
    ['what it is capable of', [2], [0, 4, 0xb, 7, 0]],
    ['that a service is none', [4], [0xffff_0006, 0, 0, 0, 0]],
    ['that a service that yields is none', [0x8000_0002], [0xffff_fffa, 0, 0, 0, 0]],
  ])('tells %s', (_, words, expected) => {
    expect(drive(opteeBoard(), 'os', (driver) => driver.request(...words))).toEqual(expected);
  });

  test('answers in the width of the request', () => {
    const board = opteeBoard();
    const request = createFrame();
    request[0] = 0xc400_006f;
    request[2] = 0x8001;
    board.issue('os', request);
    const answer = board.received('os')!;
    expect([w(answer, 0), w(answer, 1), w(answer, 3)]).toEqual([0xc400_0070, 0x8001_0000, 1]);
  });

  test('lists its devices, for as many bytes as there is room for', () => {
    drive(opteeBoard(), 'os', function* (driver, ffa) {
      const session = yield* driver.session(ENUMERATION);
      const asked = yield* driver.invoke(session, 0, [nothing(OUT)]);
      expect([asked.result, asked.origin, asked.size(0)]).toEqual([SHORT_BUFFER, TRUSTED_APP, 32]);

      const handle = yield* driver.register([{ address: OS_DATA, pages: 1 }]);
      const told = yield* driver.invoke(session, 0, [memory(OUT, { handle, size: 4096 })]);
      expect([told.result, told.size(0)]).toEqual([0, 32]);
      const found = Buffer.from(yield* ffa.read(OS_DATA, 32)).toString('hex');
      expect(found).toBe((RANDOM + ECHO).replaceAll('-', ''));
      expect((yield* driver.close(session)).result).toBe(0);
    });
  });

  test('tells of no more of them when tee-supplicant comes', () => {
    drive(opteeBoard(), 'os', function* (driver) {
      const session = yield* driver.session(ENUMERATION);
      const asked = yield* driver.invoke(session, 1, [nothing(OUT)]);
      expect([asked.result, asked.size(0)]).toEqual([0, 0]);
    });
  });

  test('gives random bytes, and says how good they are', () => {
    drive(opteeBoard(), 'os', function* (driver, ffa) {
      const session = yield* driver.session(RANDOM);
      const facts = yield* driver.invoke(session, 1, [value(OUT)]);
      expect(facts.values(0).slice(0, 2)).toEqual([1_000_000n, 1024n]);

      const handle = yield* driver.register([{ address: OS_DATA, pages: 1 }]);
      const given = yield* driver.invoke(session, 0, [memory(INOUT, { handle, size: 4, offset: 8 })]);
      expect([given.result, given.size(0)]).toEqual([0, 4]);
      expect([...(yield* ffa.read(OS_DATA + 7, 6))]).toEqual([0, 0x40, 0x41, 0x42, 0x43, 0]);
    });
  });

  test('has no session for an application that it does not have', () => {
    const { result, origin, session } = drive(opteeBoard(), 'os', (driver) =>
      driver.open('00000000-0000-0000-0000-000000000001'),
    );
    expect({ result, origin, session }).toEqual({ result: ITEM_NOT_FOUND, origin: TRUSTED_OS, session: 0 });
  });
});

describe('memory that is protected from the normal world', () => {
  const VIDEO = 1;

  test('is to be lent to the trusted OS alone, 2 MiB at least', () => {
    drive(opteeBoard(), 'os', function* (driver, ffa) {
      const asked = yield* driver.call({ command: 10, parameters: [value(INOUT, VIDEO), nothing(OUT)] });
      expect([asked.result, asked.size(1)]).toEqual([SHORT_BUFFER, 4]);

      const handle = yield* driver.register([{ address: OS_DATA, pages: 1 }]);
      const list = memory(OUT, { handle, size: 4 });
      const told = yield* driver.call({ command: 10, parameters: [value(INOUT, VIDEO), list] });

      expect([told.result, told.origin, told.size(1)]).toEqual([0, TRUSTED_OS, 4]);
      expect(told.values(0)).toEqual([0x20_0000n, 0x20_0000n, 40n]);
      // Data access 2, read-write; the endpoint 0x8001.
      expect([...(yield* ffa.read(OS_DATA, 5))]).toEqual([0x01, 0x80, 0x02, 0x00, 0]);
    });
  });

  test('is used as shared memory is, while who lent it cannot reach it, and comes back empty', () => {
    drive(opteeBoard(), 'os', function* (driver, ffa) {
      const session = yield* driver.session(ECHO);
      const open = yield* driver.register([{ address: OS_DATA, pages: 1 }]);
      yield* ffa.write(OS_DATA, bytes(100));
      const lent = OS_DATA + 0x1000;
      const handle = yield* driver.lend(lent, 4, VIDEO);
      const assigned = yield* driver.call({ command: 11, parameters: [value(IN, handle, VIDEO)] });
      expect([assigned.result, assigned.origin]).toEqual([0, TRUSTED_OS]);

      const hidden = (way: number) => memory(way, { handle, offset: 0x2000, size: 100 });
      const there = yield* driver.invoke(session, 0, [memory(IN, { handle: open, size: 100 }), hidden(OUT)]);
      const back = memory(OUT, { handle: open, offset: 0x800, size: 100 });
      const andBack = yield* driver.invoke(session, 0, [hidden(IN), back]);

      expect([there.result, andBack.result]).toEqual([0, 0]);
      expect(yield* ffa.read(OS_DATA + 0x800, 100)).toEqual(bytes(100));
      const reading = ffa.read(lent + 0x2000, 100);
      expect(yield* failureOf(reading)).toBeInstanceOf(DataAbort);
      expect((yield* driver.request(8, low(handle), high(handle)))[0]).toBe(0);
      yield* ffa.reclaim(handle);
      expect(yield* ffa.read(lent + 0x2000, 100)).toEqual(new Uint8Array(100));
    });
  });

  test.each<[string, number, (handle: bigint) => readonly Parameter[]]>([
    ['described for a use that is none', 10, () => [value(INOUT, 3), nothing(OUT)]],
    ['described without room for the answer', 10, () => [value(INOUT, VIDEO)]],
    ['assigned for a use that is none', 11, (handle) => [value(IN, handle, 0)]],
    ['assigned for another use than it was lent for', 11, (handle) => [value(IN, handle, 2)]],
    ['assigned and not lent', 11, () => [value(IN, 0x1234n, VIDEO)]],
    ['assigned in other words', 11, (handle) => [value(INOUT, handle, VIDEO)]],
  ])('is not %s', (_, command, parameters) => {
    drive(opteeBoard(), 'os', function* (driver, ffa) {
      const handle = yield* driver.lend(OS_DATA, 1, VIDEO);
      const { result, origin } = yield* driver.call({ command, parameters: parameters(handle) });
      expect([result, origin]).toEqual([BAD_PARAMETERS, TRUSTED_OS]);
      yield* ffa.reclaim(handle);
    });
  });

  test('is assigned once', () => {
    drive(opteeBoard(), 'os', function* (driver) {
      const handle = yield* driver.lend(OS_DATA, 1, VIDEO);
      const assign = { command: 11, parameters: [value(IN, handle, VIDEO)] };
      expect((yield* driver.call(assign)).result).toBe(0);
      expect((yield* driver.call(assign)).result).toBe(BAD_PARAMETERS);
    });
  });
});

describe('shared memory', () => {
  test('is used where it lies, scattered and from the middle of a page on, until it is unregistered', () => {
    drive(opteeBoard(), 'os', function* (driver, ffa) {
      const session = yield* driver.session(ECHO);
      // Two pages, the second one below the first.
      const pages = [OS_DATA + 0x8000, OS_DATA];
      const handle = yield* driver.register(pages.map((address) => ({ address, pages: 1 })));
      yield* ffa.write(OS_DATA + 0x8f00, bytes(0x100));
      yield* ffa.write(OS_DATA, bytes(0x100));

      const place = { handle, internal: 0xe00, offset: 0x180, size: 0x100 };
      const { result, origin } = yield* driver.invoke(session, 1, [memory(INOUT, place)]);

      expect([result, origin]).toEqual([0, TRUSTED_APP]);
      const flipped = (byte: number) => ~byte & 0xff;
      const upper = yield* ffa.read(OS_DATA + 0x8f00, 0x100);
      expect(upper).toEqual(bytes(0x100).map((byte, at) => (at < 0x80 ? byte : flipped(byte))));
      const lower = yield* ffa.read(OS_DATA, 0x100);
      expect(lower).toEqual(bytes(0x100).map((byte, at) => (at < 0x80 ? flipped(byte) : byte)));
      expect(yield* driver.unregister(handle)).toBe(0);
    });
  });

  test('is copied, where there is room', () => {
    drive(opteeBoard(), 'os', function* (driver, ffa) {
      const session = yield* driver.session(ECHO);
      const handle = yield* driver.register([{ address: OS_DATA, pages: 2 }]);
      yield* ffa.write(OS_DATA, bytes(100));
      const from = memory(IN, { handle, size: 100 });

      const copied = yield* driver.invoke(session, 0, [
        from,
        memory(OUT, { handle, offset: 4096, size: 200 }),
      ]);
      expect([copied.result, copied.size(1)]).toEqual([0, 100]);
      expect(yield* ffa.read(OS_DATA + 4096, 100)).toEqual(bytes(100));

      const short = yield* driver.invoke(session, 0, [from, memory(OUT, { handle, offset: 4096, size: 99 })]);
      expect([short.result, short.size(1)]).toEqual([SHORT_BUFFER, 100]);
    });
  });

  test('that was never used is given up without a word', () => {
    drive(opteeBoard(), 'os', function* (driver) {
      const handle = yield* driver.register([{ address: OS_DATA, pages: 1 }]);
      expect(yield* driver.unregister(handle)).toBe(0);
    });
  });

  test('of a call that is under way is not given up', () => {
    drive(opteeBoard(), 'os', function* (driver) {
      const session = yield* driver.session(ECHO);
      const handle = yield* driver.register([{ address: OS_DATA, pages: 1 }]);
      driver.serve = function* (rpc) {
        expect(yield* driver.unregister(handle)).toBe(0xffff_fffc);
        return yield* driver.usual(rpc);
      };
      const { result } = yield* driver.invoke(session, 4, [memory(INOUT, { handle, size: 16 })]);
      expect(result).toBe(0);
      expect(yield* driver.unregister(handle)).toBe(0);
    });
  });
});

describe('a thread', () => {
  test('lets others have the processor while it works at much', () => {
    drive(opteeBoard(), 'os', function* (driver, ffa) {
      const session = yield* driver.session(ECHO);
      const handle = yield* driver.register([{ address: OS_DATA, pages: 33 }]);
      const { result } = yield* driver.invoke(session, 1, [memory(INOUT, { handle, size: 33 * 4096 })]);
      expect([result, driver.rests]).toEqual([0, 2]);
      expect(yield* ffa.read(OS_DATA + 33 * 4096 - 2, 3)).toEqual(Uint8Array.of(0xff, 0xff, 0));
    });
  });

  test('asks what time it is', () => {
    drive(opteeBoard(), 'os', function* (driver) {
      const session = yield* driver.session(ECHO);
      const answer = yield* driver.invoke(session, 3, [value(OUT)]);
      expect([answer.result, ...answer.values(0)]).toEqual([0, 1_700_000_000n, 123_456_789n, 0n]);
    });
  });

  test.each([
    ['the kernel', 4],
    ['tee-supplicant', 7],
  ])('borrows memory of %s, and has given it up before it gives it back', (_, borrow) => {
    drive(opteeBoard(), 'os', function* (driver, ffa) {
      const session = yield* driver.session(ECHO);
      const handle = yield* driver.register([{ address: OS_DATA, pages: 2 }]);
      yield* ffa.write(OS_DATA, bytes(5000));
      const { result } = yield* driver.invoke(session, borrow, [memory(INOUT, { handle, size: 5000 })]);
      expect([result, driver.rpcs]).toEqual([0, [6, 7]]);
      expect(yield* ffa.read(OS_DATA, 5000)).toEqual(bytes(5000));
    });
  });

  test('is woken by the bottom half of the notification that it sent', () => {
    drive(opteeBoard(), 'os', function* (driver, ffa) {
      yield* ffa.createNotifications(0, 1);
      yield* ffa.bind(0x8001, 1n << 5n);
      expect((yield* driver.request(5, 5))[0]).toBe(0);
      const session = yield* driver.session(ECHO);
      const sent: (readonly bigint[])[] = [];
      driver.serve = function* ({ values }) {
        sent.push(values);
        if (values[0] === 0n) {
          expect((yield* ffa.notifications()).secure).toBe(1n << 5n);
          expect((yield* driver.bottomHalf()).result).toBe(0);
        }
        return { result: 0 };
      };
      const { result } = yield* driver.invoke(session, 5, [value(IN, 500)]);
      expect(result).toBe(0);
      // It waits for value 0 for 500 ms; value 0 is sent.
      expect(sent).toEqual([
        [0n, 0n, 500n],
        [1n, 0n, 0n],
      ]);
    });
  });

  test('sleeps until it is cancelled, by its own name only', () => {
    drive(opteeBoard(), 'os', function* (driver) {
      const session = yield* driver.session(ECHO);
      let naps = 0;
      driver.serve = function* () {
        naps++;
        expect((yield* driver.cancel(session, naps < 3 ? 8 : 7)).result).toBe(0);
        return { result: 0 };
      };
      const { result } = yield* driver.call({
        ...{ command: 1, session, function: 6, cancelId: 7 },
        parameters: [value(IN, 1000)],
      });
      expect([result, naps]).toEqual([CANCEL, 3]);
    });
  });

  test('is one of so many that rest; another one has to wait', () => {
    drive(opteeBoard({ threads: 2 }), 'os', function* (driver) {
      const session = yield* driver.session(ECHO);
      const time = { command: 1, session, function: 3, parameters: [value(OUT)] };
      const [first, second, third] = [
        yield* driver.put(time),
        yield* driver.put(time),
        yield* driver.put(time),
      ];
      const started = [yield* driver.start(first), yield* driver.start(second)];
      expect(started).toEqual([
        [0, 1, 0, 0, 0],
        [0, 1, 0, 0, 1],
      ]);
      expect((yield* driver.start(third))[0]).toBe(BUSY);

      const ended = yield* driver.finish(second, 1, started[1]!);
      expect(ended.values(0).slice(0, 2)).toEqual([1_700_000_000n, 123_456_789n]);
      const { result } = yield* driver.finish(third, 1, yield* driver.start(third));
      expect(result).toBe(0);
      expect((yield* driver.finish(first, 1, started[0]!)).result).toBe(0);
    });
  });
});
