import { functionId } from '#core/abi/functions.js';
import { OPERATION } from '#core/abi/operations.js';
import { Exchange } from './exchange.ts';
import type { Hostile } from './hostile.ts';
import { type Letter, post, sendLetters } from './letters.ts';
import { World } from './world.ts';

const FFA_ERROR = functionId('FFA_ERROR');
const FFA_MEM_SHARE = functionId('FFA_MEM_SHARE') | 0;
const FFA_MEM_FRAG_TX = functionId('FFA_MEM_FRAG_TX');
const FFA_MEM_RECLAIM = functionId('FFA_MEM_RECLAIM') | 0;

/** The calls of one send, each timed alone. */
export class SendCalls {
  private readonly world: World = new World();
  private readonly letters: readonly Letter[];
  private readonly total: number;
  private readonly rule: string | undefined;

  constructor({ constituents, held, rule }: Hostile) {
    const { world } = this;
    if (held.length > 0) new Exchange(world, held).send();
    this.letters = sendLetters(OPERATION.SHARE, world.sender.id, [world.receiver().id], constituents);
    this.total = this.letters.reduce((sum, { bytes }) => sum + bytes, 0);
    this.rule = rule;
  }

  /** How many calls a send takes. */
  get count(): number {
    return this.letters.length;
  }

  /** Nanoseconds of each call of one send. What the send leaves behind is cleaned up afterwards. */
  time(): readonly number[] {
    const { world } = this;
    const { context, tx } = world.sender;
    const { frame } = world;
    let low = 0;
    let high = 0;
    const times = this.letters.map((letter, index) => {
      post(letter, tx);
      const start = performance.now();
      if (index === 0) world.call(context, FFA_MEM_SHARE, this.total, letter.bytes);
      else world.call(context, FFA_MEM_FRAG_TX, low, high, letter.bytes);
      const end = performance.now();
      const inProgress = index + 1 < this.letters.length;
      low = frame[inProgress ? 2 : 4] ?? 0;
      high = frame[inProgress ? 4 : 6] ?? 0;
      return (end - start) * 1e6;
    });
    const broken = world.spmc.verdict.rule?.id;
    if (broken !== this.rule) throw new Error(`refused by ${broken}, not by ${this.rule}`);
    if (frame[0] !== FFA_ERROR) world.call(context, FFA_MEM_RECLAIM, low, high);
    return times;
  }
}
