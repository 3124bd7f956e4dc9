/** Whatever a manager answers, a driver comes to an end, throws nothing, and forgets no transaction that the manager still has. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isError, w, x } from '../../src/core/abi/frame.ts';
import type { Program } from '../../src/core/client/port.ts';
import type { KernelDriver } from '../../src/core/driver/kernel-driver.ts';
import { DRIVER_MODELS } from '../../src/core/driver/models/registry.ts';
import type { Result } from '../../src/core/driver/result.ts';
import { segmentsOf } from '../../src/core/driver/scatter.ts';
import { ERROR, SUCCESS, SUCCESS_64 } from '../client/ready.ts';
import { type Answer, registers } from '../client/scripted.ts';
import { manager, met } from './started.ts';

const FRAG_RX = 0x8400_007a;
/** FFA_MEM_FRAG_RX and FFA_MEM_OP_PAUSE: the manager has a part. */
const WANTING = new Set([0x8400_007an, 0x8400_0078n]);
const RECLAIM = 0x8400_0077;
const SENDS = new Set([0x8400_0071, 0x8400_0072, 0x8400_0073, 0xc400_0071, 0xc400_0072, 0xc400_0073]);

const LIMITS = { retries: 3, runs: 5, pauses: 5, listings: 5 };
/** Three fragments in 1.1, so that answers to the first, the second and the last can be wrong. */
const pages = segmentsOf(Array.from({ length: 600 }, (_, index) => 0x8000_0000 + index * 0x2000));
const args = { borrowers: [{ endpoint: 0x8001, permissions: 2 }], segments: pages };

/** Function ids that mean something as an answer, and any word. */
const answered = fc.oneof(
  fc.constantFrom(SUCCESS, SUCCESS_64, ERROR, FRAG_RX, 0x8400_0078, 0x8400_0062, 0x8400_006c),
  fc.constantFrom(0x8400_0070, 0xc400_0070, 0xc400_008e, 0xffff_ffff, 0x1_0002, 0x1_0000),
  fc.nat(0xffff_ffff),
);
const value = fc.oneof(
  fc.constantFrom(0, 1, 2, 5, 16, 96, 1488, 4096, 8192, 9680, 0xffff_ffff, 0xffff_fffc, 0xffff_fff9),
  fc.nat(0xffff_ffff),
);
const lie = fc.tuple(answered, fc.array(value, { minLength: 4, maxLength: 17 }));

/** Answers of lies in turn, with some answers that are true in between. */
function liar(lies: readonly (readonly [number, readonly number[]])[], truth: Answer): Answer {
  let calls = 0;
  return (question, tx, rx) => {
    const at = lies[calls++ % lies.length]!;
    rx.fill(at[1][0]! & 0xff);
    return calls % 3 === 0 ? truth(question, tx, rx) : registers(at[0], ...at[1]);
  };
}

type Operation = (driver: KernelDriver) => Program<Result<unknown>> | undefined;

const OPERATIONS: readonly Operation[] = [
  (driver) => driver.memory.share(args),
  (driver) => driver.memory.share({ ...args, segments: pages.slice(0, 1) }),
  (driver) => driver.memory.lend(args),
  (driver) => driver.memory.donate(args),
  (driver) => driver.memory.reclaim([...driver.held.keys()][0] ?? 1n),
  (driver) => driver.info.partitions('486178e0-e7f8-11e3-bc5e-0002a5d5c51b'),
  (driver) => driver.notifications.serve(),
  ...[0, 1, 2, 3, 4, 5].map(
    (which): Operation =>
      (driver) => {
        const [device] = driver.bus.devices;
        if (device === undefined) return undefined;
        return [
          () => driver.messages.request(device, [1]),
          () => driver.messages.requestService(device, [1n]),
          () => driver.messages.send(device, Uint8Array.of(1)),
          () => driver.messages.run(device),
          () => driver.notifications.request(device, 3, () => {}),
          () => driver.notifications.relinquish(device, 3),
        ][which]!();
      },
  ),
];

describe.each(DRIVER_MODELS)('$name', (model) => {
  test('comes to an end with a value, whatever it is told', () => {
    fc.assert(
      fc.property(
        fc.array(lie, { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(OPERATIONS.length - 1), { maxLength: 8 }),
        fc.boolean(),
        (lies, chosen, honestStart) => {
          let lying = !honestStart;
          const truth = manager(model.version, [0xc400_0066, 0xc400_0073, 0x8400_007d, 2, 0xc400_008d]);
          const lied = liar(lies, truth);
          const owed = new Set<bigint>();
          const { driver, machine } = met(
            model,
            (question, tx, rx) => {
              const answer = (lying ? lied : truth)(question, tx, rx);
              note(question, answer, owed);
              return answer;
            },
            { limits: LIMITS },
          );

          machine.run(driver.probe());
          lying = true;
          for (const index of chosen) {
            const program = OPERATIONS[index]!(driver);
            if (program === undefined) continue;
            const result = machine.run(program);
            if (!result.ok && result.error.handle !== undefined)
              expect(driver.held.has(result.error.handle)).toBe(true);
          }
          machine.run(driver.remove());

          // A send may be answered often; what it began is held until a reclaim succeeds.
          expect([...owed].filter((handle) => !driver.held.has(handle))).toEqual([]);
          expect(machine.calls.length).toBeLessThan(20_000);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** Follows what the manager has: from the first answer to a send that names a handle to a reclaim that is not refused. */
function note(question: Parameters<Answer>[0], answer: ReturnType<Answer>, owed: Set<bigint>): void {
  const id = w(question, 0);
  if (SENDS.has(id)) {
    if (x(answer, 0) === BigInt(SUCCESS)) owed.add(BigInt(w(answer, 2)) | (BigInt(w(answer, 3)) << 32n));
    if (WANTING.has(x(answer, 0))) owed.add(BigInt(w(answer, 1)) | (BigInt(w(answer, 2)) << 32n));
  }
  if (id === RECLAIM && !isError(answer))
    owed.delete(BigInt(w(question, 1)) | (BigInt(w(question, 2)) << 32n));
}
