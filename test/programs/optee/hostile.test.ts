import { describe, expect, test } from 'vitest';
import { FfaError } from '../../../src/core/client/errors.ts';
import type { Ffa } from '../../../src/core/client/ffa.ts';
import type { Program } from '../../../src/core/client/port.ts';
import { high, type LinuxDriver, low, type RpcServer } from './linux-driver.ts';
import { drive, GUEST_DATA, OS_DATA, opteeBoard } from './machine.ts';
import {
  type Answer,
  IN,
  INOUT,
  memory,
  none,
  nothing,
  OUT,
  type Parameter,
  sessionWith,
  value,
} from './messages.ts';

const RANDOM = 'ab7a617c-b8e7-4d8f-8301-d09b61036b64';
const ECHO = '5d1b6c0e-93f4-4e0a-b7a2-61c8e5f03d27';

const GENERIC = 0xffff_0000;
const BAD_PARAMETERS = 0xffff_0006;
const BAD_STATE = 0xffff_0007;
const NOT_IMPLEMENTED = 0xffff_0009;
const NOT_SUPPORTED = 0xffff_000a;
const OUT_OF_MEMORY = 0xffff_000c;
const COMMUNICATION = 0xffff_000e;
const SECURITY = 0xffff_000f;
const TRUSTED_OS = 3;
const TRUSTED_APP = 4;

const INVOKE = 1;
const COPY = 0;
const INVERT = 1;
const ADD = 2;
const TIME = 3;
const BORROW = 4;
const ALARM = 5;

const PAGE = { address: OS_DATA, pages: 1 };

/** After all that was done: whoever behaves is served, and all memory comes back. */
function* allIsWell(driver: LinuxDriver): Program {
  driver.serve = undefined;
  const session = yield* driver.session(ECHO);
  const sum = yield* driver.invoke(session, ADD, [value(INOUT, 2, 3)]);
  expect([sum.result, sum.values(0)[0]]).toEqual([0, 5n]);
  expect(yield* driver.unregister(driver.messages)).toBe(0);
}

describe('a call that is no message', () => {
  type Act = (driver: LinuxDriver, ffa: Ffa) => Program<readonly number[]>;
  const startAt =
    (handle: bigint, offset: number): Act =>
    (driver) =>
      driver.request(0x8000_0000, low(handle), high(handle), offset);
  const startIn = (offset: number): Act =>
    function* (driver) {
      return yield* driver.request(0x8000_0000, low(driver.messages), high(driver.messages), offset);
    };

  test.each<[string, number, Act]>([
    ['in memory that nobody shares', BAD_PARAMETERS, startAt(0x1234n, 0)],
    ['with a handle that is none', BAD_PARAMETERS, startAt(0xffff_ffff_ffff_ffffn, 0)],
    ['behind the memory that is shared', BAD_PARAMETERS, startIn(4096)],
    ['whose header ends behind it', BAD_PARAMETERS, startIn(4096 - 31)],
    ['that leaves no room for an RPC', BAD_PARAMETERS, startIn(4096 - 32 - 160 + 1)],
    ['at the highest offset', BAD_PARAMETERS, startIn(0xffff_ffff)],
    [
      'with more parameters than there can be',
      BAD_PARAMETERS,
      function* (driver) {
        return yield* driver.start(yield* driver.put({ command: INVOKE, count: 128 }));
      },
    ],
    [
      'with parameters behind the memory',
      BAD_PARAMETERS,
      function* (driver) {
        return yield* driver.start(yield* driver.put({ command: INVOKE, count: 123 }));
      },
    ],
    [
      'with a number of parameters that only looks negative',
      BAD_PARAMETERS,
      function* (driver) {
        return yield* driver.start(yield* driver.put({ command: INVOKE, count: 0xffff_ffff }));
      },
    ],
    [
      'with a command that is none',
      NOT_IMPLEMENTED,
      function* (driver) {
        return yield* driver.start(yield* driver.put({ command: 4 }));
      },
    ],
    [
      'in memory that is read-only',
      BAD_PARAMETERS,
      function* (driver, ffa) {
        const receivers = [{ endpoint: 0x8001, permissions: 1 }];
        const handle = yield* ffa.share({ receivers, constituents: [PAGE] });
        return yield* driver.request(0x8000_0000, low(handle), high(handle), 0);
      },
    ],
    [
      'in memory that is lent',
      BAD_PARAMETERS,
      function* (driver, ffa) {
        const receivers = [{ endpoint: 0x8001, permissions: 2 }];
        const handle = yield* ffa.lend({ receivers, constituents: [PAGE] });
        return yield* driver.request(0x8000_0000, low(handle), high(handle), 0);
      },
    ],
    [
      'in more memory than is taken',
      OUT_OF_MEMORY,
      function* (driver) {
        const handle = yield* driver.register([{ ...PAGE, pages: 65 }]);
        const answer = yield* driver.request(0x8000_0000, low(handle), high(handle), 0);
        expect(yield* driver.unregister(handle)).toBe(0);
        return answer;
      },
    ],
    ['to go on, with a thread that rests nowhere', BAD_PARAMETERS, (driver) => driver.resume(0)],
    ['to go on, with a thread that cannot be', BAD_PARAMETERS, (driver) => driver.resume(0xffff_ffff)],
    [
      'to go on, with a thread that has ended',
      BAD_PARAMETERS,
      function* (driver) {
        yield* driver.invoke(yield* driver.session(ECHO), TIME, [value(OUT)]);
        return yield* driver.resume(0);
      },
    ],
    ['to enable a notification that cannot be', BAD_PARAMETERS, (driver) => driver.request(5, 64)],
  ])('is refused: %s', (_, expected, act) => {
    drive(opteeBoard({ pagesPerObject: 64 }), 'os', function* (driver, ffa) {
      expect((yield* act(driver, ffa))[0]).toBe(expected);
      yield* allIsWell(driver);
    });
  });

  test('is refused when a client has as much memory here as it may', () => {
    drive(opteeBoard({ objects: 2 }), 'os', function* (driver) {
      const session = yield* driver.session(ECHO);
      const handles: bigint[] = [];
      for (let page = 0; page < 2; page++)
        handles.push(yield* driver.register([{ address: OS_DATA + page * 4096, pages: 1 }]));
      const flip = (handle: bigint) => driver.invoke(session, INVERT, [memory(INOUT, { handle, size: 1 })]);
      expect((yield* flip(handles[0]!)).result).toBe(0);
      expect((yield* flip(handles[1]!)).result).toBe(OUT_OF_MEMORY);
      yield* driver.unregister(handles[0]!);
      expect((yield* flip(handles[1]!)).result).toBe(0);
    });
  });

  test('to unregister twice does nothing the second time', () => {
    drive(opteeBoard(), 'os', function* (driver) {
      const session = yield* driver.session(ECHO);
      const handle = yield* driver.register([PAGE]);
      yield* driver.invoke(session, INVERT, [memory(INOUT, { handle, size: 1 })]);
      const again = [3, low(handle), high(handle)] as const;
      expect([(yield* driver.request(...again))[0], (yield* driver.request(...again))[0]]).toEqual([0, 0]);
      yield* allIsWell(driver);
    });
  });
});

describe('a message', () => {
  type Act = (driver: LinuxDriver, session: number) => Program<Answer>;
  const opens =
    (...parameters: Parameter[]): Act =>
    (driver) =>
      driver.call({ command: 0, parameters });
  const invokes =
    (function_: number, ...parameters: Parameter[]): Act =>
    (driver, session) =>
      driver.invoke(session, function_, parameters);
  /** With a page of memory that is shared. */
  const uses = (function_: number, ...of: ((handle: bigint) => Parameter)[]): Act =>
    function* (driver, session) {
      const handle = yield* driver.register([PAGE]);
      const answer = yield* driver.invoke(
        session,
        function_,
        of.map((each) => each(handle)),
      );
      expect(yield* driver.unregister(handle)).toBe(0);
      return answer;
    };
  const [app, who] = sessionWith(ECHO) as [Parameter, Parameter];
  const attributes = (number: number) => value(number);

  test.each<[string, number, number, Act]>([
    ['that opens a session without saying with whom', BAD_PARAMETERS, TRUSTED_OS, opens()],
    ['that opens a session without saying who asks', BAD_PARAMETERS, TRUSTED_OS, opens(app)],
    ['that opens a session for an ordinary parameter', BAD_PARAMETERS, TRUSTED_OS, opens(value(IN), who)],
    ['whose second parameter is ordinary', BAD_PARAMETERS, TRUSTED_OS, opens(app, value(IN))],
    [
      'that opens a session with five parameters',
      BAD_PARAMETERS,
      TRUSTED_OS,
      opens(app, who, none, none, none, none, none),
    ],
    [
      'that has a parameter of a kind that is none',
      BAD_PARAMETERS,
      TRUSTED_OS,
      opens(app, who, attributes(4)),
    ],
    ['that has memory of another transport', BAD_PARAMETERS, TRUSTED_OS, opens(app, who, attributes(9))],
    ['that has a third parameter of the OS', BAD_PARAMETERS, TRUSTED_OS, opens(app, who, who)],
    ['for a session that is none', BAD_PARAMETERS, TRUSTED_OS, (driver) => driver.invoke(77, ADD)],
    ['for session 0', BAD_PARAMETERS, TRUSTED_OS, (driver) => driver.invoke(0, ADD)],
    ['with five parameters', BAD_PARAMETERS, TRUSTED_OS, invokes(ADD, none, none, none, none, none)],
    ['with a function that is none', NOT_SUPPORTED, TRUSTED_APP, invokes(99)],
    ['without parameters', BAD_PARAMETERS, TRUSTED_APP, invokes(ADD)],
    ['with parameters of other shapes', BAD_PARAMETERS, TRUSTED_APP, invokes(ADD, value(IN))],
    ['with one parameter too many', BAD_PARAMETERS, TRUSTED_APP, invokes(ADD, value(INOUT), value(IN))],
    [
      'with memory that nobody shares',
      BAD_PARAMETERS,
      TRUSTED_OS,
      invokes(INVERT, memory(INOUT, { handle: 0x99n, size: 1 })),
    ],
    [
      'with memory that ends a byte too late',
      SECURITY,
      TRUSTED_OS,
      uses(INVERT, (handle) => memory(INOUT, { handle, size: 4000, offset: 97 })),
    ],
    [
      'with memory that ends too late because it starts late in its page',
      SECURITY,
      TRUSTED_OS,
      uses(INVERT, (handle) => memory(INOUT, { handle, size: 4000, offset: 90, internal: 7 })),
    ],
    [
      'with memory at the highest offset',
      SECURITY,
      TRUSTED_OS,
      uses(INVERT, (handle) => memory(INOUT, { handle, size: 1, offset: 2 ** 48 - 1 })),
    ],
    [
      'with all the memory there could be',
      SECURITY,
      TRUSTED_OS,
      uses(INVERT, (handle) => memory(INOUT, { handle, size: 2n ** 64n - 1n, offset: 1 })),
    ],
    [
      'with memory that starts behind its first page',
      BAD_PARAMETERS,
      TRUSTED_OS,
      uses(INVERT, (handle) => memory(INOUT, { handle, size: 1, internal: 4096 })),
    ],
    [
      'with memory that starts at two places',
      BAD_PARAMETERS,
      TRUSTED_OS,
      uses(
        COPY,
        (handle) => memory(IN, { handle, size: 1 }),
        (handle) => memory(OUT, { handle, size: 1, internal: 8 }),
      ),
    ],
    [
      'with good memory before bad',
      BAD_PARAMETERS,
      TRUSTED_OS,
      uses(
        COPY,
        (handle) => memory(IN, { handle, size: 1 }),
        () => memory(OUT, { handle: 0x99n, size: 1 }),
      ),
    ],
    [
      'that wants more random bytes than there are at a time',
      NOT_SUPPORTED,
      TRUSTED_APP,
      function* (driver) {
        const session = yield* driver.session(RANDOM);
        const handle = yield* driver.register([{ ...PAGE, pages: 2 }]);
        return yield* driver.invoke(session, 0, [memory(INOUT, { handle, size: 4097 })]);
      },
    ],
    ['that sleeps too long', BAD_PARAMETERS, TRUSTED_APP, invokes(6, value(IN, 2n ** 32n))],
    ['that rings an alarm for nobody', BAD_STATE, TRUSTED_APP, invokes(ALARM, value(IN, 1))],
    [
      'that rings an alarm for somebody who does not listen',
      COMMUNICATION,
      TRUSTED_APP,
      function* (driver, session) {
        yield* driver.request(5, 3);
        return yield* driver.invoke(session, ALARM, [value(IN, 1)]);
      },
    ],
    [
      'that rings an alarm for somebody who does not want it any more',
      BAD_STATE,
      TRUSTED_APP,
      function* (driver, session) {
        yield* driver.request(5, 3);
        expect((yield* driver.call({ command: 7 })).result).toBe(0);
        return yield* driver.invoke(session, ALARM, [value(IN, 1)]);
      },
    ],
    [
      'that closes a session and says more',
      BAD_PARAMETERS,
      TRUSTED_OS,
      (driver, session) => driver.call({ command: 2, session, parameters: [none] }),
    ],
    [
      'that closes a session twice',
      BAD_PARAMETERS,
      TRUSTED_OS,
      function* (driver, session) {
        expect((yield* driver.close(session)).result).toBe(0);
        return yield* driver.close(session);
      },
    ],
    ['that cancels in a session that is none', BAD_PARAMETERS, TRUSTED_OS, (driver) => driver.cancel(77, 1)],
    [
      'that opens one session too many',
      OUT_OF_MEMORY,
      TRUSTED_OS,
      function* (driver) {
        const sessions = [2, 3, 4];
        for (const session of sessions) expect(yield* driver.session(ECHO)).toBe(session);
        const refused = yield* driver.open(ECHO);
        for (const session of sessions) yield* driver.close(session);
        return refused;
      },
    ],
  ])('is answered with its name: %s', (_, result, origin, act) => {
    drive(opteeBoard({ sessions: 4 }), 'os', function* (driver) {
      const session = yield* driver.session(ECHO);
      const answer = yield* act(driver, session);
      expect({ result: answer.result, origin: answer.origin }).toEqual({ result, origin });
      yield* allIsWell(driver);
    });
  });

  test('that gives no memory gets nothing, and is told how much it would have taken', () => {
    drive(opteeBoard(), 'os', function* (driver) {
      const session = yield* driver.session(ECHO);
      const empty = yield* driver.invoke(session, INVERT, [nothing(INOUT)]);
      expect([empty.result, empty.size(0)]).toEqual([0, 0]);
    });
  });

  test('that changes while it is worked at is the one that came', () => {
    drive(opteeBoard(), 'os', function* (driver, ffa) {
      const session = yield* driver.session(ECHO);
      const offset = yield* driver.put({ command: 1, session, function: TIME, parameters: [value(OUT)] });
      const first = yield* driver.start(offset);
      const page = OS_DATA - 0x10_0000 + 0x2000;
      // 127 parameters, and a command that is none.
      yield* ffa.write(page + offset + 28, Uint8Array.of(127));
      yield* ffa.write(page + offset, Uint8Array.of(99));
      const { result } = yield* driver.finish(offset, 1, first);
      expect(result).toBe(0);
      yield* allIsWell(driver);
    });
  });
});

describe('an RPC', () => {
  const answers =
    (result: number, parameter?: Parameter): RpcServer =>
    () =>
      parameter === undefined ? { result } : { result, parameter };

  test.each<[string, number, number, RpcServer]>([
    ['is refused', TIME, 0x1234_5678, answers(0x1234_5678)],
    ['is not known', TIME, GENERIC, answers(GENERIC)],
    ['that borrows gets no memory', BORROW, COMMUNICATION, answers(0, value(OUT))],
    ['that borrows gets nothing', BORROW, BAD_PARAMETERS, answers(0, nothing(OUT))],
    [
      'that borrows gets memory that nobody shares',
      BORROW,
      BAD_PARAMETERS,
      answers(0, memory(OUT, { handle: 0x99n, size: 4096 })),
    ],
  ])('%s', (_, function_, result, serve) => {
    drive(opteeBoard(), 'os', function* (driver) {
      const session = yield* driver.session(ECHO);
      const handle = yield* driver.register([PAGE]);
      const parameter = function_ === TIME ? value(OUT) : memory(INOUT, { handle, size: 16 });
      driver.serve = serve;
      const answer = yield* driver.invoke(session, function_, [parameter]);
      expect([answer.result, answer.origin]).toEqual([result, TRUSTED_APP]);
      yield* allIsWell(driver);
    });
  });

  test('that borrows too little gives it back', () => {
    drive(opteeBoard(), 'os', function* (driver) {
      const session = yield* driver.session(ECHO);
      const handle = yield* driver.register([{ ...PAGE, pages: 2 }]);
      driver.serve = (rpc) => driver.usual(rpc.command === 6 ? { command: 6, values: [1n, 4096n] } : rpc);
      const answer = yield* driver.invoke(session, BORROW, [memory(INOUT, { handle, size: 4097 })]);
      expect([answer.result, driver.rpcs]).toEqual([OUT_OF_MEMORY, [6, 7]]);
      yield* allIsWell(driver);
    });
  });
});

describe('of what one client has', () => {
  test('another one can refer to nothing', () => {
    const board = opteeBoard();
    const its = drive(board, 'os', function* (driver) {
      const session = yield* driver.session(ECHO);
      const offset = yield* driver.put({ command: 1, session, function: TIME, parameters: [value(OUT)] });
      const [, , , , thread = -1] = yield* driver.start(offset);
      return { session, thread, handle: driver.messages };
    });

    drive(board, 'guest', function* (driver) {
      expect((yield* driver.invoke(its.session, ADD, [value(INOUT)])).result).toBe(BAD_PARAMETERS);
      expect((yield* driver.resume(its.thread))[0]).toBe(BAD_PARAMETERS);
      const message = [0x8000_0000, low(its.handle), high(its.handle), 0] as const;
      expect((yield* driver.request(...message))[0]).toBe(BAD_PARAMETERS);
      const session = yield* driver.session(ECHO);
      const stolen = memory(INOUT, { handle: its.handle, size: 1 });
      expect((yield* driver.invoke(session, INVERT, [stolen])).result).toBe(BAD_PARAMETERS);
      expect((yield* driver.request(3, low(its.handle), high(its.handle)))[0]).toBe(0);
      const own = yield* driver.register([{ address: GUEST_DATA, pages: 1 }]);
      const flipped = yield* driver.invoke(session, INVERT, [memory(INOUT, { handle: own, size: 1 })]);
      expect(flipped.result).toBe(0);
    });

    // The other client's word changed nothing: the memory is still in use.
    expect(() => board.perform('os', (ffa) => ffa.reclaim(its.handle))).toThrow(FfaError);
  });
});
