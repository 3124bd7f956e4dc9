import { ownerOf, transactionOf } from '../memory/page-word.ts';
import { CONTEXT } from '../spmc/contexts.ts';
import { RX } from '../spmc/endpoints.ts';
import { deepCopy } from './deep-copy.ts';
import { GunyahBeside } from './gunyah-beside.ts';
import { SOURCES, wordsOf } from './model/bells.ts';
import type { Answer, Expected } from './model/call.ts';
import { type Context, contextText } from './model/contexts.ts';
import { RESOURCE_MANAGER } from './model/gunyah/state.ts';
import { Model } from './model/model.ts';
import { type Endpoint, type Mailbox, rightsTo, type World } from './model/state.ts';
import type { Move } from './move.ts';
import type { Actor, Outcome } from './outcome.ts';
import type { Stand } from './stand.ts';
import type { VmActor } from './vm-stand.ts';
import { worldOf } from './world-of.ts';

const NO_MEMORY = 'NO_MEMORY' as const;

/** A copy of what the specification knows of a machine. */
export interface SavedSpecification {
  readonly world: World;
}

/** The executable specification beside a stand: it is told what happens there, and compares. */
export class ModelBeside {
  readonly stand: Stand;
  model: Model;
  private gunyah: GunyahBeside | undefined;
  /** Whoever can own memory or use it, by name. */
  private readonly parties: ReadonlyMap<number, string>;
  private expected: Expected | undefined;
  private caller: Endpoint | undefined;
  /** What stands in somebody's TX. The caller's is what was read of it for the call: it may change all the while. */
  private readonly txOf = (id: number): DataView | undefined => {
    if (id === this.caller?.id) return this.tx;
    const actor = this.stand.actors.find((each) => each.id === id);
    return actor && this.stand.txNow(actor);
  };
  private readonly rxOf = (id: number): DataView | undefined => {
    const actor = this.stand.actors.find((each) => each.id === id);
    return actor && this.stand.rxNow(actor);
  };
  private context: Context | undefined;
  private asked: Uint32Array = new Uint32Array(0);
  private tx: DataView | undefined;

  constructor(stand: Stand) {
    this.stand = stand;
    this.parties = new Map([...stand.built.parties].map(([name, party]) => [party, name]));
    this.model = new Model(worldOf(stand));
    this.gunyah = gunyahBeside(stand, this.model);
  }

  /** Another walk begins. What was met of the specification stays met. */
  reset(): void {
    this.turnTo(worldOf(this.stand));
  }

  /** A copy of what the specification knows of the machine. */
  save(): SavedSpecification {
    return { world: deepCopy(this.model.world) };
  }

  /** Puts a copy back. */
  restore({ world }: SavedSpecification): void {
    this.turnTo(deepCopy(world));
  }

  private turnTo(world: World): void {
    this.model = new Model(world, this.model.coverage);
    this.gunyah = gunyahBeside(this.stand, this.model);
  }

  /** The rule that the specification has the last call or request refused for; undefined when it has to succeed, or may. */
  wanted(move: Move): string | undefined {
    if (move.do === 'ask') return this.gunyah?.wanted;
    return this.expected?.reasons.find(({ may }) => may !== true)?.rule;
  }

  /** What a page has to be now: its owner, and what each partition may do with it. */
  pageNow(page: number): { readonly owner: string; readonly access: Readonly<Record<string, number>> } {
    const { world } = this.model;
    const access = [...this.parties.values()]
      .filter((name) => name !== RESOURCE_MANAGER)
      .map((name) => [name, rightsTo(world, name, page)] as const);
    return { owner: world.pages.get(page)?.owner ?? '', access: Object.fromEntries(access) };
  }

  /** A call is about to be made. */
  before(actor: Actor, asked: Uint32Array): void {
    const caller = this.model.world.endpoints.get(actor.id);
    const context = caller?.contexts[actor.vcpu];
    this.caller = caller;
    this.context = context;
    this.asked = asked;
    this.tx = this.stand.txAsCalled();
    if (caller !== undefined && context !== undefined)
      this.expected = this.model.expect({
        ...{ caller, context },
        registers: asked,
        tx: this.tx,
        txOf: this.txOf,
      });
  }

  /** Packets are about to be sent. */
  beforeAsk(vm: VmActor, packets: readonly Uint8Array[]): void {
    this.gunyah?.before(vm, packets);
  }

  /** What the specification has against what came of a move. */
  after(move: Move, outcome: Outcome): string | undefined {
    const wrong = this.happened(move, outcome) ?? this.rested(outcome) ?? this.compare();
    // What one move cleared may be written in the next.
    this.model.changes.forget();
    return wrong;
  }

  /** Everything, everywhere: owners and rights of all pages, and all that is live. */
  audit(): string | undefined {
    const { world } = this.model;
    const live = this.stand.built.spmc.state.endpoints.sent[0];
    if (live !== world.transactions.size)
      return `there are ${live} transactions, and have to be ${world.transactions.size}`;
    for (let page = 0; page < world.end; page++) {
      const wrong = this.comparePage(page);
      if (wrong !== undefined) return wrong;
    }
    return this.compareBells() ?? this.gunyah?.compare();
  }

  /** What is pending for whom. */
  private compareBells(): string | undefined {
    const { notifications: n } = this.stand.built.spmc.state;
    for (const { name, id, slot } of this.stand.actors) {
      const bells = this.model.world.endpoints.get(id)?.bells;
      if ((n.enabled[slot] === 1) !== (bells !== undefined))
        return `${name} ${bells === undefined ? 'has' : 'lacks'} notifications`;
      const found = [n.fromSecure, n.fromNormal, n.fromFramework].flatMap((words) => [
        ...words.subarray(2 * slot, 2 * slot + 2),
      ]);
      const wanted = SOURCES.flatMap((source) => wordsOf(bells?.pending[source] ?? []));
      if (found.join() !== wanted.join())
        return `pending for ${name} are ${found.join(' ')}, and have to be ${wanted.join(' ')}`;
    }
    return undefined;
  }

  /** What the board does after a move. */
  private rested({ made, interrupts }: Outcome): string | undefined {
    if (!made) return undefined;
    const due = this.model.rest();
    if (interrupts !== undefined && interrupts !== due)
      return `the scheduler is ${interrupts ? '' : 'not '}interrupted, and ${due ? 'has to' : 'must not'} be`;
    return this.compareContexts() ?? this.compareMailboxes();
  }

  private happened(move: Move, outcome: Outcome): string | undefined {
    const { model, stand } = this;
    switch (move.do) {
      case 'call':
        return outcome.made ? this.called(outcome, move.starve !== undefined) : undefined;
      case 'die':
        if (!outcome.made) return undefined;
        return model.die(stand.actors[move.by].id, this.answerOf(outcome)) ?? this.gunyah?.compare();
      case 'preempt':
        return outcome.made ? model.interrupt(stand.whoMakes(move), this.answerOf(outcome)) : undefined;
      case 'away':
        model.world.away.add(move.page);
        return undefined;
      case 'back':
        model.world.away.delete(move.page);
        return undefined;
      case 'ask':
      case 'packet':
        return outcome.exchange && this.gunyah?.after(outcome.exchange);
      case 'hear': {
        const vm = stand.vms?.actors[move.by];
        return vm && stand.vms && this.gunyah?.heard(vm, stand.vms.hear(vm));
      }
      default:
        return undefined;
    }
  }

  /** `starved` says that the manager was made to run out of room. */
  private called(outcome: Outcome, starved: boolean): string | undefined {
    const { model, expected, caller, context } = this;
    const { rule } = outcome;
    if (expected === undefined || caller === undefined || context === undefined) return undefined;
    const call = { caller, context, registers: this.asked, tx: this.tx, txOf: this.txOf };
    const wider =
      starved && rule !== undefined
        ? { ...expected, allowed: [...expected.allowed, { rule, status: NO_MEMORY }] }
        : expected;
    return model.happen(call, wider, this.answerOf(outcome));
  }

  /** What came of a move, as the specification sees it. */
  private answerOf({ actor, answer, answered, rule, next }: Outcome): Answer {
    const fills = answered && rule === undefined && (answer[0] === 0x8400_0075 || answer[0] === 0x8400_007b);
    const rx = fills && actor !== undefined ? this.stand.rxNow(actor) : undefined;
    return { refused: rule, registers: answer, to: this.contextOf(next), rx, rxOf: this.rxOf };
  }

  /** A context of the manager's, as the specification knows it. */
  private contextOf(context: number): Context | undefined {
    const { contexts, endpoints } = this.stand.built.spmc.state;
    const id = endpoints.id[contexts.endpoint[context]];
    return context === 0 ? undefined : this.model.world.endpoints.get(id)?.contexts[contexts.vcpu[context]];
  }

  /** Who runs, and who waits for whom. */
  private compareContexts(): string | undefined {
    const { contexts } = this.stand.built.spmc.state;
    for (let context = 1; context <= contexts.slots.used; context++) {
      const wanted = this.contextOf(context);
      if (wanted === undefined) continue;
      const found = DOING[contexts.state[context]];
      if (found !== wanted.doing) return `${contextText(wanted)} is ${found}, and has to be ${wanted.doing}`;
      const waiter = this.contextOf(contexts.caller[context]);
      if (waiter !== wanted.waiter)
        return `${contextText(wanted)} gives back to ${waiter ? contextText(waiter) : 'nobody'}, and has to give back to ${wanted.waiter ? contextText(wanted.waiter) : 'nobody'}`;
    }
    return undefined;
  }

  /** Pages that changed by either account. */
  private compare(): string | undefined {
    const { changes, world } = this.model;
    for (const page of changes.pages) {
      const wrong = this.comparePage(page);
      if (wrong !== undefined) return wrong;
    }
    for (const { page, pages } of this.stand.changes)
      for (let each = page; each < page + pages; each++) {
        const wrong = changes.pages.has(each) ? undefined : this.comparePage(each);
        if (wrong !== undefined) return wrong;
      }
    for (const page of changes.zeroed)
      if (!world.away.has(page) && !this.isZero(page))
        return `page 0x${page.toString(16)} has to read as zero`;
    return undefined;
  }

  private comparePage(number: number): string | undefined {
    const { built } = this.stand;
    const { world } = this.model;
    const page = world.pages.get(number);
    const word = built.ledger.map.get(number);
    const owner = this.parties.get(ownerOf(word));
    const hex = `page 0x${number.toString(16)}`;
    if (owner !== page?.owner)
      return `${hex} belongs to ${owner ?? 'nobody'}, and has to be ${page?.owner ?? 'nobody'}'s`;
    if (page === undefined) return undefined;
    if ((transactionOf(word) !== 0) !== (page.holder !== undefined))
      return `${hex} ${page.holder === undefined ? 'has to be' : 'must not be'} with its owner alone`;
    for (const [party, name] of this.parties) {
      if (name === RESOURCE_MANAGER) continue;
      const found = built.ledger.rights(party, number);
      const wanted = rightsTo(world, name, number);
      if (found !== wanted) return `${name} has rights ${found} to ${hex}, and has to have ${wanted}`;
    }
    return undefined;
  }

  private isZero(page: number): boolean {
    const words = new Uint32Array(1024);
    return !this.stand.memory.read(page, words, 1024) || words.every((word) => word === 0);
  }

  /** Who has buffers, and who has RX. */
  private compareMailboxes(): string | undefined {
    const { endpoints } = this.stand.built.spmc.state;
    for (const { name, id, slot } of this.stand.actors) {
      const found = STATE_OF[endpoints.rx[slot]];
      const wanted = this.model.world.endpoints.get(id)?.mailbox?.state;
      if (found !== wanted)
        return `RX of ${name} is ${found ?? 'nowhere'}, and has to be ${wanted ?? 'nowhere'}`;
    }
    return undefined;
  }
}

const STATE_OF: Readonly<Record<number, Mailbox['state']>> = {
  [RX.EMPTY]: 'free',
  [RX.FULL]: 'full',
  [RX.ACQUIRED]: 'acquired',
};

const DOING: Readonly<Record<number, Context['doing']>> = {
  [CONTEXT.WAITING]: 'waiting',
  [CONTEXT.RUNNING]: 'running',
  [CONTEXT.BLOCKED]: 'blocked',
  [CONTEXT.ABORTED]: 'aborted',
  [CONTEXT.YIELDED]: 'yielded',
  [CONTEXT.PREEMPTED]: 'preempted',
};

function gunyahBeside({ vms }: Stand, { rm }: Model): GunyahBeside | undefined {
  return vms && rm && new GunyahBeside(vms, rm);
}
