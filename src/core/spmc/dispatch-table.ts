import {
  FIRST_FUNCTION,
  FUNCTIONS,
  type FunctionRow,
  hasWidth,
  isFfaId,
  LAST_FUNCTION,
  widthOfId,
} from '../abi/functions.ts';
import { parseVersion } from '../abi/versions.ts';
import { call as rules } from '../rules/call.ts';
import type { Policy } from '../rules/profile.ts';
import type { Rule } from '../rules/rule.ts';
import { CALLER } from './caller-kind.ts';
import type { Caller, FunctionTable, Handler, Manager } from './manager.ts';

/** One function that the manager implements. */
export interface Service<M extends Manager = Manager> {
  readonly handler: Handler<M>;
  /** CALLER bits. */
  readonly offered: number;
  /** The last FF-A version in which it is called; to later ones it is only an answer. */
  readonly until?: number;
  /** What refuses secure partitions to which it is not offered. Default: call/not-for-caller, which refuses everybody else. */
  readonly refusesPartitions?: Rule;
}

/** A service in the table of one version. A class, so that all entries have one shape in the engine and are read without a search. */
export class Entry<M extends Manager = Manager> {
  readonly handler: Handler<M>;
  readonly offered: number;
  readonly refusesPartitions: Rule;
  /** Whether the call fixes the caller's version. All do but FFA_VERSION itself. */
  readonly fixesVersion: boolean;
  /** Argument registers x1..x7 that the function does not use, as bits. */
  readonly reserved: number;

  constructor(service: Service<M>, row: FunctionRow, offered: number) {
    this.handler = service.handler;
    this.offered = offered;
    this.refusesPartitions = service.refusesPartitions ?? rules.notForCaller;
    this.fixesVersion = row.name !== 'FFA_VERSION';
    this.reserved = reservedRegisters(row);
  }
}

/** The functions of one FF-A version, as an array indexed by number and width. */
export class Dispatch<M extends Manager = Manager> implements FunctionTable {
  private readonly entries: readonly (Entry<M> | undefined)[];
  /** Places in `entries` of functions that only later versions have. */
  private readonly later: ReadonlySet<number>;

  constructor(services: Readonly<Record<string, Service<M>>>, version: number, policy: Policy) {
    const entries: (Entry<M> | undefined)[] = new Array((LAST_FUNCTION - FIRST_FUNCTION + 1) * 2).fill(
      undefined,
    );
    const later = new Set<number>();
    for (const row of FUNCTIONS) {
      const service = services[row.name];
      if (service === undefined || version > (service.until ?? version)) continue;
      const since = parseVersion(row.since) ?? 0;
      for (const width of [32, 64] as const) {
        if (!hasWidth(row, width)) continue;
        const everybody = policy.has(row.name, width);
        const offered = everybody ? service.offered : service.offered & behindMediator(policy);
        if (offered === 0) continue;
        if (since > version) later.add(indexOf(row.number, width));
        else entries[indexOf(row.number, width)] = new Entry(service, row, offered);
      }
    }
    this.entries = entries;
    this.later = later;
  }

  /** The entry that serves a function id for a caller; undefined when there is none. */
  find(id: number, caller: Caller): Entry<M> | undefined {
    const entry = this.entryOf(id);
    return entry !== undefined && (entry.offered & caller.kind) !== 0 ? entry : undefined;
  }

  /** The rule that a call breaks for which `find` has no entry: others are offered the function, or a later version has it, or nobody. */
  refusalOf(id: number, caller: Caller): Rule {
    if (!isFfaId(id)) return rules.notFfa;
    const entry = this.entryOf(id);
    if (entry !== undefined) return caller.secure ? entry.refusesPartitions : rules.notForCaller;
    return this.later.has(indexOf(id & 0xff, widthOfId(id))) ? rules.laterVersion : rules.unknownFunction;
  }

  offers(id: number, caller: Caller): boolean {
    return this.find(id, caller) !== undefined;
  }

  private entryOf(id: number): Entry<M> | undefined {
    return isFfaId(id) ? this.entries[indexOf(id & 0xff, widthOfId(id))] : undefined;
  }
}

/** Whom a missing function is there for all the same: those whom a mediator does not stand in front of. */
function behindMediator(policy: Policy): number {
  return policy.profile.mediates !== undefined ? ~(CALLER.NORMAL | CALLER.HYPERVISOR) : 0;
}

function indexOf(number: number, width: 32 | 64): number {
  return (number - FIRST_FUNCTION) * 2 + (width === 64 ? 1 : 0);
}

function reservedRegisters(row: FunctionRow): number {
  let reserved = 0xfe;
  for (const field of row.takes) reserved &= ~(1 << field.register);
  return reserved;
}
