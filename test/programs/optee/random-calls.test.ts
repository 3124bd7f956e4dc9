import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ffa } from '../../../src/core/client/ffa.ts';
import type { Program } from '../../../src/core/client/port.ts';
import { high, type LinuxDriver, low } from './linux-driver.ts';
import { drive, OS_DATA, opteeBoard } from './machine.ts';
import {
  IN,
  INOUT,
  type MessageWords,
  memory,
  message,
  none,
  OUT,
  type Parameter,
  sessionWith,
  value,
} from './messages.ts';

const ECHO = '5d1b6c0e-93f4-4e0a-b7a2-61c8e5f03d27';
const RANDOM = 'ab7a617c-b8e7-4d8f-8301-d09b61036b64';
const ADD = 2;

const DATA = { address: OS_DATA, pages: 40 };
const MESSAGES = OS_DATA - 0x10_0000 + 0x2000;
const THREADS = 4;
const CALL = 0x8000_0000;
const RESUME = 0x8000_0001;

/** What a client does: a message, five words of a request, or a thread that is to go on. `handles` are those of messages and data. */
type Scribble = (driver: LinuxDriver, ffa: Ffa, handles: readonly bigint[]) => Program<unknown>;

const word = fc.oneof(fc.nat(8), fc.constantFrom(127, 128, 4096, 0xffff_ffff), fc.nat(0xffff_ffff));
const long = fc.oneof(
  fc.bigInt({ min: 0n, max: 5000n }),
  fc.constantFrom(2n ** 48n, 2n ** 63n, 2n ** 64n - 1n),
);
const way = fc.constantFrom(IN, OUT, INOUT);

/** Parameters that make sense, nearly do, or are bytes. */
const parameter: fc.Arbitrary<(handles: readonly bigint[]) => Parameter> = fc.oneof(
  fc.constant(() => none),
  fc.tuple(way, long, long).map(
    ([kind, a, b]) =>
      () =>
        value(kind, a, b),
  ),
  fc.record({ way, which: fc.nat(2), size: long, offset: fc.nat(5000), internal: fc.nat(4200) }).map(
    ({ way: kind, which, ...where }) =>
      (handles: readonly bigint[]) =>
        memory(kind, { handle: handles[which] ?? 77n, ...where }),
  ),
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => () => bytes),
);

const command = fc.oneof(fc.constantFrom(1, 1, 1, 2, 3, 6, 7), word);
const session = fc.oneof(fc.constantFrom(1, 1, 1, 2, 3), word);

const sending: fc.Arbitrary<Scribble> = fc
  .record({
    words: fc.record({ command, function: fc.oneof(fc.nat(6), word), session, cancelId: fc.nat(1) }),
    parameters: fc.array(parameter, { maxLength: 5 }),
    slot: fc.nat(9),
  })
  .map(
    ({ words, parameters, slot }) =>
      (driver, ffa, handles) =>
        send(driver, ffa, slot, { ...words, parameters: parameters.map((each) => each(handles)) }),
  );

const opening: fc.Arbitrary<Scribble> = fc.tuple(fc.constantFrom(ECHO, RANDOM), fc.nat(9)).map(
  ([uuid, slot]) =>
    (driver, ffa) =>
      send(driver, ffa, slot, { command: 0, parameters: sessionWith(uuid) }),
);

const asking: fc.Arbitrary<Scribble> = fc
  .tuple(fc.oneof(fc.nat(6), fc.constantFrom(CALL, RESUME), word), fc.nat(2), word, word)
  .map(([service, which, offset, thread]) => (driver, _, handles) => {
    const handle = handles[which] ?? 77n;
    return driver.request(service, low(handle), high(handle), offset, thread);
  });

const resuming: fc.Arbitrary<Scribble> = fc.nat(THREADS).map((thread) => (driver) => driver.resume(thread));

/** Gives it the processor for nothing. */
const running: fc.Arbitrary<Scribble> = fc.constant((_, ffa) => ffa.run(0x8001));

/** Puts a message somewhere, whatever else is there, and has it looked at. */
function* send(driver: LinuxDriver, ffa: Ffa, slot: number, words: MessageWords): Program<readonly number[]> {
  const offset = slot * 384;
  yield* ffa.write(MESSAGES + offset, message(words));
  return yield* driver.request(CALL, low(driver.messages), high(driver.messages), offset);
}

/** Lets all threads go on until they are done; nothing is done for them, so that none of them is long about it. */
function* drain(driver: LinuxDriver): Program {
  for (let thread = 0; thread < THREADS; thread++)
    for (let rests = 0; ; rests++) {
      const [result, why] = yield* driver.resume(thread);
      if (result !== 0 || why === 0) break;
      expect(rests).toBeLessThan(100);
    }
}

describe('the trusted OS', () => {
  test('has an answer to everything, serves who behaves, and gives all memory back', () => {
    const scribbles = fc.array(fc.oneof(opening, sending, sending, sending, asking, resuming, running), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(scribbles, (acts) => {
        drive(opteeBoard({ threads: THREADS }), 'os', function* (driver, ffa) {
          yield* driver.session(ECHO);
          const handles = [driver.messages, yield* driver.register([DATA])];
          for (const act of acts) yield* act(driver, ffa, handles);

          yield* drain(driver);
          for (let each = 1; each <= 32; each++) yield* driver.close(each);
          const own = yield* driver.session(ECHO);
          const sum = yield* driver.invoke(own, ADD, [value(INOUT, 2, 3)]);
          expect(sum.values(0)[0]).toBe(5n);
          for (const handle of handles) expect(yield* driver.unregister(handle)).toBe(0);
        });
      }),
      { numRuns: 100 },
    );
  });
});
