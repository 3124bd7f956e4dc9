/** Processors as chains of calls: what any manager has to remember of who runs and who waits for whom, and no more. */

import type { Frame } from '../../../../src/core/abi/frame.ts';
import { CONTEXT } from '../../../../src/core/spmc/contexts.ts';
import type { Spmc } from '../../../../src/core/spmc/spmc.ts';
import { FFA } from '../ids.ts';
import { mustContain, mustEqual } from './must.ts';

/** A direct request that a context serves: who sent it, and with which function. */
interface Request {
  readonly from: number;
  readonly id: number;
}

interface Known {
  readonly context: number;
  readonly id: number;
  readonly vcpu: number;
  /** CONTEXT.* */
  doing: number;
  /** The context that waits for this one, undefined for nobody. */
  waiter: Known | undefined;
  request: Request | undefined;
  /** It has not ended its first run. */
  new: boolean;
}

/** The response that belongs to each request. */
const RESPONSE_TO: ReadonlyMap<number, number> = new Map<number, number>([
  [FFA.DIRECT_REQ, FFA.DIRECT_RESP],
  [FFA.DIRECT_REQ_64, FFA.DIRECT_RESP_64],
  [FFA.DIRECT_REQ2, FFA.DIRECT_RESP2],
]);
const RESPONSES: ReadonlySet<number> = new Set(RESPONSE_TO.values());
const STOPPED: readonly number[] = [CONTEXT.YIELDED, CONTEXT.PREEMPTED];
const ABORTED = 0xffff_fff8;

/**
 * Is told of every call that was accepted and of every interrupt and death, says whether it was right, and knows what every context does.
 * It begins with what it finds.
 */
export class ProcessorModel {
  private readonly known: readonly Known[];

  constructor({ state: { contexts, endpoints } }: Spmc) {
    const known = Array.from({ length: contexts.slots.used }, (_, index): Known => {
      const context = index + 1;
      const id = endpoints.id[contexts.endpoint[context]!]!;
      const first =
        id >= 0x8000 && contexts.state[context] === CONTEXT.RUNNING && contexts.caller[context] === 0;
      return {
        context,
        id,
        vcpu: contexts.vcpu[context]!,
        doing: contexts.state[context]!,
        waiter: undefined,
        request: undefined,
        new: first,
      };
    });
    this.known = known;
    for (const each of known) each.waiter = known[contexts.caller[each.context]! - 1];
  }

  /** A call of a context was accepted, and `next` has the answer. */
  learn(question: Frame, context: number, answer: Frame, next: number): void {
    const caller = this.of(context);
    const going = this.goOn(question, caller, answer);
    mustEqual(next, going?.context ?? 0, 'who goes on');
  }

  /** An interrupt took the processor of a context. */
  interrupt(context: number, answer: Frame, next: number): void {
    const caller = this.of(context);
    mustEqual(caller.waiter === undefined, false, 'nobody can go on');
    mustEqual(next, this.stop(caller, CONTEXT.PREEMPTED, answer)?.context ?? 0, 'who goes on');
  }

  /** The board gave a context a processor, or took one that it gave. */
  schedule(context: number, runs: boolean): void {
    const known = this.of(context);
    known.doing = runs ? CONTEXT.RUNNING : CONTEXT.WAITING;
    known.new &&= runs;
  }

  /** An endpoint died, and each of its contexts was aborted by name. Whoever waited for one goes on. */
  die(id: number): void {
    const dead = this.known.filter((each) => each.id === id);
    for (const each of dead) {
      each.doing = CONTEXT.ABORTED;
      each.new = false;
      each.request = undefined;
    }
    for (const each of dead) if (!this.known.some(({ waiter }) => waiter === each)) this.unwind(each);
  }

  expectSame({ state: { contexts: c } }: Spmc): void {
    const found = this.known.map(({ context }) => [context, c.state[context], c.caller[context]]);
    mustEqual(
      found,
      this.known.map(({ context, doing, waiter }) => [context, doing, waiter?.context ?? 0]),
    );
  }

  private goOn(question: Frame, caller: Known, answer: Frame): Known | undefined {
    const [id, w1] = [question[0]!, question[2]!];
    if (RESPONSE_TO.has(id)) return this.ask(caller, { from: w1 >>> 16, id }, w1 & 0xffff);
    if (RESPONSES.has(id)) return this.respond(caller, id, w1, answer);
    if (id === FFA.RUN) return this.run(caller, w1);
    if (id === FFA.YIELD) {
      mustEqual(caller.new, false, 'the first run');
      return caller.waiter === undefined ? caller : this.stop(caller, CONTEXT.YIELDED, answer);
    }
    if (id !== FFA.MSG_WAIT) return caller;
    mustEqual(caller.request, undefined, 'it serves');
    caller.new = false;
    return this.stop(caller, CONTEXT.WAITING, answer);
  }

  private ask(caller: Known, request: Request, receiver: number): Known {
    const contexts = this.known.filter(({ id }) => id === receiver);
    const target = contexts[contexts.length === 1 ? 0 : caller.vcpu % contexts.length]!;
    mustEqual(target.doing, CONTEXT.WAITING, 'the one that is asked');
    target.request = request;
    return this.give(caller, target);
  }

  private respond(caller: Known, id: number, w1: number, answer: Frame): Known | undefined {
    const { request, waiter } = caller;
    mustEqual([w1 >>> 16, w1 & 0xffff, id], [caller.id, request?.from, RESPONSE_TO.get(request!.id)]);
    caller.request = undefined;
    const going = this.stop(caller, CONTEXT.WAITING, answer);
    // Who reads it is the requester, its hypervisor, or one who learns no more than that the context waits again.
    const read = RESPONSES.has(answer[0]!);
    if (going === waiter && read)
      mustEqual(mayReadFor(going!.id, request!.from), true, 'who reads a response');
    return going;
  }

  private run(caller: Known, w1: number): Known {
    const target = this.known.find(({ id, vcpu }) => id === w1 >>> 16 && vcpu === (w1 & 0xffff))!;
    mustContain([CONTEXT.WAITING, ...STOPPED], target.doing, 'the one that is run');
    const { request } = target;
    if (request !== undefined && !this.isGone(request.from))
      mustEqual(mayReadFor(caller.id, request.from), true, 'who runs one that serves');
    mustEqual(caller.new, false, 'the first run');
    return this.give(caller, target);
  }

  private give(caller: Known, target: Known): Known {
    caller.doing = CONTEXT.BLOCKED;
    target.doing = CONTEXT.RUNNING;
    target.waiter = caller;
    return target;
  }

  /** Whoever waits goes on; over those who are dead the processor goes to who waits for them, who hears of it. */
  private stop(caller: Known, doing: number, answer: Frame): Known | undefined {
    caller.doing = doing;
    const { waiter } = caller;
    caller.waiter = undefined;
    if (waiter === undefined) return undefined;
    if (waiter.doing !== CONTEXT.ABORTED) {
      waiter.doing = CONTEXT.RUNNING;
      return waiter;
    }
    const going = this.unwind(waiter);
    if (going !== undefined) mustEqual([answer[0], answer[4]], [FFA.ERROR, ABORTED]);
    return going;
  }

  private unwind(dead: Known): Known | undefined {
    let at: Known | undefined = dead;
    while (at !== undefined && at.doing === CONTEXT.ABORTED) {
      const next: Known | undefined = at.waiter;
      at.waiter = undefined;
      at = next;
    }
    if (at !== undefined) at.doing = CONTEXT.RUNNING;
    return at;
  }

  private isGone(id: number): boolean {
    const contexts = this.known.filter((each) => each.id === id);
    return contexts.length === 0 || contexts.every(({ doing }) => doing === CONTEXT.ABORTED);
  }

  private of(context: number): Known {
    return this.known[context - 1]!;
  }
}

/** The hypervisor stands for its VMs. */
function mayReadFor(reader: number, requester: number): boolean {
  return reader === requester || (reader === 0 && requester < 0x8000);
}
