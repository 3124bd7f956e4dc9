import type { Breach } from '../invariants/invariant.ts';
import { Lab } from '../lab.ts';
import type { SavedSpecification } from '../model-beside.ts';
import type { Move } from '../move.ts';
import type { SavedStand } from '../stand-ground.ts';
import { movesOf } from './compile.ts';
import { swapped } from './deeds.ts';
import { Fingerprints } from './fingerprints.ts';
import type { Met, Progress } from './search.ts';
import { inverse } from './symmetry.ts';
import { TableTop } from './table-top.ts';
import { namedBy, type World } from './world.ts';

/** A state whose deeds have yet to be done: all of the machine, and what the specification knows of it. */
interface Waiting {
  readonly number: number;
  readonly depth: number;
  readonly stand: SavedStand;
  readonly known: SavedSpecification;
}

/** Where a state came from: the state before, and the deed. */
interface Way {
  readonly from: number;
  readonly deed: number;
}

/**
 * Does everything that can be done in every state of a world, as `Search` does, and has the executable specification follow: of each deed it says
 * whether it has to be refused and why, or what comes of it. The specification knows machines as they are, with the handles and names that everybody has
 * there, so each state waits as a whole; and every deed is done.
 */
export class SpecifiedSearch {
  private readonly world: World;
  private readonly top: TableTop;
  private readonly lab: Lab;
  private readonly known: Fingerprints = new Fingerprints();
  private readonly ways: Way[] = [];
  private readonly waiting: Waiting[] = [];
  private next = 0;
  private depth = 0;
  private edges = 0;
  private readonly rules: Map<string, number> = new Map();
  /** The moves of each deed, under each symmetry. */
  private readonly moves: (readonly (readonly Move[])[])[] = [];
  /** The state whose deeds are done: as it stands for others, as it was read; and what was found after a deed. */
  private readonly state: Uint16Array;
  private readonly read: Uint16Array;
  private readonly found: Uint16Array;

  constructor(world: World) {
    this.world = world;
    this.top = new TableTop(world);
    const { stand } = this.top;
    this.lab = new Lab(world.machine, { model: true }, stand);
    this.state = this.top.blank();
    this.read = this.top.blank();
    this.found = this.top.blank();
    for (const move of world.setup) {
      const breach = this.lab.step(move);
      if (breach !== undefined) throw new Error(`${world.name}: ${breach.problem}`);
    }
    this.top.portrait.read(this.read);
    this.top.canonical.find(this.read, this.found);
    this.add({ from: 0, deed: 0 }, 0);
  }

  /** What was met so far. `bytes` leaves out the states that wait. */
  get met(): Met {
    const { known, edges, depth, rules, waiting, next, lab } = this;
    const left = waiting.length - next;
    return { states: known.size, edges, known: 0, calls: lab.calls, depth, left, bytes: known.bytes, rules };
  }

  /** Does the deeds of so many states. */
  advance(states: number): Progress {
    for (let count = states; count > 0; count--) {
      if (this.next === this.waiting.length) return 'closed';
      const found = this.expand(this.waiting[this.next]);
      if (found !== undefined) return found;
      // It is known by its fingerprint from now on.
      delete this.waiting[this.next++];
    }
    return 'more';
  }

  private expand(waiting: Waiting): Progress | undefined {
    const { top, world, state, read } = this;
    this.putBack(waiting);
    top.portrait.read(read);
    const symmetry = top.canonical.find(read, state);
    const transactions = this.name(symmetry);
    this.depth = waiting.depth;
    for (const [deed, moves] of this.movesUnder(symmetry).entries()) {
      if (namedBy(world.deeds[deed]) >= transactions) continue;
      const breach = this.take(moves, { from: waiting.number, deed }, waiting.depth);
      if (breach !== undefined) return { breach, path: [...this.pathTo(waiting.number), deed] };
      this.putBack(waiting);
    }
    return undefined;
  }

  private putBack({ stand, known }: Waiting): void {
    this.top.stand.restore(stand);
    this.lab.beside?.restore(known);
  }

  /** Names the transactions of the state that was read by their places in the one that stands for it. Returns how many there are. */
  private name(symmetry: number): number {
    const { stand, portrait, canonical } = this.top;
    const { transactions } = stand.built.spmc.state;
    const order = canonical.orderOf(symmetry, this.read);
    for (const [place, at] of order.entries()) {
      const row = portrait.rows[at];
      stand.nameHandle(place, row, transactions.highOf(row));
      if (portrait.vms !== undefined) stand.vms?.nameHandle(place, portrait.vms.handleOf(row));
    }
    return order.length;
  }

  /** The moves of all deeds where everybody has the place that a symmetry takes them from. */
  private movesUnder(symmetry: number): readonly (readonly Move[])[] {
    const { world, top } = this;
    const back = inverse(top.symmetries[symmetry].swap);
    this.moves[symmetry] ??= world.deeds.map((deed) => movesOf(world, swapped(deed, back)));
    return this.moves[symmetry];
  }

  /** Does a deed. */
  private take(moves: readonly Move[], way: Way, depth: number): Breach | undefined {
    const { lab, top } = this;
    for (const [index, move] of moves.entries()) {
      // The same handle comes of many deeds, because each begins in the same state.
      lab.checker.books.handles.clear();
      const breach = lab.step(move);
      if (breach !== undefined) return breach;
      if (lab.outcome?.made !== true) return undefined;
      if (index === 0) this.edges++;
      const { rule } = lab.outcome;
      if (rule === undefined) continue;
      this.rules.set(rule, (this.rules.get(rule) ?? 0) + 1);
      break;
    }
    for (const by of top.stand.vms?.actors.keys() ?? []) {
      const breach = lab.step({ do: 'hear', by });
      if (breach !== undefined) return breach;
    }
    return this.arrive(way, depth);
  }

  /** Finds out which state a deed has led to. */
  private arrive(way: Way, depth: number): Breach | undefined {
    const { top, read, found, state, lab } = this;
    const problem = top.portrait.read(read);
    if (problem !== undefined) throw new Error(`${this.world.name}: ${problem}`);
    top.canonical.find(read, found);
    if (found.every((part, at) => part === state[at])) return undefined;
    if (!this.add(way, depth + 1)) return undefined;
    for (const { page, pages } of top.groups) lab.checker.books.told.fill(1, page, page + pages);
    return lab.audit();
  }

  /** Adds the state that was found, if it is new. */
  private add(way: Way, depth: number): boolean {
    if (!this.known.add(this.found)) return false;
    const known = this.lab.beside?.save();
    if (known === undefined) throw new Error('there is no specification');
    this.waiting.push({ number: this.ways.push(way) - 1, depth, stand: this.top.stand.save(), known });
    return true;
  }

  /** The deeds that lead to a state. */
  private pathTo(state: number): readonly number[] {
    const path: number[] = [];
    for (let at = state; at !== 0; at = this.ways[at].from) path.push(this.ways[at].deed);
    return path.reverse();
  }
}
