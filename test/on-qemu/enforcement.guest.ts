import { describe, expect, test } from 'vitest';
import { DATA_RW, INSTRUCTION_NX } from '../../src/core/abi/bits.ts';
import { frameOf, w } from '../../src/core/abi/frame.ts';
import type { FaultEvent } from '../../src/core/board/trace.ts';
import { callFunction } from '../../src/core/client/driver.ts';
import { Ffa } from '../../src/core/client/ffa.ts';
import { call, DataAbort, type Program, read, write } from '../../src/core/client/port.ts';
import { EL2_VECTORS, FRAMES } from '../../src/node/qemu/monitor/mailbox.ts';
import { DOORBELL, FLASH, SECURE_RAM } from '../../src/node/qemu/monitor/virt-map.ts';
import {
  type AgentBoard,
  type AgentOptions,
  agentBoard,
  HAS_QEMU,
  OS_BUFFERS,
  OS_MEMORY,
  PLACES,
  VAULT,
  VAULT_MEMORY,
} from './agent-board.ts';

const CPU_ON = 0x8400_0003;
const CPU_OFF = 0x8400_0002;
const AFFINITY_INFO = 0x8400_0004;
const SUCCESS = 0x8400_0061;
const PAGE = OS_MEMORY;
const BYTES = Uint8Array.of(1, 2, 3, 4);

interface Enforced extends AgentBoard {
  readonly ffa: Ffa;
  /** Accesses that the processors refused, in order. */
  readonly faults: readonly FaultEvent[];
}

/** An OS with buffers, and something in the page that it gives away. */
async function enforced(options: AgentOptions = {}): Promise<Enforced> {
  const parts = agentBoard(options);
  const faults: FaultEvent[] = [];
  parts.board.machine.listen((event) => event.kind === 'fault' && faults.push(event));
  const ffa = new Ffa();
  await parts.agent.perform(ffa.start(OS_BUFFERS));
  await parts.agent.perform(write(PAGE, BYTES));
  return { ...parts, ffa, faults };
}

/** Sends pages to the vault, which may read and write them. */
function sending(ffa: Ffa, how: 'lend' | 'donate' | 'share', address = PAGE, pages = 1): Program<bigint> {
  return ffa[how]({
    // Who is given memory for good is given all rights to it.
    receivers: [{ endpoint: VAULT, permissions: how === 'donate' ? 0 : DATA_RW }],
    constituents: [{ address, pages }],
  });
}

/** Turns processor 1 on. */
async function turnOn({ agent, entry }: AgentBoard): Promise<void> {
  expect(w(await agent.perform(call(frameOf(CPU_ON, 1, entry))), 0)).toBe(0);
}

describe.runIf(HAS_QEMU).each(PLACES)('a processor of an OS $place', ({ id, mediated }) => {
  test.each([
    ['lend', 'read', () => read(PAGE, 4)],
    ['lend', 'write', () => write(PAGE, BYTES)],
    ['donate', 'read', () => read(PAGE, 4)],
    ['donate', 'write', () => write(PAGE, BYTES)],
  ] as const)('after %s it cannot %s, and can again after a reclaim', async (how, access, attempt) => {
    const { board, agent, ffa, faults } = await enforced({ mediated });
    const handle = await agent.perform(sending(ffa, how));
    const { callNumber } = board.machine.ledger;
    // The manager knows of the call that the hypervisor made of it.
    const since = mediated ? callNumber + 1 : callNumber;

    await expect(agent.perform<unknown>(attempt())).rejects.toThrow(DataAbort);

    expect(faults).toEqual([
      {
        kind: 'fault',
        ...{ seq: callNumber, from: 'os', vcpu: 0 },
        fault: { access, address: PAGE, kind: 'translation' },
        page: { owner: 'os', held: { kind: how, handle, since } },
      },
    ]);
    await agent.perform(ffa.reclaim(handle));
    expect(await agent.perform(read(PAGE, 4))).toEqual(BYTES);
    expect(faults).toHaveLength(1);
  });

  test('never sees again what it donated and another has taken', async () => {
    const { board, agent, ffa, faults } = await enforced({ mediated });
    const handle = await agent.perform(sending(ffa, 'donate'));
    board.machine.perform('vault', function* (vault) {
      yield* vault.start({ tx: VAULT_MEMORY, rx: VAULT_MEMORY + 0x1000, pages: 1 });
      yield* vault.retrieve({
        handle,
        sender: id,
        receivers: [{ endpoint: VAULT, permissions: DATA_RW | INSTRUCTION_NX }],
      });
    });

    await expect(agent.perform(ffa.reclaim(handle))).rejects.toThrow();
    await expect(agent.perform(read(PAGE, 4))).rejects.toThrow(DataAbort);

    expect(faults.map(({ page }) => page)).toEqual([{ owner: 'vault' }]);
  });

  test('goes on reading and writing what it shares', async () => {
    const { agent, ffa, faults } = await enforced({ mediated });
    await agent.perform(sending(ffa, 'share'));
    await agent.perform(write(PAGE, BYTES.slice().reverse()));
    expect(await agent.perform(read(PAGE, 4))).toEqual(Uint8Array.of(4, 3, 2, 1));
    expect(faults).toEqual([]);
  });

  test('loses the pages it lends and none beside them', async () => {
    const { agent, ffa } = await enforced({ mediated });
    await agent.perform(sending(ffa, 'lend', PAGE + 0x1000, 3));
    for (const kept of [PAGE, PAGE + 0x4000]) await agent.perform(read(kept, 4));
    for (const lent of [PAGE + 0x1000, PAGE + 0x3ffc])
      await expect(agent.perform(read(lent, 4))).rejects.toThrow(DataAbort);
  });

  test('may read its RX buffer and not write it', async () => {
    const { agent, faults } = await enforced({ mediated });
    await agent.perform(read(OS_BUFFERS.rx, 4));

    await expect(agent.perform(write(OS_BUFFERS.rx, BYTES))).rejects.toThrow(DataAbort);

    expect(faults).toMatchObject([
      { fault: { access: 'write', kind: 'permission' }, page: { owner: 'os', held: { kind: 'mailbox' } } },
    ]);
  });

  test.each<[string, (board: AgentBoard) => number, object | undefined]>([
    ["the registers of a processor's report", () => FRAMES, undefined],
    ['the hypervisor', () => EL2_VECTORS, undefined],
    ['the tables that confine it', ({ board }) => board.guestRam.end, undefined],
    ['the memory of a secure partition', () => VAULT_MEMORY, { owner: 'vault' }],
    ['secure memory of nobody', () => SECURE_RAM + 0xf0_0000, undefined],
    ['the firmware', () => FLASH, undefined],
    ['the serial line of the firmware', () => DOORBELL, undefined],
  ])('does not reach %s', async (_name, addressOf, page) => {
    const parts = await enforced({ mediated });
    const { agent, faults } = parts;
    const address = addressOf(parts);

    await expect(agent.perform(read(address, 4))).rejects.toThrow(DataAbort);
    await expect(agent.perform(write(address, BYTES))).rejects.toThrow(DataAbort);

    expect(faults.map(({ fault }) => fault)).toEqual([
      { access: 'read', address, kind: 'translation' },
      { access: 'write', address, kind: 'translation' },
    ]);
    expect(faults[0]?.page).toEqual(page);
    expect(w(await agent.perform(callFunction('FFA_ID_GET')), 0)).toBe(SUCCESS);
  });
});

describe.runIf(HAS_QEMU).each(PLACES)('two processors of an OS $place', ({ mediated }) => {
  test('lose and get the same pages, whichever calls, and after a rest', async () => {
    const board = await enforced({ cpus: 2, mediated });
    const { agent, ffa, faults } = board;
    await turnOn(board);
    // What both have cached by now has to be forgotten.
    for (const cpu of [0, 1]) expect(await agent.perform(read(PAGE, 4), cpu)).toEqual(BYTES);

    const handle = await agent.perform(sending(ffa, 'lend'));
    for (const cpu of [1, 0]) await expect(agent.perform(read(PAGE, 4), cpu)).rejects.toThrow(DataAbort);
    // It comes back at its start, which is all that comes of the call.
    const off = agent.take({ do: 'call', frame: frameOf(CPU_OFF) }, 1);
    while (w(await agent.perform(call(frameOf(AFFINITY_INFO, 1))), 0) !== 1);
    await turnOn(board);
    await off;
    await expect(agent.perform(read(PAGE, 4), 1)).rejects.toThrow(DataAbort);

    await agent.perform(ffa.reclaim(handle), 1);
    for (const cpu of [0, 1]) expect(await agent.perform(read(PAGE, 4), cpu)).toEqual(BYTES);
    expect(faults.map(({ vcpu }) => vcpu)).toEqual([1, 0, 1]);
  });

  test('follow what happens while none of them calls', async () => {
    const board = await enforced({ cpus: 2, mediated });
    const { agent, ffa } = board;
    const handle = await agent.perform(sending(ffa, 'lend'));

    board.board.machine.perform('os', (os) => os.reclaim(handle), 1);

    const [reading] = [async (): Promise<Uint8Array> => agent.perform(read(PAGE, 4)).catch(() => reading!())];
    expect(await reading!()).toEqual(BYTES);
  });

  test('lend and reclaim two thousand times while the other reads what is beside it, and no table is lost', async () => {
    const board = await enforced({ cpus: 2, mediated });
    const { agent, guest, ffa, faults } = board;
    await turnOn(board);
    const before = guest.usedTables;
    let over = false;
    const beside = async () => {
      for (let count = 0; !over; count++)
        expect(await agent.perform(read(PAGE + 0x1000 * (count % 3), 4), 1)).toEqual(new Uint8Array(4));
    };
    await agent.perform(write(PAGE, new Uint8Array(4)));
    const reader = beside();

    for (let count = 0; count < 2000; count++)
      await agent.perform(ffa.reclaim(await agent.perform(sending(ffa, 'lend', PAGE + 0x8000, 2))));

    over = true;
    await reader;
    expect(faults).toEqual([]);
    expect(guest.usedTables).toBe(before);
  });
});
