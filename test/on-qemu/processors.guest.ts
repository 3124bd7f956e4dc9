import { describe, expect, test } from 'vitest';
import { frameOf, w, x } from '../../src/core/abi/frame.ts';
import { functionId } from '../../src/core/abi/functions.ts';
import { call, read } from '../../src/core/client/port.ts';
import { type AgentBoard, agentBoard, HAS_QEMU, VAULT, VAULT_MEMORY } from './agent-board.ts';

const CPU_SUSPEND = 0x8400_0001;
const CPU_OFF = 0x8400_0002;
const CPU_ON = 0x8400_0003;
const AFFINITY_INFO = 0x8400_0004;
const SYSTEM_OFF = 0x8400_0008;
const SYSTEM_RESET = 0x8400_0009;
const FFA_ID_GET = functionId('FFA_ID_GET');

/** w0 of the answer to a call. */
async function ask({ agent }: AgentBoard, cpu: number, ...words: number[]): Promise<number> {
  return w(await agent.perform(call(frameOf(...words)), cpu), 0);
}

/** The answer of AFFINITY_INFO, asked until it is as it should become. */
async function becomes(board: AgentBoard, cpu: number, state: number): Promise<void> {
  while ((await ask(board, 0, AFFINITY_INFO, cpu)) !== state);
}

describe.runIf(HAS_QEMU)('processors', () => {
  test.each(['EL1', 'EL2'] as const)('of %s are turned on, call, go off and come back', async (level) => {
    const cpus = 4;
    const board = agentBoard({ cpus, level });
    for (let cpu = 1; cpu < cpus; cpu++) expect(await ask(board, 0, CPU_ON, cpu, board.entry)).toBe(0);

    for (const round of [1, 2, 3]) {
      const answers = Array.from({ length: cpus }, (_, cpu) => ask(board, cpu, FFA_ID_GET, round));
      expect(await Promise.all(answers)).toEqual(new Array(cpus).fill(0x8400_0061));
    }

    void board.agent.take({ do: 'call', frame: frameOf(CPU_OFF) }, 2);
    await becomes(board, 2, 1);
    expect(await ask(board, 3, AFFINITY_INFO, 2)).toBe(1);
  });

  test('call at once without losing a call', async () => {
    const cpus = 3;
    const board = agentBoard({ cpus });
    for (let cpu = 1; cpu < cpus; cpu++) await ask(board, 0, CPU_ON, cpu, board.entry);
    const before = board.board.machine.ledger.callNumber;

    const many = async (cpu: number) => {
      for (let count = 0; count < 300; count++) expect(await ask(board, cpu, FFA_ID_GET)).toBe(0x8400_0061);
    };
    await Promise.all(Array.from({ length: cpus }, (_, cpu) => many(cpu)));

    expect(board.board.machine.ledger.callNumber - before).toBe(3 * 300);
  });

  test('end the machine', async () => {
    const off = agentBoard();
    void off.agent.take({ do: 'call', frame: frameOf(SYSTEM_OFF) });
    expect(await off.guest.ended).toEqual({ how: 'off' });

    const reset = agentBoard();
    void reset.agent.take({ do: 'call', frame: frameOf(SYSTEM_RESET) });
    expect(await reset.guest.ended).toEqual({ how: 'reset' });
  });
});

describe.runIf(HAS_QEMU)('interrupts', () => {
  /** GICR_ISPENDR0 of the first processor. */
  const PENDING = 0x080b_0200;
  const SCHEDULE_RECEIVER = 1 << 8;

  async function pending({ agent }: AgentBoard): Promise<number> {
    return new DataView((await agent.perform(read(PENDING, 4))).buffer).getUint32(0, true);
  }

  test('the schedule-receiver interrupt is pending after a notification, wherever it came from', async () => {
    const board = agentBoard();
    const { machine } = board.board;
    await ask(board, 0, functionId('FFA_NOTIFICATION_BITMAP_CREATE'), 0, 1);
    await ask(board, 0, functionId('FFA_NOTIFICATION_BIND'), VAULT * 0x1_0000, 0, 1);
    expect((await pending(board)) & SCHEDULE_RECEIVER).toBe(0);

    machine.perform('vault', function* (ffa) {
      yield* ffa.start({ tx: VAULT_MEMORY, rx: VAULT_MEMORY + 0x1000, pages: 1 });
      yield* ffa.notify(0, 1n);
    });
    while (((await pending(board)) & SCHEDULE_RECEIVER) === 0);
  });

  test('a suspended processor goes on when one is pending', async () => {
    const board = agentBoard({ cpus: 2 });
    await ask(board, 0, CPU_ON, 1, board.entry);
    let result: bigint | undefined;
    const suspended = board.agent.perform(call(frameOf(CPU_SUSPEND, 0, 0, 0)), 1).then((answer) => {
      result = x(answer, 0);
    });
    // It may be called in before it sleeps, and then sleeps all the same.
    while (result === undefined) {
      board.link.callIn(1);
      await ask(board, 0, FFA_ID_GET);
    }
    await suspended;
    expect(result).toBe(0n);
  });
});
