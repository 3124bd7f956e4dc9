import type { Breach } from '../invariants/invariant.ts';
import type { AskMove, CallMove, Move } from '../move.ts';
import type { Shrunk } from '../shrink.ts';
import { movesOf } from './compile.ts';
import { type Deed, swapped } from './deeds.ts';
import { inverse } from './symmetry.ts';
import { TableTop } from './table-top.ts';
import type { World } from './world.ts';

/**
 * The moves of a path, from a fresh machine on, with the names that everybody has there. The path speaks of states in which the endpoints, pages
 * and transactions may have changed places: here each state is reached by the moves before it, and who is who in it is found out again.
 */
export function retrace(world: World, path: readonly number[], breach: Breach): Shrunk {
  const top = new TableTop(world);
  const moves: Move[] = [...world.setup];
  for (const move of world.setup) top.stand.make(move);
  const names = new Names(top);
  for (const [step, index] of path.entries()) {
    for (const move of names.inPlace(world, world.deeds[index])) {
      const named = begins(move) ? { ...move, as: step } : move;
      moves.push(named);
      top.stand.make(named);
    }
    names.follow(step);
  }
  return { breach, moves, ended: false };
}

/** What the transactions on a stand are called in moves: each by the step that began it. */
class Names {
  private readonly top: TableTop;
  private readonly byRow: Map<number, number> = new Map();

  constructor(top: TableTop) {
    this.top = top;
  }

  /** The moves of a deed, which is said of the state that stands for the one that there is. */
  inPlace(world: World, deed: Deed): readonly Move[] {
    const { portrait, canonical, symmetries } = this.top;
    const state = this.top.blank();
    portrait.read(state);
    const symmetry = canonical.find(state, this.top.blank());
    const order = canonical.orderOf(symmetry, state);
    const nameOf = (place: number) =>
      place < 0 ? place : (this.byRow.get(portrait.rows[order[place]]) ?? -1);
    return movesOf(world, swapped(deed, inverse(symmetries[symmetry].swap))).map((move) => {
      if (move.do === 'call' && move.handle !== undefined)
        return { ...move, handle: { of: nameOf(move.handle.of) } };
      if (move.do === 'ask' && move.parcel !== undefined)
        return { ...move, parcel: { of: nameOf(move.parcel.of) } };
      return move;
    });
  }

  /** A step has been made: what has begun is named after it, and what is over has no name. */
  follow(step: number): void {
    const { portrait } = this.top;
    const state = this.top.blank();
    portrait.read(state);
    const rows = [...portrait.rows.subarray(0, this.top.transactionsIn(state))];
    for (const row of this.byRow.keys()) if (!rows.includes(row)) this.byRow.delete(row);
    for (const row of rows) if (!this.byRow.has(row)) this.byRow.set(row, step);
  }
}

/** Whether a move may begin a transaction. */
function begins(move: Move): move is CallMove | AskMove {
  if (move.do === 'ask') return move.parcel === undefined;
  if (move.do !== 'call') return false;
  const number = move.words[0] & 0xff;
  return number >= 0x71 && number <= 0x73;
}
