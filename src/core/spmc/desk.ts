import { type Frame, fail, setHalves, w } from '../abi/frame.ts';
import { minorOf, SUPPORTED_VERSIONS } from '../abi/versions.ts';
import { call as callRules, version as versionRules } from '../rules/call.ts';
import { mediator as mediatorRules } from '../rules/mediator.ts';
import type { Policy } from '../rules/profile.ts';
import type { Rule } from '../rules/rule.ts';
import { Dispatch, type Service } from './dispatch-table.ts';
import type { Manager } from './manager.ts';
import { firstReserved } from './reserved-registers.ts';

/** Rules whose refusal is a bare -1 in the first register, as SMCCC has it for what is no call, and FFA_VERSION for no version. */
const BARE: ReadonlySet<Rule> = new Set<Rule>([
  callRules.notFfa,
  mediatorRules.off,
  ...Object.values<Rule>(versionRules),
]);

/** Where calls come in: takes each to the handler of its function in the caller's version, and puts a refusal into registers. */
export class Desk<M extends Manager = Manager> {
  /** By minor version. */
  readonly tables: readonly Dispatch<M>[];
  private readonly strict: boolean;

  constructor(services: Readonly<Record<string, Service<M>>>, policy: Policy) {
    this.tables = SUPPORTED_VERSIONS.map((version) => new Dispatch(services, version, policy));
    this.strict = policy.enforces(callRules.reservedRegister);
  }

  /** Serves the call that the manager has begun. The frame is its answer, or what the next context finds. */
  serve(m: M, frame: Frame): void {
    this.handle(m, frame);
    if (m.verdict.rule !== null) refuse(m, frame, m.verdict.rule);
  }

  private handle(m: M, frame: Frame): void {
    const { caller, verdict, endpoints } = m;
    // As a signed word: an id above 2^31 would have to be allocated when it is passed on.
    const id = w(frame, 0) | 0;
    const table = this.tables[minorOf(caller.version)];
    const entry = table.find(id, caller);
    if (entry === undefined) {
      verdict.refuseRegister(table.refusalOf(id, caller), 0);
      return;
    }
    if (entry.fixesVersion) endpoints.locked[caller.slot] = 1;
    if (this.strict) {
      const register = firstReserved(frame, entry.reserved);
      if (register !== 0 && verdict.refuseRegister(callRules.reservedRegister, register)) return;
    }
    entry.handler(m, frame);
  }
}

/** Puts a refusal into registers: the caller goes on. */
export function refuse(m: Manager, frame: Frame, rule: Rule): void {
  fail(frame, m.verdict.status);
  if (BARE.has(rule)) {
    frame.fill(0, 0, 16);
    setHalves(frame, 0, 0xffff_ffff, 0xffff_ffff);
  }
  m.next = m.context;
}
