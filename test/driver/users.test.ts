/** Several users of drivers, on machines that run: they meet in the manager and nowhere else. */

import { describe, expect, test } from 'vitest';
import { Board } from '../../src/core/board/board.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import type { Program } from '../../src/core/client/port.ts';
import { KernelDriver } from '../../src/core/driver/kernel-driver.ts';
import { TANTALUM } from '../../src/core/driver/models/tantalum.ts';
import type { Result } from '../../src/core/driver/result.ts';
import { segmentsOf } from '../../src/core/driver/scatter.ts';
import { SUCCESS, says } from '../client/ready.ts';
import { manager, met } from './started.ts';

const DRAM = 0x4000_0000;

/** Partitions of the normal world with 2 MiB each, and a vault. */
function boardOf(ids: readonly number[]): Board {
  const board = new Board(
    describeMachine({
      memory: [
        { name: 'dram', base: DRAM, pages: 4096 },
        { name: 'secure', base: 0x0e00_0000, pages: 16, secure: true },
      ],
      partitions: [
        ...ids.map((id, index) => ({
          name: `part${id}`,
          id,
          memory: [{ base: DRAM + index * 0x20_0000, pages: 512 }],
        })),
        { name: 'vault', id: 0x8001, memory: [{ base: 0x0e00_0000, pages: 16 }] },
      ],
    }),
  );
  board.boot();
  return board;
}

/** A partition with its driver, which has started. */
function user(board: Board, id: number, index: number) {
  const base = DRAM + index * 0x20_0000;
  const driver = new KernelDriver(
    TANTALUM,
    { buffers: { tx: base, rx: base + 0x1000, pages: 1 } },
    board.ffa(`part${id}`).driver,
  );
  const perform = <Value>(program: Program<Result<Value>>) => board.perform(`part${id}`, () => program);
  expect(perform(driver.probe())).toEqual({ ok: true, value: undefined });
  return { driver, perform, page: segmentsOf([base + 0x10_0000]) };
}

const borrowers = [{ endpoint: 0x8001, permissions: 2 }];

test('R4: partitions of a VM have a driver each, and nothing in common', () => {
  const board = boardOf([1, 2]);
  const first = user(board, 1, 0);
  const second = user(board, 2, 1);

  const shared = first.perform(first.driver.memory.share({ borrowers, segments: first.page }));
  const stolen = second.perform(second.driver.memory.share({ borrowers, segments: first.page }));

  expect([...first.driver.held.keys()]).toEqual(shared.ok ? [shared.value] : []);
  expect(stolen).toMatchObject({ ok: false, error: { errno: 'EACCES' } });
  expect(second.driver.held.size).toBe(0);
  const handle = shared.ok ? shared.value : 0n;
  expect(second.perform(second.driver.memory.reclaim(handle))).toMatchObject({
    ok: false,
    error: { errno: 'EINVAL' },
  });
  second.perform(second.driver.remove());
  expect(first.perform(first.driver.memory.reclaim(handle))).toEqual({ ok: true, value: undefined });
});

test('R5: a VM has a namespace of its own, made while others run: ids and handles mean nothing elsewhere', () => {
  const [here, there] = [boardOf([1]), boardOf([1])];
  const first = user(here, 1, 0);
  const shared = first.perform(first.driver.memory.share({ borrowers, segments: first.page }));

  const second = user(there, 1, 0);

  const handle = shared.ok ? shared.value : 0n;
  expect(second.perform(second.driver.memory.reclaim(handle))).toMatchObject({
    ok: false,
    error: { errno: 'EINVAL' },
  });
  expect(second.perform(second.driver.memory.share({ borrowers, segments: second.page }))).toEqual(shared);
  expect(first.perform(first.driver.memory.reclaim(handle))).toEqual({ ok: true, value: undefined });
});

test("R15: pages that are lent are out of their owner's reach until they are back", () => {
  const board = boardOf([1]);
  const { driver, perform, page } = user(board, 1, 0);
  const { address } = page[0]!;
  const read = () => board.perform('part1', (ffa) => ffa.read(address, 1));

  const lent = perform(driver.memory.lend({ borrowers, segments: page }));

  expect(read).toThrow('translation fault');
  perform(driver.memory.reclaim(lent.ok ? lent.value : 0n));
  expect(read()).toEqual(Uint8Array.of(0));
});

describe('R19: operations that want one buffer', () => {
  const segments = segmentsOf(Array.from({ length: 600 }, (_, index) => 0x8000_0000 + index * 0x2000));
  const wants = (offset: number) => says(0x8400_007a, 5, 0, offset);
  const start = (answers: Parameters<typeof met>[1]) => {
    const all = met(TANTALUM, answers);
    Object.assign(all.state, { version: 0x1_0001, id: 0, buffers: { tx: 0x1_0000, rx: 0x1_1000, pages: 1 } });
    return all;
  };

  test('do not write into what another has not sent', () => {
    const { driver, machine } = start([wants(4096), wants(8192), says(SUCCESS, 0, 5), says(SUCCESS, 0, 6)]);
    const first = driver.memory.share({ borrowers, segments });
    let step = first.next('written');
    // The first fragment is written and sent; the second is written, and not sent.
    for (let steps = 0; steps < 3 && step.done !== true; steps++)
      step = first.next(machine.outcome(step.value));

    const second = machine.run(driver.memory.share({ borrowers, segments: segments.slice(0, 1) }));

    expect(second).toMatchObject({ ok: false, error: { errno: 'EBUSY' } });
    while (step.done !== true) step = first.next(machine.outcome(step.value));
    expect(step.value).toEqual({ ok: true, value: 5n });
    expect(machine.run(driver.memory.share({ borrowers, segments: segments.slice(0, 1) }))).toEqual({
      ok: true,
      value: 6n,
    });
  });

  test('have it again after one that was given up in the middle', () => {
    const { driver, machine } = start(manager(0x1_0001, [], { 2214592627: says(SUCCESS, 0, 7) }));
    const first = driver.memory.share({ borrowers, segments });
    first.next('written');

    first.return(undefined as never);

    expect(machine.run(driver.memory.share({ borrowers, segments: segments.slice(0, 1) }))).toEqual({
      ok: true,
      value: 7n,
    });
  });
});
