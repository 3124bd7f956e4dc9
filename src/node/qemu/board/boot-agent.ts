import { StepAgent } from '../payload/step-agent.ts';
import { stepAgentCode } from '../payload/step-agent-code.ts';
import type { Start } from './board-options.ts';
import type { Guest } from './guest.ts';
import type { QemuBoard } from './qemu-board.ts';

/** A guest that does what it is told, step by step, and who tells it. */
export interface AgentGuest {
  readonly guest: Guest;
  readonly agent: StepAgent;
}

/** Starts a board's guest at EL1 as one that does steps. */
export function bootAgent(board: QemuBoard, options: Pick<Start, 'beyond'> = {}): AgentGuest {
  const { base, bytes } = stepAgentCode();
  board.load(base, bytes);
  const agents: StepAgent[] = [];
  const guest = board.boot({
    ...options,
    level: 'EL1',
    entry: { address: BigInt(base), argument: 0n },
    services: (link, ram) => {
      const agent = new StepAgent(link, ram);
      agents.push(agent);
      return agent.services;
    },
  });
  const [agent] = agents;
  if (agent === undefined) throw new TypeError('a guest was started without its services');
  return { guest, agent };
}
