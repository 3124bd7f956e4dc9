import { statusName } from '../../abi/statuses.ts';
import { leave } from './bells.ts';
import { type Answer, type Call, differs, type Expected, ID, w } from './call.ts';
import { CALL_NAMES, callOf, refusalOf, type Scene } from './calls.ts';
import { Changes } from './changes.ts';
import type { Clause } from './clause.ts';
import { CONSOLE } from './console.ts';
import { abortContexts, contextText, rest, schedule } from './contexts.ts';
import { Coverage } from './coverage.ts';
import { die } from './death.ts';
import { ASK, ASK_SERVICE, REPLY, REPLY_OF_SERVICE } from './direct-clauses.ts';
import { IN_REGISTERS, LIST } from './discovery-clauses.ts';
import { ABORT, FAILURE } from './end-clauses.ts';
import { ASK_FEATURE } from './features-clauses.ts';
import { FRAGMENT } from './fragment-clauses.ts';
import { RECLAIM, RELINQUISH } from './give-back-clauses.ts';
import { ResourceManagerModel } from './gunyah/resource-manager.ts';
import { hearsOfDeath } from './heard.ts';
import { REGISTER } from './identity.ts';
import { MAP, NAMED, RELEASE, UNMAP } from './mailbox-clauses.ts';
import { ARRIVAL, COMPLETED } from './memory-clauses.ts';
import { ACQUIRE, MESSAGE } from './message-clauses.ts';
import { BIND, BITMAP_CREATE, BITMAP_DESTROY, SET, TAKE, TELL, UNBIND } from './notification-clauses.ts';
import { FOREIGN, OFFERED } from './offered-clauses.ts';
import { PERMIT, PERMITTED } from './permission-clauses.ts';
import { PRECEDENCE } from './precedence.ts';
import { QUOTA } from './quota-clauses.ts';
import { RESOURCES } from './resources-clauses.ts';
import { FETCH, RESPONSE, SHOW } from './response-clauses.ts';
import { FORM, KNOWN, MATCH, REQUEST } from './retrieve-clauses.ts';
import { interrupt } from './scheduling.ts';
import { RUN, WAIT, YIELD } from './scheduling-clauses.ts';
import { refusal } from './send.ts';
import { SEND } from './send-clauses.ts';
import type { World } from './state.ts';
import { VERSION } from './version.ts';

/** Every clause there is. Those of descriptors stand in sends and requests, and once here. */
export const CLAUSES: readonly Omit<Clause<never>, 'broken'>[] = [
  ...new Map(
    [
      ...[...SEND, ...QUOTA, ...ARRIVAL, ...COMPLETED, ...FRAGMENT],
      ...[...REQUEST, ...FORM, ...KNOWN, ...MATCH, ...SHOW, ...RESPONSE, ...FETCH],
      ...[...RELINQUISH, ...RECLAIM, ...MAP, ...NAMED, ...UNMAP, ...RELEASE, ...VERSION],
      ...[
        ...FOREIGN,
        ...OFFERED,
        ...BITMAP_CREATE,
        ...BITMAP_DESTROY,
        ...BIND,
        ...UNBIND,
        ...SET,
        ...TAKE,
        ...TELL,
      ],
      ...[...MESSAGE, ...ACQUIRE, ...ASK, ...ASK_SERVICE, ...REPLY, ...REPLY_OF_SERVICE],
      ...[...RUN, ...WAIT, ...YIELD, ...ABORT, ...FAILURE, ...PERMITTED, ...PERMIT],
      ...[...ASK_FEATURE, ...LIST, ...IN_REGISTERS, ...RESOURCES, ...CONSOLE, ...REGISTER],
    ].map(({ rule, status, source, may }) => [rule, { rule, status, source, ...(may && { may }) }]),
  ).values(),
];

const SCHEDULER = 'schedule-receiver interrupt';

/** What a run can come across of FF-A: clauses that decide something, calls that succeed, interrupts and death. */
export const FFA_PARTS: readonly string[] = [
  ...CLAUSES.filter(({ may }) => may !== true).map(({ rule }) => rule),
  ...CALL_NAMES,
  'interrupt',
  SCHEDULER,
  'death',
];

/**
 * The specification, run: for each call it says why it has to be refused, or what it does, and compares that with what a manager did.
 *
 * It is written from the reference alone and shares nothing with any manager.
 */
export class Model implements Scene {
  readonly world: World;
  /** What the last call changed. */
  readonly changes: Changes = new Changes();
  readonly coverage: Coverage;
  /** Where there are VMs of Gunyah. */
  readonly rm: ResourceManagerModel | undefined;

  constructor(world: World, coverage: Coverage = new Coverage()) {
    this.world = world;
    this.coverage = coverage;
    const { gunyah } = world;
    this.rm = gunyah && new ResourceManagerModel(gunyah, world, this.changes, this.coverage);
  }

  /**
   * What has to come of a call. To be asked before the call is made. Whoever waits has been given a processor for it.
   */
  expect(call: Call): Expected {
    this.changes.forget();
    const { caller, context, registers } = call;
    if (caller.secure) schedule(context);
    const entry = callOf(registers[0]);
    const reasons = refusalOf(registers[0], caller);
    if (entry === undefined || reasons.length > 0) return refusal(reasons);
    if (entry.name !== 'FFA_VERSION') caller.versionFixed = true;
    return entry.expect(this, call);
  }

  /** Does what a call did. Returns what the specification has against the answer. */
  happen(call: Call, expected: Expected, answer: Answer): string | undefined {
    const { refused } = answer;
    if (expected.passesOn !== true || refused !== undefined) {
      const { context } = call;
      if (answer.to !== context) return `${contextText(context)} has to go on`;
    }
    if (refused === undefined) {
      const first = expected.reasons.find(({ may }) => may !== true);
      if (first !== undefined) return `it succeeds, and has to be refused: ${first.rule}`;
      this.coverage.note(callOf(call.registers[0])?.name ?? '');
      const wrong = expected.succeed(answer);
      leave(this.world, call.caller, answer.to?.endpoint);
      return wrong;
    }
    const reason = [...expected.reasons, ...expected.allowed].find(({ rule }) => rule === refused);
    if (reason === undefined) {
      const named = expected.reasons.map(({ rule }) => rule).join(', ');
      return `it is refused with ${refused}, ${named === '' ? 'and nothing is wrong with it' : `not with ${named}`}`;
    }
    for (const { first, before } of PRECEDENCE)
      if (before.includes(refused) && expected.reasons.some(({ rule }) => rule === first))
        return `it is refused with ${refused}, and ${first} goes first`;
    this.coverage.note(refused);
    expected.refuse?.(refused);
    const status = statusIn(answer);
    if (statusName(status) !== reason.status)
      return `${refused} gives ${statusName(status)}, not ${reason.status}`;
    return w(answer.registers, 0) === ID.ERROR ? differs(answer.registers, ID.ERROR, 0, status) : undefined;
  }

  /**
   * What a board does after each move: secure contexts that nobody waits for wait, and the scheduler of the normal world is interrupted. Returns whether
   * it is.
   */
  rest(): boolean {
    const { world, coverage } = this;
    rest(world);
    if (world.interrupt !== 'now') return false;
    world.interrupt = 'no';
    coverage.note(SCHEDULER);
    return true;
  }

  /** An interrupt takes the processor from a context of an endpoint. Returns what is wrong with what comes of it. */
  interrupt(
    { id, vcpu }: { readonly id: number; readonly vcpu: number },
    answer: Answer,
  ): string | undefined {
    const context = this.world.endpoints.get(id)?.contexts[vcpu];
    if (context === undefined) return undefined;
    this.coverage.note('interrupt');
    const wrong = interrupt(context, answer);
    leave(this.world, context.endpoint, answer.to?.endpoint);
    return wrong;
  }

  /** An endpoint dies, in one of its contexts. Returns what is wrong with what whoever goes on first hears of it. */
  die(id: number, answer: Answer, vcpu = 0): string | undefined {
    this.changes.forget();
    const endpoint = this.world.endpoints.get(id);
    if (endpoint === undefined) return undefined;
    this.coverage.note('death');
    die(this.world, endpoint, this.changes);
    this.rm?.end(endpoint.name);
    const [next, ...others] = abortContexts(this.world, endpoint, vcpu);
    for (const each of [next, ...others]) leave(this.world, endpoint, each?.endpoint);
    return hearsOfDeath(answer, next);
  }
}

/** A refusal is FFA_ERROR with the status in w2; that of FFA_VERSION is -1 in w0. */
function statusIn({ registers }: Answer): number {
  return (w(registers, 0) === ID.ERROR ? w(registers, 2) : w(registers, 0)) | 0;
}
