import { Checker } from '../invariants/checker.ts';
import { type Counts, count, countsOf } from '../invariants/counts.ts';
import type { Breach, Invariant } from '../invariants/invariant.ts';
import { givesUpSend } from '../invariants/moves.ts';
import { INVARIANTS } from '../invariants/registry.ts';
import { thrown } from '../lab.ts';
import type { Move } from '../move.ts';
import type { Outcome } from '../outcome.ts';
import { movesOf } from './compile.ts';
import type { Deed } from './deeds.ts';
import { Fingerprints } from './fingerprints.ts';
import { Records16 } from './records.ts';
import { Refusals } from './refusals.ts';
import { TableTop } from './table-top.ts';
import { namedBy, type World } from './world.ts';

/** What was met so far. */
export interface Met {
  /** States that differ by more than who is called what. */
  readonly states: number;
  /** Deeds that were done in a state, whether or not they led to another, and those that are known to be refused there. */
  readonly edges: number;
  /** Of these, deeds that were not done because they had been refused before in the same circumstances. */
  readonly known: number;
  /** Calls that were made. */
  readonly calls: number;
  /** The most deeds that any state is away from the beginning. */
  readonly depth: number;
  /** States whose deeds have not been done. */
  readonly left: number;
  /** Bytes that all of this takes. */
  readonly bytes: number;
  /** How often calls were refused under each rule. */
  readonly rules: ReadonlyMap<string, number>;
}

/** Something that does not hold, and the shortest way to it. */
export interface Shortest {
  readonly breach: Breach;
  /** Deeds by their places in the list of the world. */
  readonly path: readonly number[];
}

export interface SearchOptions {
  /** How many bytes it may take. */
  readonly most?: number;
  /** Whether a deed that was refused is not done again in the same circumstances (refusals.ts). */
  readonly remembers?: boolean;
}

/** How a search stands: whether all states are known, and what was found. */
export type Progress = 'more' | 'closed' | 'full' | Shortest;

interface Edge {
  /** The place in the state of the transaction that it names; -1 where it names none. */
  readonly of: number;
  readonly moves: readonly Move[];
  /** Its place among the deeds that name what it names; -1 where other pages than those of the transaction decide as well. */
  readonly among: number;
}

/** Of the deeds that are known to be refused one in so many is done nevertheless. */
const DOUBT = 127;

/** Whatever a refusal does not depend on must not change it. */
const REFUSED_ALIKE: Invariant = {
  number: 0,
  id: 'refused-alike',
  what: 'A call that was refused is refused again, under the same rule, where endpoints, counts and what it names are the same.',
  source: 'requirements QE1',
};

/** Words of a record of where a state came from: the state before as two halves, and the deed. */
const CAME = 3;

/**
 * Does everything that can be done in every state of a world that can be reached, breadth first, until there is no new state. What has to hold
 * is looked at after each deed; all of it in each new state.
 */
export class Search {
  private readonly top: TableTop;
  private readonly checker: Checker;
  private readonly edges: readonly Edge[];
  private readonly known: Fingerprints = new Fingerprints();
  private readonly came: Records16 = new Records16(CAME);
  /** States whose deeds have yet to be done: of this depth from `next` on, and of the next one. */
  private level: Records16;
  private following: Records16;
  private next = 0;
  /** The number of the first state of this level. */
  private firstOfLevel = 0;
  private depth = 0;
  private done = 0;
  private calls = 0;
  private readonly rules: Map<string, number> = new Map();
  private readonly refusals: Refusals | undefined;
  private skipped = 0;
  /** How much there was of everything in the state, and before a later move of the same deed. */
  private readonly before: Counts;
  private readonly between: Counts;
  private readonly most: number;
  private readonly state: Uint16Array;
  private readonly read: Uint16Array;
  private readonly found: Uint16Array;
  private readonly way: Uint16Array = new Uint16Array(CAME);

  constructor(world: World, { most = Number.POSITIVE_INFINITY, remembers = true }: SearchOptions = {}) {
    this.top = new TableTop(world);
    this.most = most;
    const { stand } = this.top;
    this.checker = new Checker(stand);
    this.before = countsOf(stand);
    this.between = countsOf(stand);
    this.edges = edgesOf(world);
    const countOf = (place: number) => this.edges.filter(({ of }) => of === place).length;
    this.refusals = remembers ? new Refusals(this.top.portrait.shape, countOf(-1), countOf(0)) : undefined;
    this.state = this.top.blank();
    this.read = this.top.blank();
    this.found = this.top.blank();
    this.level = new Records16(this.state.length);
    this.following = new Records16(this.state.length);
    for (const move of world.setup) stand.make(move);
    const problem = this.top.portrait.read(this.read);
    if (problem !== undefined) throw new Error(`${world.name}: ${problem}`);
    this.top.canonical.find(this.read, this.found);
    this.add(0, 0);
    this.turnOver();
    this.firstOfLevel = 0;
    this.depth = 0;
  }

  /** What was met so far. */
  get met(): Met {
    return {
      states: this.known.size,
      edges: this.done + this.skipped,
      known: this.skipped,
      calls: this.calls,
      depth: this.depth,
      left: this.level.length - this.next + this.following.length,
      bytes: this.bytes,
      rules: this.rules,
    };
  }

  /** Does the deeds of so many states. */
  advance(states: number): Progress {
    for (let left = states; left > 0; left--) {
      if (this.next === this.level.length) {
        if (this.following.length === 0) return 'closed';
        this.turnOver();
      }
      const found = this.expand(this.next++);
      if (found !== undefined) return found;
      if (this.bytes > this.most) return 'full';
    }
    return 'more';
  }

  private get bytes(): number {
    const { known, came, level, following, refusals } = this;
    return known.bytes + came.bytes + level.bytes + following.bytes + (refusals?.bytes ?? 0);
  }

  /** Does all deeds of a state of this level. */
  private expand(place: number): Shortest | undefined {
    const { top, state, edges } = this;
    this.level.get(place, state);
    top.put(state);
    count(top.stand, this.before);
    const transactions = top.transactionsIn(state);
    this.refusals?.turnTo(state, top.holders, transactions);
    for (let edge = 0; edge < edges.length; edge++) {
      if (edges[edge].of >= transactions || this.isKnown(edges[edge])) continue;
      const breach = this.take(edges[edge], this.firstOfLevel + place, edge);
      if (breach !== undefined) return { breach, path: [...this.pathTo(this.firstOfLevel + place), edge] };
    }
    return undefined;
  }

  /** Whether a deed need not be done, because it is known to be refused. */
  private isKnown({ of, among }: Edge): boolean {
    const doubted = (this.skipped + this.done) % DOUBT === 0;
    const rule = doubted || among < 0 ? undefined : this.refusals?.ruleOf(of, among);
    if (rule === undefined) return false;
    this.skipped++;
    this.tally(rule);
    return true;
  }

  /** Notes under which rule a deed was refused, if it was. Returns what is wrong where it was refused otherwise before. */
  private compare({ of, among }: Edge, rule: string | undefined): Breach | undefined {
    const { refusals } = this;
    if (refusals === undefined || among < 0) return undefined;
    const before = refusals.ruleOf(of, among);
    if (before === undefined && rule !== undefined) refusals.add(of, among, rule);
    if (before === undefined || before === rule) return undefined;
    const now = rule === undefined ? 'not refused' : `refused under ${rule}`;
    const problem = `what was refused under ${before} is ${now}, and only what should not matter is different`;
    return { invariant: REFUSED_ALIKE, problem };
  }

  private tally(rule: string): void {
    this.rules.set(rule, (this.rules.get(rule) ?? 0) + 1);
  }

  /** Does a deed, and puts the state back. */
  private take(deed: Edge, from: number, edge: number): Breach | undefined {
    const { top } = this;
    const { moves } = deed;
    let refused: string | undefined;
    for (let index = 0; index < moves.length && refused === undefined; index++) {
      const move = moves[index];
      if (index > 0) count(top.stand, this.between);
      let outcome: Outcome;
      try {
        outcome = top.stand.make(move);
      } catch (error) {
        return thrown(error);
      }
      if (!outcome.made) return undefined;
      if (index === 0) this.done++;
      if (move.do === 'call') this.calls++;
      refused = outcome.rule;
      if (refused !== undefined) this.tally(refused);
      const unchanged = refused !== undefined && index === 0 && top.isAsPut();
      const otherwise = index === 0 ? this.compare(deed, unchanged ? refused : undefined) : undefined;
      if (otherwise !== undefined || unchanged) return otherwise;
      const breach = this.check(move, outcome, index === 0);
      if (breach !== undefined) return breach;
    }
    const breach = this.arrive(from, edge, moves.length === 1 ? refused : undefined);
    top.putBack();
    return breach;
  }

  /** What has to hold after a move that may have changed something. */
  private check(move: Move, outcome: Outcome, isFirst: boolean): Breach | undefined {
    const { checker, top } = this;
    const before = isFirst ? this.before : this.between;
    // The same handle comes of many deeds, because each begins in the same state.
    checker.books.handles.clear();
    const breach = checker.after({ move, outcome, before, disagreement: undefined });
    if (breach !== undefined) return breach;
    const page = isFirst ? top.untold() : -1;
    if (page < 0) return undefined;
    return {
      invariant: invariantNamed('only-what-is-named'),
      problem: `page 0x${page.toString(16)} changes untold`,
    };
  }

  /** Finds out which state a deed has led to. */
  private arrive(from: number, edge: number, refused: string | undefined): Breach | undefined {
    const { top, read, found, checker } = this;
    const problem = top.portrait.read(read);
    if (problem !== undefined) return { invariant: invariantNamed('pages-stay-what-they-are'), problem };
    top.canonical.find(read, found);
    if (isSame(found, this.state)) return undefined;
    if (refused !== undefined && !givesUpSend(refused, checker.books))
      return {
        invariant: invariantNamed('refused-changes-nothing'),
        problem: `${refused} is answered, and something changes`,
      };
    if (!this.add(from, edge)) return undefined;
    top.checkStill();
    for (const { page, pages } of top.groups) checker.books.told.fill(1, page, page + pages);
    return checker.audit();
  }

  /** Adds the state that was found, if it is new. */
  private add(from: number, edge: number): boolean {
    if (!this.known.add(this.found)) return false;
    this.following.push(this.found);
    this.way[0] = from & 0xffff;
    this.way[1] = from >>> 16;
    this.way[2] = edge;
    this.came.push(this.way);
    return true;
  }

  private turnOver(): void {
    this.firstOfLevel += this.level.length;
    [this.level, this.following] = [this.following, this.level];
    this.following.clear();
    this.next = 0;
    this.depth++;
  }

  /** The deeds that lead to a state. */
  private pathTo(state: number): readonly number[] {
    const path: number[] = [];
    for (let at = state; at !== 0; at = this.way[0] + this.way[1] * 0x1_0000) {
      this.came.get(at, this.way);
      path.push(this.way[2]);
    }
    return path.reverse();
  }
}

/** Deeds that add pages to what they name: it depends on those, too, whether they are refused. */
const ALSO_OF_OTHERS: ReadonlySet<Deed['do']> = new Set(['fragment', 'rm-append']);

function edgesOf(world: World): readonly Edge[] {
  const counts = new Map<number, number>();
  return world.deeds.map((deed) => {
    const of = namedBy(deed);
    const among = counts.get(of) ?? 0;
    counts.set(of, among + 1);
    return { of, moves: movesOf(world, deed), among: ALSO_OF_OTHERS.has(deed.do) ? -1 : among };
  });
}

function invariantNamed(id: string) {
  const found = INVARIANTS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no invariant ${id}`);
  return found;
}

function isSame(one: Uint16Array, other: Uint16Array): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
