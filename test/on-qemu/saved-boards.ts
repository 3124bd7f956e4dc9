import { onTestFinished } from 'vitest';
import { stateBytes } from '../../src/core/saving/state-bytes.ts';
import { stateOfBytes } from '../../src/core/saving/state-of-bytes.ts';
import { QemuBoard, type SavedQemuBoard } from '../../src/node/qemu/board/qemu-board.ts';
import type { Link } from '../../src/node/qemu/link/link.ts';
import { StepAgent } from '../../src/node/qemu/payload/step-agent.ts';
import { NEXT_STEP } from '../../src/node/qemu/payload/step-agent-code.ts';
import type { Extents } from '../../src/node/ram/ram-extents.ts';
import type { AgentBoard } from './agent-board.ts';

/** A board as bytes. */
export interface Copy {
  readonly state: Uint8Array;
  readonly memory: Uint8Array;
  readonly extents: Extents;
}

/** Saves a board whose partitions run no programs. Its guest ends. */
export async function copyOf({ board, guest }: Pick<AgentBoard, 'board' | 'guest'>): Promise<Copy> {
  const pieces: Uint8Array[] = [];
  const { saved, extents } = await board.save((piece) => pieces.push(Uint8Array.from(piece)));
  guest.leave();
  await guest.ended;
  return { state: stateBytes(saved), memory: Buffer.concat(pieces), extents };
}

/** Goes on with the board in a new QEMU. Processors of it that were agents wait for steps; it ends with the test. */
export async function goOnWith(
  { state, memory, extents }: Copy,
  agents: readonly number[],
): Promise<Pick<AgentBoard, 'board' | 'guest' | 'agent'>> {
  const saved = stateOfBytes(state) as SavedQemuBoard;
  const board = new QemuBoard(saved.spec, saved.partition, { model: saved.model });
  onTestFinished(() => board.close());
  const parts: { readonly agent: StepAgent; readonly link: Link }[] = [];
  let at = 0;
  const take = (piece: Uint8Array) => {
    piece.set(memory.subarray(at, at + piece.length));
    at += piece.length;
  };
  const guest = board.goOn(saved, extents, take, {
    services: (link, ram) => {
      const agent = new StepAgent(link, ram);
      parts.push({ agent, link });
      return agent.services;
    },
  });
  await guest.runs;
  const [{ agent, link } = {}] = parts;
  // They have asked for a step, and were saved before they were told one.
  for (const cpu of agents) agent!.services.get(NEXT_STEP)!(link!.frame(cpu));
  return { board, guest, agent: agent! };
}
