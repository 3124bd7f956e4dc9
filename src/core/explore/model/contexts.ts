/** Who has a processor, and who waits for whom: chains of contexts, plain and linked. Source: ffa-hafnium 1.8, 1.12. */

import { leave } from './bells.ts';
import type { Endpoint, World } from './state.ts';

/** What an endpoint was asked with a direct request. */
export interface Question {
  /** The id that it came from. */
  readonly from: number;
  /** Of FFA_MSG_SEND_DIRECT_REQ, or of FFA_MSG_SEND_DIRECT_REQ2, which names a service. */
  readonly kind: 'plain' | 'to a service';
  readonly wide: boolean;
  /** The framework's, by its number; 0 for one of an endpoint. */
  readonly framework: number;
}

/** An execution context. */
export interface Context {
  readonly endpoint: Endpoint;
  readonly vcpu: number;
  doing: 'waiting' | 'running' | 'blocked' | 'yielded' | 'preempted' | 'aborted';
  /** How it came to its processor: in its first run, with FFA_RUN, or to answer a question. Undefined where that makes no difference. */
  model: 'init' | 'run' | 'request' | undefined;
  question: Question | undefined;
  /** Whoever goes on when this one gives the processor back. */
  waiter: Context | undefined;
}

/** The contexts of an endpoint before anything has happened: secure ones are in their first run, all but their first wait. */
export function newContexts(endpoint: Endpoint, count: number): Context[] {
  return Array.from({ length: count }, (_, vcpu) => ({
    ...{ endpoint, vcpu, question: undefined, waiter: undefined },
    doing: endpoint.secure && vcpu > 0 ? 'waiting' : 'running',
    model: endpoint.secure && vcpu === 0 ? 'init' : undefined,
  }));
}

/** The context that a question of another one comes to: the only one there is, or the one of the same number. */
export function counterpart({ contexts }: Endpoint, asker: Context): Context {
  return contexts[asker.vcpu % contexts.length];
}

/** Who runs and who waits for whom, in words. */
export function contextText({ endpoint, vcpu }: Context): string {
  return vcpu === 0 ? endpoint.name : `context ${vcpu} of ${endpoint.name}`;
}

/** The processor goes from one to another, and comes back. */
export function give(from: Context, to: Context): void {
  from.doing = 'blocked';
  to.doing = 'running';
  to.waiter = from;
}

/** Who goes on, and whether it hears no more than that somebody between has died. */
export interface GoingOn {
  readonly to: Context | undefined;
  readonly overDead: boolean;
}

/** A context gives its processor back. */
export function giveBack(from: Context, doing: 'waiting' | 'yielded' | 'preempted'): GoingOn {
  const { waiter } = from;
  from.doing = doing;
  if (doing === 'waiting') {
    from.model = undefined;
    from.question = undefined;
  }
  from.waiter = undefined;
  if (waiter?.doing === 'aborted') return { to: unwind(waiter), overDead: true };
  if (waiter !== undefined) waiter.doing = 'running';
  return { to: waiter, overDead: false };
}

/**
 * An endpoint's contexts end, one of them first. Whoever waits for one goes on: at once, or, where that one waits for another itself, when the other
 * gives the processor back. Returns who goes on at once.
 */
export function abortContexts(world: World, { contexts }: Endpoint, first: number): readonly Context[] {
  const goOn: Context[] = [];
  for (const context of [contexts[first], ...contexts.filter(({ vcpu }) => vcpu !== first)]) {
    context.doing = 'aborted';
    context.model = undefined;
    context.question = undefined;
    const next = isWaitedOn(world, context) ? undefined : unwind(context);
    if (next !== undefined) goOn.push(next);
  }
  return goOn;
}

function isWaitedOn({ endpoints }: World, context: Context): boolean {
  return [...endpoints.values()].some(({ contexts }) => contexts.some(({ waiter }) => waiter === context));
}

/** The nearest that lives of those who wait for one that is dead. */
function unwind(dead: Context): Context | undefined {
  let at: Context | undefined = dead;
  while (at?.doing === 'aborted') {
    const next: Context | undefined = at.waiter;
    at.waiter = undefined;
    at = next;
  }
  if (at !== undefined) at.doing = 'running';
  return at;
}

/** A board gives a processor to a secure context that waits. */
export function schedule(context: Context): void {
  if (context.doing !== 'waiting') return;
  context.doing = 'running';
  context.model = 'run';
}

/** A board takes the processor from secure contexts for which nobody waits, but not in the middle of their first run. */
export function rest(world: World): void {
  for (const endpoint of world.endpoints.values())
    for (const context of endpoint.contexts) {
      const idle = context.doing === 'running' && context.waiter === undefined;
      if (!endpoint.secure || !idle || context.model === 'init') continue;
      giveBack(context, 'waiting');
      leave(world, endpoint, undefined);
    }
}
