import { describe, expect, test } from 'vitest';
import { DATA_RO, DATA_RW } from '../../src/core/abi/bits.ts';
import { w } from '../../src/core/abi/frame.ts';
import type { ProgramOf } from '../../src/core/board/activity.ts';
import { Board } from '../../src/core/board/board.ts';
import { type FaultRule, parseFault } from '../../src/core/board/fault-rule.ts';
import type { RunningMachine } from '../../src/core/board/running-machine.ts';
import type { TraceEvent } from '../../src/core/board/trace.ts';
import { callFunction } from '../../src/core/client/driver.ts';
import { Ffa } from '../../src/core/client/ffa.ts';
import type { Message } from '../../src/core/client/messages.ts';
import { DataAbort, type Program, read, write } from '../../src/core/client/port.ts';
import {
  agentBoard,
  agentMachine,
  HAS_QEMU,
  OS_BUFFERS,
  OS_MEMORY,
  PLACES,
  VAULT,
  VAULT_MEMORY,
} from './agent-board.ts';

/** The vault retrieves what it is told of, turns its bytes around, gives it back and answers with their sum. */
const vaultOf = (sender: number): ProgramOf =>
  function* (ffa) {
    yield* ffa.start({ tx: VAULT_MEMORY, rx: VAULT_MEMORY + 0x1000, pages: 1 });
    let message: Message = yield* ffa.wait();
    for (;;) {
      const handle = message.data[0]!;
      const receivers = [{ endpoint: VAULT, permissions: DATA_RW }];
      yield* ffa.retrieve({ handle, sender, receivers });
      const bytes = yield* read(OS_MEMORY, 4);
      yield* write(OS_MEMORY, bytes.slice().reverse());
      yield* ffa.relinquish(handle);
      message = yield* ffa.respond(message, [bytes.reduce((sum, byte) => sum + byte, 0)]);
    }
  };

/** The OS finds out who is there, shares a page with the vault, makes some mistakes, and touches what it has lent. */
const os: ProgramOf<unknown> = function* (ffa) {
  yield* ffa.start(OS_BUFFERS);
  const partitions = yield* ffa.partitions();
  yield* write(OS_MEMORY, Uint8Array.of(1, 2, 3, 4));
  const send = (permissions: number) => ({
    receivers: [{ endpoint: VAULT, permissions }],
    constituents: [{ address: OS_MEMORY, pages: 1 }],
  });
  const handle = yield* ffa.share(send(DATA_RW));
  const again = yield* refused(ffa.lend(send(DATA_RO)));
  const [sum] = yield* ffa.directRequest(VAULT, [Number(handle)]);
  yield* ffa.reclaim(handle);
  const bytes = yield* read(OS_MEMORY, 4);
  const unknown = w(yield* callFunction('FFA_MEM_RECLAIM', { 1: 0x1234 }), 0);
  yield* ffa.lend(send(DATA_RW));
  const touched = yield* refused(read(OS_MEMORY + 8, 4));
  return { names: partitions.length, again, sum, bytes: [...bytes], unknown, touched };
};

function* refused(program: Program<unknown>): ReturnType<ProgramOf<string>> {
  try {
    yield* program;
    return 'done';
  } catch (error) {
    return (error as Error).message;
  }
}

function traceOf(machine: RunningMachine): readonly TraceEvent[] {
  const events: TraceEvent[] = [];
  machine.listen((event) => events.push(event));
  return events;
}

describe.runIf(HAS_QEMU)('a real processor and a program', () => {
  test.each(PLACES)(
    'give the same trace of the same program $place, and the same results',
    async ({ id, mediated }) => {
      const vault = vaultOf(id);
      const inProcess = new Board(agentMachine(1, mediated));
      inProcess.boot({ without: ['vault'] });
      const expected = traceOf(inProcess);
      inProcess.start('vault', vault);
      const wanted = inProcess.perform('os', os);

      const { board, agent } = agentBoard({ mediated });
      const events = traceOf(board.machine);
      board.machine.start('vault', vault);
      const result = await agent.perform(os(new Ffa()));

      expect(result).toEqual(wanted);
      expect(result).toMatchObject({ sum: 10, bytes: [4, 3, 2, 1] });
      expect(events).toEqual(expected);
      expect(events.length).toBeGreaterThan(12);
    },
  );
});

/** Answers direct requests with what they say. */
const echo: ProgramOf = function* (ffa) {
  let message: Message = yield* ffa.wait();
  for (;;) message = yield* ffa.respond(message, message.data);
};

describe.runIf(HAS_QEMU)('faults', () => {
  test('are errors that the guest meets and the manager has no reason for', async () => {
    const { board, agent } = agentBoard();
    board.machine.inject([parseFault('FFA_ID_GET#2=DENIED') as FaultRule]);
    const answers: string[] = [];
    for (const _ of [1, 2, 3])
      answers.push(w(await agent.perform(callFunction('FFA_ID_GET')), 0).toString(16));
    expect(answers).toEqual(['84000061', '84000060', '84000061']);
  });

  test('interrupt a partition at each tick, until it answers', async () => {
    const { board, agent } = agentBoard();
    const events = traceOf(board.machine);
    board.machine.start('vault', echo);
    board.machine.inject([parseFault('FFA_MSG_SEND_DIRECT_REQ=interrupt/70ms') as FaultRule]);

    const [answer] = await agent.perform(new Ffa().directRequest(VAULT, [7]));

    expect(answer).toBe(7);
    expect(events.filter((event) => event.kind === 'call' && event.injected)).toHaveLength(18);
  });
});

describe.runIf(HAS_QEMU)("a guest's processor", () => {
  test.each<[string, () => Program<unknown>, string]>([
    ['reads', () => read(VAULT_MEMORY, 8), 'translation fault: read at 0xe000000'],
    ['writes', () => write(VAULT_MEMORY + 0x1000, Uint8Array.of(1)), 'translation fault: write at 0xe001000'],
  ])('faults when it %s memory of the secure world, and goes on', async (_name, access, message) => {
    const { agent } = agentBoard();
    const attempt = agent.perform(access());
    await expect(attempt).rejects.toThrow(DataAbort);
    await expect(attempt).rejects.toThrow(message);
    expect(w(await agent.perform(callFunction('FFA_ID_GET')), 0)).toBe(0x8400_0061);
  });

  test('keeps x0 to x17 of its call but for what the answer says', async () => {
    const { agent } = agentBoard();
    const frame = new Uint32Array(36).map((_, half) => 0x1000 + half);
    frame[0] = 0x8400_0000;
    frame[1] = 0;
    const outcome = await agent.take({ do: 'call', frame });
    expect(outcome).toEqual({ frame: Uint32Array.from(frame, (half, at) => (at === 0 ? 0x1_0001 : half)) });
  });
});
