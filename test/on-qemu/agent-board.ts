import { onTestFinished } from 'vitest';
import type { PartitionOptions } from '../../src/core/board/describe-machine.ts';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import type { Guest } from '../../src/node/qemu/board/guest.ts';
import { guestMachine } from '../../src/node/qemu/board/guest-machine.ts';
import { QemuBoard } from '../../src/node/qemu/board/qemu-board.ts';
import type { Level } from '../../src/node/qemu/firmware/power.ts';
import type { Link } from '../../src/node/qemu/link/link.ts';
import { SECURE_RAM } from '../../src/node/qemu/monitor/virt-map.ts';
import { StepAgent } from '../../src/node/qemu/payload/step-agent.ts';
import { AGENT_END, stepAgentCode } from '../../src/node/qemu/payload/step-agent-code.ts';
import type { FileRam } from '../../src/node/ram/file-ram.ts';
import { isInstalled } from '../installed.ts';

export const HAS_QEMU: boolean = isInstalled('qemu-system-aarch64', 'guests of our own in QEMU');

export const VAULT = 0x8001;
export const VAULT_MEMORY: number = SECURE_RAM;
export const OS_BUFFERS = { tx: AGENT_END, rx: AGENT_END + 0x1000, pages: 1 } as const;
/** Memory of the guest that is for tests. */
export const OS_MEMORY: number = AGENT_END + 0x2000;

const VAULT_SPEC: PartitionOptions = {
  name: 'vault',
  id: VAULT,
  memory: [{ base: VAULT_MEMORY, pages: 16 }],
};

/**
 * A machine with an OS of 64 MiB and a secure partition. Tests of the firmware and of the manager have nobody in between; those of what a guest can
 * do run with our hypervisor, too.
 */
export function agentMachine(cpus = 1, mediated = false): MachineSpec {
  return guestMachine({ guest: 'os', mediated, cpus, ramBytes: 0x400_0000, partitions: [VAULT_SPEC] });
}

/** Where the OS may stand: its id, and whether our hypervisor is above it. */
export const PLACES = [
  { place: 'alone', id: 0, mediated: false },
  { place: 'behind our hypervisor', id: 1, mediated: true },
] as const;

/** A board whose guest does what a test says, step by step. */
export interface AgentBoard {
  readonly board: QemuBoard;
  readonly guest: Guest;
  readonly agent: StepAgent;
  readonly link: Link;
  readonly ram: FileRam;
  /** Where processors that are turned on become agents. */
  readonly entry: number;
}

export interface AgentOptions {
  readonly cpus?: number;
  readonly level?: Level;
  /** Whether our hypervisor is above the OS. */
  readonly mediated?: boolean;
  /** Where it is another than that of `agentMachine`. */
  readonly machine?: MachineSpec;
  readonly model?: string;
  /** Whether guests of our hypervisor are created when code of partitions has started. */
  readonly withoutGuests?: boolean;
  /** Before the guest starts. */
  readonly prepare?: (board: QemuBoard) => void;
}

/** Starts the agent in QEMU; it ends with the test. */
export function agentBoard({
  cpus = 1,
  level = 'EL1',
  mediated = false,
  machine = agentMachine(cpus, mediated),
  model,
  withoutGuests = false,
  prepare,
}: AgentOptions = {}): AgentBoard {
  const board = new QemuBoard(machine, 'os', model === undefined ? {} : { model });
  onTestFinished(() => board.close());
  // Who is to run does so when a test says it.
  board.machine.boot({ without: machine.partitions.map(({ name }) => name), withoutGuests });
  prepare?.(board);
  const { base, bytes } = stepAgentCode();
  board.load(base, bytes);
  const parts: Partial<Pick<AgentBoard, 'agent' | 'link' | 'ram'>>[] = [];
  const guest = board.boot({
    level,
    entry: { address: BigInt(base), argument: 0n },
    services: (link, ram) => {
      const agent = new StepAgent(link, ram);
      parts.push({ agent, link, ram });
      return agent.services;
    },
  });
  const [{ agent, link, ram } = {}] = parts;
  return { board, guest, agent: agent!, link: link!, ram: ram!, entry: base };
}
