import { describe, expect, test } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import { frameOf, w } from '../../src/core/abi/frame.ts';
import { Ffa } from '../../src/core/client/ffa.ts';
import { call, DataAbort, type Program, read, write } from '../../src/core/client/port.ts';
import { assemble } from '../../src/node/qemu/asm/assemble.ts';
import { MODEL_WITH_SECURE_EL2 } from '../../src/node/qemu/board/board-options.ts';
import { guestMachine } from '../../src/node/qemu/board/guest-machine.ts';
import { RAM } from '../../src/node/qemu/monitor/virt-map.ts';
import { agentBoard, HAS_QEMU, OS_BUFFERS, OS_MEMORY, VAULT } from './agent-board.ts';
import { copyOf, goOnWith } from './saved-boards.ts';
import { ASK, SERVER } from './secure-images.ts';

const CPU_ON = 0x8400_0003;
const BYTES = Uint8Array.of(1, 2, 3, 4);
const RAM_BYTES = 0x400_0000;
const CODE = RAM + RAM_BYTES;

/** Lends the partition a page of the middle of the guest's memory. */
function lending(ffa: Ffa): Program<bigint> {
  return ffa.lend({
    receivers: [{ endpoint: VAULT, permissions: DATA_RW }],
    constituents: [{ address: OS_MEMORY, pages: 1 }],
  });
}

describe.runIf(HAS_QEMU)('a board that was saved goes on in another QEMU', () => {
  test('with a page that was lent: out of reach until it is reclaimed, as often as one goes on', async () => {
    const parts = agentBoard();
    const { agent } = parts;
    const ffa = new Ffa();
    await agent.perform(ffa.start(OS_BUFFERS));
    await agent.perform(write(OS_MEMORY, BYTES));
    const handle = await agent.perform(lending(ffa));
    const copy = await copyOf(parts);

    for (let again = 0; again < 2; again++) {
      const twin = await goOnWith(copy, [0]);
      await expect(twin.agent.perform(read(OS_MEMORY, 4))).rejects.toThrow(DataAbort);
      await twin.agent.perform(ffa.reclaim(handle));
      expect(await twin.agent.perform(read(OS_MEMORY, 4))).toEqual(BYTES);
      expect(twin.board.machine.ledger.callNumber).toBe(parts.board.machine.ledger.callNumber + 1);
    }
  });

  test('with a processor that is off, and can be turned on', async () => {
    const parts = agentBoard({ cpus: 2 });
    await parts.agent.perform(write(OS_MEMORY, BYTES));

    const { agent } = await goOnWith(await copyOf(parts), [0]);

    expect(w(await agent.perform(call(frameOf(CPU_ON, 1, parts.entry))), 0)).toBe(0);
    expect(await agent.perform(read(OS_MEMORY, 4), 1)).toEqual(BYTES);
  });

  test('with two processors that run', async () => {
    const parts = agentBoard({ cpus: 2 });
    await parts.agent.perform(call(frameOf(CPU_ON, 1, parts.entry)));
    await parts.agent.perform(write(OS_MEMORY, BYTES), 1);

    const { agent } = await goOnWith(await copyOf(parts), [0, 1]);

    const both = [0, 1].map((cpu) => agent.perform(read(OS_MEMORY, 4), cpu));
    expect(await Promise.all(both)).toEqual([BYTES, BYTES]);
  });

  test('with a secure partition that has code of its own, while tables of others are split', async () => {
    const machine = guestMachine({
      ...{ guest: 'os', mediated: false, cpus: 1, ramBytes: RAM_BYTES, codeBytes: 0x20_0000 },
      partitions: [{ name: 'server', id: VAULT, memory: [{ base: CODE, pages: 16 }] }],
    });
    const parts = agentBoard({
      machine,
      model: MODEL_WITH_SECURE_EL2,
      prepare: (board) => board.install('server', assemble(SERVER, CODE).bytes, CODE),
    });
    const ask = (agent: typeof parts.agent, number: number) =>
      agent.perform(new Ffa().directRequest(VAULT, [ASK.NEXT, number]));
    const ffa = new Ffa();
    await parts.agent.perform(ffa.start(OS_BUFFERS));
    await parts.agent.perform(lending(ffa));
    expect((await ask(parts.agent, 7))[0]).toBe(8);

    const { agent } = await goOnWith(await copyOf(parts), [0]);

    expect((await ask(agent, 41))[0]).toBe(42);
  });
});
