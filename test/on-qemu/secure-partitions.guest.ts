import { describe, expect, onTestFinished, test } from 'vitest';
import { DATA_RO, INSTRUCTION_NX, PROPERTY_VM_CREATED } from '../../src/core/abi/bits.ts';
import { frameOf, w } from '../../src/core/abi/frame.ts';
import { functionName } from '../../src/core/abi/functions.ts';
import { VERSION_1_2 } from '../../src/core/abi/versions.ts';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import type { FaultEvent, TraceEvent } from '../../src/core/board/trace.ts';
import { Ffa } from '../../src/core/client/ffa.ts';
import { call, DataAbort, read, write } from '../../src/core/client/port.ts';
import { assemble } from '../../src/node/qemu/asm/assemble.ts';
import type { Program } from '../../src/node/qemu/asm/program.ts';
import { MODEL_WITH_SECURE_EL2 as MODEL } from '../../src/node/qemu/board/board-options.ts';
import { guestMachine } from '../../src/node/qemu/board/guest-machine.ts';
import { QemuBoard } from '../../src/node/qemu/board/qemu-board.ts';
import { RefusedGuest } from '../../src/node/qemu/firmware/firmware.ts';
import { NoSecureHypervisor } from '../../src/node/qemu/firmware/secure-world.ts';
import type { CpuFrame } from '../../src/node/qemu/link/cpu-frame.ts';
import { GUEST_RAM } from '../../src/node/qemu/monitor/mailbox.ts';
import { RAM } from '../../src/node/qemu/monitor/virt-map.ts';
import { type AgentBoard, agentBoard, HAS_QEMU, OS_BUFFERS, OS_MEMORY, PLACES } from './agent-board.ts';
import { ABORTED, ASK, CONTRARY, NON_SECURE, SERVER, STRAY, ticking, userServer } from './secure-images.ts';

const RAM_BYTES = 0x400_0000;
const CODE = RAM + RAM_BYTES;
const FIRST = 0x8001;
const SECOND = 0x8002;
const CPU_ON = 0x8400_0003;
/** Memory of the first partition behind its image, where it has its buffers. */
const FIRST_BUFFERS = { tx: CODE + 0xe000, rx: CODE + 0xf000, pages: 1 };

/** Two partitions with 64 KiB each. The second starts first; the first is told where its boot information is, in x1. */
function codeMachine(cpus: number, mediated = false): MachineSpec {
  return guestMachine({
    ...{ guest: 'os', mediated, cpus, ramBytes: RAM_BYTES, codeBytes: 0x20_0000 },
    partitions: [
      {
        ...{ name: 'first', id: FIRST, bootOrder: 2, memory: [{ base: CODE, pages: 16 }] },
        boot: { register: 0, at: CODE + 0xd000, items: [] },
      },
      { name: 'second', id: SECOND, bootOrder: 1, memory: [{ base: CODE + 0x1_0000, pages: 16 }] },
    ],
  });
}

function install(board: QemuBoard, first: Program = SERVER): void {
  board.install('first', assemble(first, CODE).bytes, CODE);
  board.install('second', assemble(SERVER, CODE + 0x1_0000).bytes, CODE + 0x1_0000);
}

/** An agent and two partitions that serve it. */
function served({ cpus = 1, model = MODEL, first = SERVER } = {}): AgentBoard {
  return agentBoard({ cpus, model, machine: codeMachine(cpus), prepare: (board) => install(board, first) });
}

/** Asks a partition, and returns the first word of its answer. */
async function ask({ agent }: AgentBoard, partition: number, data: readonly number[], cpu = 0) {
  const [answer] = await agent.perform(new Ffa().directRequest(partition, data), cpu);
  return answer;
}

function faultsOf({ board }: AgentBoard): readonly FaultEvent[] {
  const faults: FaultEvent[] = [];
  board.machine.listen((event) => event.kind === 'fault' && faults.push(event));
  return faults;
}

describe.runIf(HAS_QEMU)('a secure partition with code of its own', () => {
  test('answers, and keeps its registers from one request to the next', async () => {
    const board = served();
    for (const number of [7, 41]) {
      expect(await ask(board, FIRST, [ASK.NEXT, number])).toBe(number + 1);
      expect(await ask(board, SECOND, [ASK.NEXT, number + 1])).toBe(number + 2);
    }
    expect(await ask(board, FIRST, [ASK.BOOT_INFO])).toBe(CODE + 0xd000);
  });

  test('starts in the boot order, before the guest', async () => {
    const board = served();
    const calls: string[] = [];
    board.board.machine.listen((event) => event.kind === 'call' && calls.push(event.from));
    await ask(board, FIRST, [ASK.NEXT]);
    expect(calls).toEqual(['second', 'first', 'os', 'first']);
  });

  test('hears of a guest of our hypervisor before that starts, and serves it', async () => {
    const machine = codeMachine(1, true);
    const partitions = machine.partitions.map((each) =>
      each.name === 'first' ? { ...each, properties: each.properties | PROPERTY_VM_CREATED } : each,
    );
    const board = agentBoard({
      ...{ model: MODEL, machine: { ...machine, partitions }, withoutGuests: true },
      prepare: (each) => install(each),
    });
    const { agent } = board;
    const events: TraceEvent[] = [];
    board.board.machine.listen((event) => events.push(event));

    const ffa = new Ffa();
    await agent.perform(ffa.start(OS_BUFFERS));

    const told = events.flatMap((event) =>
      event.kind === 'call' ? [[event.from, functionName(w(event.in, 0))]] : [],
    );
    const name = 'FFA_MSG_SEND_DIRECT_REQ_32';
    const at = told.findIndex(([, function_]) => function_ === name);
    expect(told.slice(at, at + 3)).toEqual([
      ['hypervisor', name],
      ['first', 'FFA_MSG_SEND_DIRECT_RESP_32'],
      ['os', 'FFA_VERSION'],
    ]);
    expect(told.slice(0, 2).map(([from]) => from)).toEqual(['second', 'first']);
    expect((await agent.perform(ffa.directRequest(FIRST, [ASK.NEXT, 7])))[0]).toBe(8);
  });

  test('that does not agree to a guest of our hypervisor is not forced to', async () => {
    const machine = codeMachine(1, true);
    const partitions = machine.partitions.map((each) =>
      each.name === 'first' ? { ...each, properties: each.properties | PROPERTY_VM_CREATED } : each,
    );
    const { guest } = agentBoard({
      ...{ model: MODEL, machine: { ...machine, partitions }, withoutGuests: true },
      prepare: (each) => install(each, CONTRARY),
    });
    await expect(guest.ended).rejects.toThrow(RefusedGuest);
  });

  test('runs on the processor that calls it', async () => {
    const board = served({ cpus: 2 });
    expect(w(await board.agent.perform(call(frameOf(CPU_ON, 1, board.entry))), 0)).toBe(0);
    for (let number = 0; number < 50; number++)
      expect(await ask(board, FIRST, [ASK.NEXT, number], number % 2)).toBe(number + 1);
  });

  test.each<[string, number, object]>([
    ['the memory of another partition', CODE + 0x1_0000, { owner: 'second' }],
    ['memory of the guest, as its own', OS_MEMORY, { owner: 'os' }],
    ['memory of the guest, as that of the normal world', OS_MEMORY, { owner: 'os' }],
  ])('does not reach %s, and goes on', async (name, address, page) => {
    const board = served();
    const faults = faultsOf(board);
    const other = name.endsWith('world') ? NON_SECURE : 0;

    expect(await ask(board, FIRST, [ASK.READ, address + other])).toBe(ABORTED);

    expect(faults).toMatchObject([
      { from: 'first', fault: { access: 'read', address, kind: 'translation' }, page },
    ]);
    expect(await ask(board, FIRST, [ASK.NEXT, 1])).toBe(2);
  });

  test('reaches what it has borrowed, as far as it may, until it gives it back', async () => {
    const board = served();
    const { agent } = board;
    const { machine } = board.board;
    const ffa = new Ffa();
    await agent.perform(ffa.start(OS_BUFFERS));
    await agent.perform(write(OS_MEMORY, Uint8Array.of(1, 2, 3, 4)));
    const handle = await agent.perform(
      ffa.lend({
        receivers: [{ endpoint: FIRST, permissions: DATA_RO }],
        constituents: [{ address: OS_MEMORY, pages: 1 }],
      }),
    );
    const there = OS_MEMORY + NON_SECURE;
    expect(await ask(board, FIRST, [ASK.READ, there])).toBe(ABORTED);

    // The host makes calls in its stead while it waits.
    machine.perform('first', function* (first) {
      yield* first.start(FIRST_BUFFERS, VERSION_1_2);
      const receivers = [{ endpoint: FIRST, permissions: DATA_RO | INSTRUCTION_NX }];
      yield* first.retrieve({ handle, sender: 0, receivers });
    });
    const faults = faultsOf(board);
    expect(await ask(board, FIRST, [ASK.READ, there])).toBe(0x0403_0201);
    expect(await ask(board, FIRST, [ASK.WRITE, there, 5])).toBe(ABORTED);
    await expect(agent.perform(read(OS_MEMORY, 4))).rejects.toThrow(DataAbort);
    machine.perform('first', (first) => first.relinquish(handle));
    expect(await ask(board, FIRST, [ASK.READ, there])).toBe(ABORTED);

    const held = { kind: 'lend', handle };
    expect(faults).toMatchObject([
      { from: 'first', fault: { access: 'write', kind: 'permission' }, page: { owner: 'os', held } },
      { from: 'os', fault: { access: 'read', kind: 'translation' }, page: { owner: 'os', held } },
      { from: 'first', fault: { access: 'read', kind: 'translation' }, page: { owner: 'os', held } },
    ]);
  });

  test('is out of reach for the guest', async () => {
    const { agent } = served();
    for (const address of [CODE, CODE + 0x1_0000])
      await expect(agent.perform(read(address, 4))).rejects.toThrow(DataAbort);
  });

  test('that runs away in its first run is left behind, and the next starts', async () => {
    const board = served({ first: STRAY });
    expect(await ask(board, SECOND, [ASK.NEXT, 1])).toBe(2);
    await expect(ask(board, FIRST, [ASK.NEXT, 1])).rejects.toThrow();
  });

  test('that dies while it runs leaves an error to who waits for it', async () => {
    const board = served({ cpus: 2 });
    expect(w(await board.agent.perform(call(frameOf(CPU_ON, 1, board.entry))), 0)).toBe(0);
    const FOREVER = 0xffff_ffff;
    const asked = ask(board, FIRST, [ASK.SPIN, FOREVER], 1).catch((error: Error) => error.message);
    while (!board.board.machine.serves('first')) await ask(board, SECOND, [ASK.NEXT, 1]);

    board.board.machine.abort('first');

    expect(await asked).toMatch('ABORTED');
    expect(await ask(board, SECOND, [ASK.NEXT, 1], 1)).toBe(2);
  });

  test('needs a processor with an EL2 of the secure world', async () => {
    const { guest } = served({ model: 'cortex-a76' });
    await expect(guest.ended).rejects.toThrow(NoSecureHypervisor);
  });

  test.each(PLACES)(
    'is interrupted by the tick of a guest $place, and goes on where it was',
    async ({ id, mediated }) => {
      const REPORT = 0xc600_0001;
      const FIFTH_OF_A_SECOND = 12_500_000;
      const machine = codeMachine(1, mediated);
      const board = new QemuBoard(machine, 'os', { model: MODEL });
      onTestFinished(() => board.close());
      board.machine.boot({ without: machine.partitions.map(({ name }) => name) });
      install(board);
      let preempted = 0;
      board.machine.listen((event) => {
        if (event.kind === 'preempt') preempted++;
      });
      const { bytes } = assemble(ticking(id, FIRST, FIFTH_OF_A_SECOND, REPORT), GUEST_RAM);
      board.load(GUEST_RAM, bytes);
      const told = new Promise<readonly (number | undefined)[]>((resolve) => {
        const report = ({ registers }: CpuFrame) => {
          resolve([registers[2], registers[4]]);
          return false;
        };
        board.boot({
          level: 'EL1',
          entry: { address: BigInt(GUEST_RAM), argument: 0n },
          services: () => new Map([[REPORT, report]]),
        });
      });

      const [interrupts, answer] = await told;
      expect(answer).toBe(FIFTH_OF_A_SECOND);
      // A machine that is busy makes one tick of several.
      expect(interrupts).toBeGreaterThanOrEqual(1);
      expect(interrupts).toBe(preempted);
    },
  );
});

describe.runIf(HAS_QEMU)('a secure partition with code at S-EL0', () => {
  const READ_ONLY = CODE + 0xb000;
  /** The first partition is at S-EL0, the second at S-EL1. */
  function user(): AgentBoard {
    const machine = codeMachine(1);
    const [os, first, second] = machine.partitions;
    const partitions = [os!, { ...first!, level: 'S-EL0' as const }, second!];
    return agentBoard({
      ...{ model: MODEL, machine: { ...machine, partitions } },
      prepare: (board) => install(board, userServer(READ_ONLY)),
    });
  }

  test('answers beside one at S-EL1', async () => {
    const board = user();
    for (const number of [7, 41]) {
      expect(await ask(board, FIRST, [ASK.NEXT, number])).toBe(number + 1);
      expect(await ask(board, SECOND, [ASK.NEXT, number])).toBe(number + 1);
    }
    expect(await ask(board, FIRST, [ASK.BOOT_INFO])).toBe(CODE + 0xd000);
    expect(await ask(board, FIRST, [ASK.SPIN, 1000])).toBe(1000);
  });

  test('reaches its memory and what it has borrowed, and is torn down when it touches other', async () => {
    const board = user();
    const { agent } = board;
    const { machine } = board.board;
    const faults = faultsOf(board);
    const ffa = new Ffa();
    await agent.perform(ffa.start(OS_BUFFERS));
    await agent.perform(write(OS_MEMORY, Uint8Array.of(1, 2, 3, 4)));
    const handle = await agent.perform(
      ffa.lend({
        receivers: [{ endpoint: FIRST, permissions: DATA_RO }],
        constituents: [{ address: OS_MEMORY, pages: 1 }],
      }),
    );
    expect(await ask(board, FIRST, [ASK.WRITE, CODE + 0xc000, 9])).toBe(9);
    machine.perform('first', function* (first) {
      yield* first.start(FIRST_BUFFERS, VERSION_1_2);
      const receivers = [{ endpoint: FIRST, permissions: DATA_RO | INSTRUCTION_NX }];
      yield* first.retrieve({ handle, sender: 0, receivers });
    });
    expect(await ask(board, FIRST, [ASK.READ, OS_MEMORY])).toBe(0x0403_0201);
    expect(faults).toEqual([]);

    await expect(ask(board, FIRST, [ASK.WRITE, OS_MEMORY, 5])).rejects.toThrow('ABORTED');

    expect(faults).toMatchObject([
      { from: 'first', fault: { access: 'write', address: OS_MEMORY, kind: 'permission' } },
    ]);
    expect(await ask(board, SECOND, [ASK.NEXT, 1])).toBe(2);
  });

  test('loses rights that it gives up', async () => {
    const board = user();
    expect(await ask(board, FIRST, [ASK.READ, READ_ONLY])).toBe(0);
    await expect(ask(board, FIRST, [ASK.WRITE, READ_ONLY, 9])).rejects.toThrow('ABORTED');
  });
});
