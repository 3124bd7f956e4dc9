import { setTimeout } from 'node:timers/promises';
import { createFrame } from '../../../core/abi/frame.ts';
import type { AccessFault } from '../../../core/client/port.ts';
import { addressOf, PAGE_SIZE } from '../../../core/memory/pages.ts';
import type { MachineMemory } from '../../../core/memory/physical-memory.ts';
import { PSCI } from '../firmware/psci.ts';
import { GUEST_RAM } from '../monitor/mailbox.ts';
import type { Store } from '../payload/step-agent.ts';
import type { Player } from './player.ts';

/** The guest's second processor. */
const CPU = 1;
/** Words of a page that change, and milliseconds until they have to. */
const MOST_WORDS = 64;
const MOST_WAITING = 1000;

/** The guest's second processor, which rewrites what the first has written for the manager while the manager is at it. */
export class Racer {
  private readonly player: Player;
  private over: Promise<AccessFault | undefined> = Promise.resolve(undefined);

  private constructor(player: Player) {
    this.player = player;
  }

  /** Has the first processor turn it on. */
  static async start(player: Player): Promise<Racer> {
    const frame = createFrame();
    for (const [register, value] of [PSCI.CPU_ON, CPU, GUEST_RAM].entries()) frame[2 * register] = value;
    await player.take({ do: 'call', frame });
    return new Racer(player);
  }

  /** Begins to rewrite words of a page. Returns when it has done so once, or when it takes too long. */
  async begin(page: number, words: Uint32Array): Promise<void> {
    const { agent } = this.player;
    let over = false;
    this.over = agent.race(racingStores(page, words), CPU).finally(() => {
      over = true;
    });
    for (let waited = 0; waited < MOST_WAITING && !over && agent.roundsOf(CPU) === 0; waited++)
      await setTimeout(1);
  }

  /** Ends it. Returns the fault that had ended it before, if one had. */
  end(): Promise<AccessFault | undefined> {
    this.player.agent.endRace(CPU);
    return this.player.within(this.over);
  }
}

/** Stores after which a page names others than before, and those that put it back. */
export function racingStores(page: number, words: Uint32Array): readonly Store[] {
  const pages = [...words.keys()].filter(
    (index) => words[index] !== 0 && (words[index] ?? 0) % PAGE_SIZE === 0,
  );
  // What names no page changes in its first word.
  const [places, change] = pages.length === 0 ? [[0], 1] : [pages.slice(0, MOST_WORDS), PAGE_SIZE];
  const storesOf = (changed: number) =>
    places.map((index) => ({
      address: addressOf(page) + 4 * index,
      word: ((words[index] ?? 0) ^ changed) >>> 0,
    }));
  return [...storesOf(change), ...storesOf(0)];
}

/** Has the first who reads a page find words that were read before, and others what is there. Returns what ends that. */
export function replayFirst(memory: MachineMemory, replayed: number, words: Uint32Array): () => void {
  const read = Object.getPrototypeOf(memory).read as MachineMemory['read'];
  let due = true;
  memory.read = function (page, into, count) {
    const done = read.call(this, page, into, count);
    if (due && done && page === replayed) {
      due = false;
      into.set(words.subarray(0, count));
    }
    return done;
  };
  return () => {
    Reflect.deleteProperty(memory, 'read');
  };
}
