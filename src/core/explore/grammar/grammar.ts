import { isSecureLevel } from '../../board/machine.ts';
import { pageOf } from '../../memory/pages.ts';
import type { AskMove, CallMove, HearMove, Move, PacketMove } from '../move.ts';
import type { Outcome } from '../outcome.ts';
import { Random } from '../random.ts';
import type { Stand } from '../stand.ts';
import { anyCall } from './any-call.ts';
import { discoveryMove, fillsRx, startOfOthers } from './discovery-moves.ts';
import {
  fetchMove,
  fragmentMove,
  reclaimMove,
  relinquishMove,
  retrieveMove,
  sendMove,
} from './memory-moves.ts';
import { type Bond, bellMove, learnBond, letterMove } from './message-moves.ts';
import { ID } from './parcel-bytes.ts';
import { parcelMove } from './parcel-moves.ts';
import { Parcels } from './parcels.ts';
import { areUsers, permissionMove } from './permission-moves.ts';
import { endOfFirstRun, madeBy, processorMove, workMove } from './processor-moves.ts';
import { enumerates, resourceMove, restOf } from './resource-moves.ts';
import { Sendings } from './sendings.ts';
import { spoil } from './spoil.ts';

/** What may happen on a walk beside calls. */
export interface Temper {
  /** Of a hundred calls, so many have something spoilt. */
  readonly hostility: number;
  /** Interrupts, deaths, memory that goes away, buffers that change while they are read, tables that are full. */
  readonly faults: boolean;
  /** Partitions act on their first contexts only, however many they have. */
  readonly firstContexts?: boolean;
}

/** What kinds of calls there are, and how often each is made. */
type Kind =
  | 'send'
  | 'fragment'
  | 'retrieve'
  | 'relinquish'
  | 'reclaim'
  | 'fetch'
  | 'release'
  | 'map'
  | 'bell'
  | 'letter'
  | 'processor'
  | 'permission'
  | 'discovery'
  | 'resources'
  | 'any';

const WEIGHTS: Readonly<Record<Kind, number>> = {
  send: 24,
  fragment: 10,
  retrieve: 20,
  relinquish: 14,
  reclaim: 12,
  fetch: 3,
  release: 9,
  map: 1,
  bell: 9,
  letter: 5,
  processor: 12,
  permission: 9,
  discovery: 4,
  resources: 2,
  any: 7,
};

/** Each kind as often as it is made. Where no partition is at S-EL0 there is next to nothing to be said about permissions. */
function kindsOn({ spec }: Stand): readonly Kind[] {
  const kinds = Object.keys(WEIGHTS) as Kind[];
  return kinds
    .filter((kind) => kind !== 'permission' || areUsers(spec))
    .flatMap((kind) => Array.from({ length: WEIGHTS[kind] }, () => kind));
}

/** w1 to w4: what calls about memory look at. */
const ARGUMENTS = 4;
const TOO_LONG: readonly number[] = [0x1_0010, 0x1_0010];

/**
 * Thinks of the next move: calls of every kind, most of which could succeed, some nearly right, some not at all. It is told what came of each,
 * so that later moves build on earlier ones. The same seed on the same machine thinks of the same moves.
 */
export class Grammar {
  readonly random: Random;
  readonly stand: Stand;
  readonly temper: Temper;
  readonly sendings: Sendings = new Sendings();
  readonly parcels: Parcels = new Parcels();
  /** Whether a hypervisor stands between guests and the manager. */
  readonly mediated: boolean;
  private readonly kinds: readonly Kind[];
  /** Notifications that were bound. */
  readonly bonds: Bond[] = [];
  private made = 0;
  /** Moves that have to come first, in turn. */
  private readonly ahead: Move[] = [];

  constructor(stand: Stand, temper: Temper, seed: number, walk: number) {
    this.stand = stand;
    this.temper = temper;
    this.random = new Random(seed, walk);
    for (let by = 0; by < stand.actors.length; by++) this.ahead.push(...this.beginning(by));
    this.mediated = stand.spec.mediator !== undefined;
    this.kinds = kindsOn(stand);
  }

  /** Whether something is to be wrong with what is made next. */
  get isHostile(): boolean {
    return this.random.below(100) < this.temper.hostility;
  }

  /** A number that no move had before. */
  get serial(): number {
    return this.made;
  }

  next(): Move {
    this.made++;
    const first = this.ahead.shift();
    if (first !== undefined) return first;
    const { random, temper } = this;
    if (temper.faults && random.oneIn(40)) return this.fault();
    if (this.mediated && random.oneIn(40)) return this.time();
    if (random.oneIn(50)) return { do: 'fill', by: this.anybody(), page: this.anyPage() };
    const work = workMove(this);
    if (work !== undefined) return work.do === 'call' ? this.widened(work) : work;
    const { vms } = this.stand;
    if (vms !== undefined && random.oneIn(2)) return this.asked(parcelMove(this, vms));
    const move = this.call(random.pick(this.kinds));
    return this.seated(this.widened(this.harm(this.isHostile ? this.spoilt(move) : move)));
  }

  /** Hears what came of a move. */
  learn(move: Move, { made, rule, answered, answer }: Outcome): void {
    if (move.do === 'create' && made) this.ahead.push(...this.beginning(move.by));
    if (move.do === 'ask') this.learnParcel(move, rule);
    if (move.do !== 'call' || !answered) return;
    const { as, handle } = move;
    const call = move.words[0] & 0xff;
    if (rule !== undefined) {
      // Handles of sends that failed, and of those that are over, are used now and then all the same.
      const over = as ?? (call === 0x7b || rule.endsWith('/unknown-handle') ? handle?.of : undefined);
      if (over !== undefined && !this.random.oneIn(20)) this.sendings.forget(over);
      return;
    }
    learnBond(this.bonds, move.words);
    const same = madeBy(this.stand.whoMakes(move));
    const fills = answer[0] === 0x8400_0075 || answer[0] === 0x8400_007b || fillsRx(move) || enumerates(move);
    if (fills) this.ahead.push({ do: 'call', ...same, words: [0x8400_0065] });
    // w2 bytes have not been told of.
    if (enumerates(move) && answer[4] > 0) this.ahead.push(...restOf(this, { ...move, ...same }));
    // It may be complete now: then there is more to tell than RX has room for.
    if (call === 0x7b && handle !== undefined && this.sendings.find(handle.of)?.isLong === true)
      this.ahead.push(resourceMove(this));
    // The response did not fit into RX: w1 bytes in all, w2 of them so far.
    if (answer[0] === 0x8400_0075 && answer[2] > answer[4] && handle !== undefined)
      this.ahead.push({ do: 'call', ...same, words: [0x8400_007a, 0, 0, answer[4]], handle });
    if (call === 0x77 && handle !== undefined && !this.random.oneIn(10)) this.sendings.forget(handle.of);
  }

  anybody(): number {
    return this.random.below(this.stand.actors.length);
  }

  /** A page: somebody's as a rule, for a machine may have more holes than memory. */
  private anyPage(): number {
    const { random, stand } = this;
    if (random.oneIn(8)) return random.below(stand.memory.pages);
    const { base, pages } = random.pick(random.pick(stand.spec.partitions).memory);
    return pageOf(base) + random.below(pages);
  }

  /** The FF-A version of a partition. */
  versionOf(by: number): number {
    const { manager, slot } = this.stand.actors[by];
    return manager.endpoints.version[slot];
  }

  /** The place of the endpoint with an id; -1 for an id that nobody has. */
  placeOf(id: number): number {
    return this.stand.actors.findIndex((actor) => actor.id === id);
  }

  private call(kind: Kind): CallMove {
    switch (kind) {
      case 'send':
        return sendMove(this);
      case 'fragment':
        return fragmentMove(this);
      case 'retrieve':
        return retrieveMove(this);
      case 'relinquish':
        return relinquishMove(this);
      case 'reclaim':
        return reclaimMove(this);
      case 'fetch':
        return fetchMove(this);
      case 'release':
        return { do: 'call', by: this.anybody(), words: [0x8400_0065] };
      case 'map':
        return this.remap(this.anybody());
      case 'bell':
        return bellMove(this);
      case 'letter':
        return letterMove(this);
      case 'processor':
        return processorMove(this);
      case 'permission':
        return permissionMove(this);
      case 'discovery':
        return discoveryMove(this);
      case 'resources':
        return resourceMove(this);
      default:
        return anyCall(this);
    }
  }

  /** Of a request something may be spoilt, or the ledger be full. */
  private asked(move: AskMove | PacketMove | HearMove): Move {
    const { random, temper } = this;
    if (move.do !== 'ask') return move;
    if (temper.faults && random.oneIn(30)) return { ...move, starve: random.below(4) };
    if (!this.isHostile || random.oneIn(2)) return move;
    if (random.oneIn(4)) return { ...move, by: random.below(this.stand.vms?.actors.length ?? 1) };
    if (random.oneIn(12)) return { ...move, id: 0x5100_0010 + random.below(16) };
    if (random.oneIn(4))
      return random.oneIn(2)
        ? { ...move, payload: move.payload.slice(0, random.below(move.payload.length)) }
        : { ...move, payload: [...move.payload, 0, 0] };
    if (move.parcel !== undefined && random.oneIn(4))
      return { ...move, parcel: { ...move.parcel, twist: 1 + random.below(3) } };
    return { ...move, payload: spoil(move.payload, random).map((byte) => byte & 0xff) };
  }

  /** Handles that lead nowhere are used now and then all the same. */
  private learnParcel({ as, id, parcel }: AskMove, rule: string | undefined): void {
    const failed = rule === undefined ? undefined : as;
    const gone =
      rule?.endsWith('/handle') === true || (rule === undefined && id === ID.RECLAIM)
        ? parcel?.of
        : undefined;
    const over = failed ?? gone;
    if (over !== undefined && !this.random.oneIn(12)) this.parcels.forget(over);
  }

  /** Something about a call is not as it should be. */
  private spoilt(move: CallMove): CallMove {
    const { random } = this;
    if (move.tx !== undefined && !random.oneIn(4)) return { ...move, tx: spoil(move.tx, random) };
    if (move.handle !== undefined && random.oneIn(3))
      return { ...move, handle: { ...move.handle, twist: 1 + random.below(3) } };
    if (random.oneIn(3)) return { ...move, by: this.anybody() };
    const [id, ...given] = move.words;
    // Longer than any TX here, and in agreement with itself.
    if (move.tx !== undefined && random.oneIn(6))
      return { ...move, words: [id, ...TOO_LONG, ...given.slice(2)] };
    const all = Array.from({ length: ARGUMENTS }, (_, index) => given[index] ?? 0);
    return { ...move, words: [id, ...spoil(random.oneIn(2) ? given : all, random)] };
  }

  /** One of the contexts of whoever calls does: one that can, as a rule. */
  private seated(move: CallMove): CallMove {
    const { random, stand, mediated, temper } = this;
    const contexts = stand.contexts[move.by];
    if (contexts.length === 1 || mediated || temper.firstContexts) return move;
    const able = contexts.filter((each) => stand.canCall(each));
    return { ...move, ...madeBy(random.pick(able.length === 0 ? contexts : able)) };
  }

  private harm(move: CallMove): CallMove {
    if (!this.temper.faults || !this.random.oneIn(20)) return move;
    return this.random.oneIn(2) ? { ...move, rewrite: true } : { ...move, starve: this.random.below(4) };
  }

  /** Something stands in the upper halves of registers, at times in all of them. */
  private widened(move: CallMove): CallMove {
    const { random } = this;
    if (!random.oneIn(15)) return move;
    const count = Math.max(ARGUMENTS, move.words.length - 1);
    const all = random.oneIn(2);
    const uppers = Array.from({ length: count }, () => (all || random.oneIn(count) ? random.next() : 0));
    return { ...move, uppers };
  }

  /** Time passes for a hypervisor, or one of its guests begins anew, if it may. */
  private time(): Move {
    const { random, stand } = this;
    const gone = stand.actors.flatMap((actor, by) => (stand.isAlive(actor) ? [] : [by]));
    return gone.length === 0 || random.oneIn(2) ? { do: 'tick' } : { do: 'create', by: random.pick(gone) };
  }

  private fault(): Move {
    const { random, stand } = this;
    const page = this.anyPage();
    const kind = random.below(20);
    if (kind === 0) return { do: 'die', by: 1 + random.below(stand.actors.length - 1) };
    if (kind < 5) return { do: 'preempt', by: this.anybody() };
    if (kind < 12) this.ahead.push({ do: 'back', page });
    return { do: 'away', page };
  }

  /** What a driver does first: a version, and buffers; then a secure one waits, as a rule. */
  private beginning(by: number): Move[] {
    const { random, stand } = this;
    const version = 0x1_0000 + random.below(4);
    const { level, contexts } = stand.spec.partitions[by];
    const waits = isSecureLevel(level) ? endOfFirstRun(random, by, level) : [];
    const others = isSecureLevel(level) && contexts > 1 ? [startOfOthers(by)] : [];
    return [{ do: 'call', by, words: [0x8400_0063, version] }, this.mapping(by), ...others, ...waits];
  }

  private remap(by: number): CallMove {
    if (this.random.oneIn(3)) return this.mapping(by);
    this.ahead.push(this.mapping(by));
    return { do: 'call', by, words: [0x8400_0067] };
  }

  /** Buffers where the machine has them, or at any other place. */
  private mapping(by: number): CallMove {
    const { random, stand } = this;
    const { buffers } = stand.spec.partitions[by];
    const any = () => this.anyPage() * 0x1000;
    const usual = buffers !== undefined && !random.oneIn(20);
    const words = usual ? [buffers.tx, buffers.rx, buffers.pages] : [any(), any(), random.below(4)];
    return { do: 'call', by, words: [0x8400_0066, ...words] };
  }
}
