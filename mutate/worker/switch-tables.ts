/** Puts the switchboard between the tables of src/ and those who read them. No file of src/ knows of it. */

import type { RmLimits } from '../../src/core/gunyah/manager/limits.ts';
import { Manager as RmState } from '../../src/core/gunyah/manager/manager.ts';
import { RmVerdict } from '../../src/core/gunyah/manager/verdict.ts';
import { RM_RULES } from '../../src/core/gunyah/rules/registry.ts';
import { EveryBroken, FirstBroken, FirstHeard } from '../../src/core/rules/judge.ts';
import type { Limits } from '../../src/core/rules/limits.ts';
import { type Deviation, type Lack, Policy } from '../../src/core/rules/profile.ts';
import { MEDIATORS } from '../../src/core/rules/profiles/mediators.ts';
import { PROFILES } from '../../src/core/rules/profiles/registry.ts';
import { RULES } from '../../src/core/rules/registry.ts';
import type { AnyRule, Rule } from '../../src/core/rules/rule.ts';
import { namedProfiles, rowsOnce } from '../profile-names.ts';
import type { Switchboard } from './switchboard.ts';

const NAMED = namedProfiles(PROFILES, MEDIATORS);
const PROFILE_OF_DEVIATION = rowsOnce<Deviation>(NAMED, (profile) => profile.deviations);
const PROFILE_OF_LACK = rowsOnce<Lack>(NAMED, (profile) => profile.lacks);

/** What is private in a policy, and changed here all the same. */
interface Insides {
  byRule: Map<string, Deviation>;
}

/** What is not for everybody in a judge. */
interface Hearing {
  hear(rule: AnyRule, place: number, offset: number, length: number): boolean;
}

/** Replaces a property by one that is computed whenever it is read. */
function compute<Owner extends object>(owner: Owner, name: keyof Owner, get: () => unknown): void {
  Object.defineProperty(owner, name, { get, configurable: true, enumerable: true });
}

/** Does something as if a policy's profile did not have the deviation that is switched off. */
function withDeviation<Result>(board: Switchboard, policy: Policy, rule: Rule, ask: () => Result): Result {
  const { byRule } = policy as unknown as Insides;
  const deviation = byRule.get(rule.id);
  const profile = deviation && PROFILE_OF_DEVIATION.get(deviation);
  if (deviation === undefined || profile === undefined || !board.isOn(`deviation ${profile} ${rule.id}`))
    return ask();
  byRule.delete(rule.id);
  try {
    return ask();
  } finally {
    byRule.set(rule.id, deviation);
  }
}

function switchRules(board: Switchboard): void {
  const { enforces, keeps, statusOf } = Policy.prototype;
  for (const { prototype } of [FirstHeard, FirstBroken, EveryBroken]) {
    const judge = prototype as unknown as Hearing;
    const { hear } = judge;
    judge.hear = function (rule, ...where) {
      return !board.isOn(`rule ${rule.id}`) && hear.call(this, rule, ...where);
    };
  }
  Policy.prototype.enforces = function (rule) {
    // That structural rules cannot be switched off is no less true while a mutant leaves one out.
    if (rule.structural !== true && board.isOn(`rule ${rule.id}`)) return false;
    return withDeviation(board, this, rule, () => enforces.call(this, rule));
  };
  Policy.prototype.keeps = function (rule) {
    return withDeviation(board, this, rule, () => keeps.call(this, rule));
  };
  Policy.prototype.statusOf = function (rule) {
    return withDeviation(board, this, rule, () => statusOf.call(this, rule));
  };
  for (const rule of RULES) {
    const { id, status } = rule;
    compute(rule, 'status', () => board.instead(`status ${id}`, status));
  }
}

function switchFunctions(board: Switchboard): void {
  const { has } = Policy.prototype;
  Policy.prototype.has = function (call, form) {
    const lack = this.profile.lacks.find(({ functions }) => functions.includes(call));
    const profile = lack && PROFILE_OF_LACK.get(lack);
    return (profile !== undefined && board.isOn(`lack ${profile} ${call}`)) || has.call(this, call, form);
  };
}

/** Has a class keep, in place of its limits, some that are looked up at the switchboard whenever they are read. */
function switchLimitsOf<Owner extends object, Of extends object>(
  prototype: Owner & { readonly limits: Of },
  readAs: (owner: Owner, limits: Of, limit: keyof Of) => unknown,
): void {
  const kept = new WeakMap<Owner, Of>();
  Object.defineProperty(prototype, 'limits', {
    get(this: Owner) {
      return kept.get(this);
    },
    set(this: Owner, limits: Of) {
      const switched = { ...limits };
      for (const limit of Object.keys(limits) as (keyof Of)[])
        compute(switched, limit, () => readAs(this, limits, limit));
      kept.set(this, switched);
    },
  });
}

function switchLimits(board: Switchboard): void {
  switchLimitsOf(Policy.prototype, ({ profile: { name, limits: own } }: Policy, limits: Limits, limit) => {
    const ofProfile = own[limit] === limits[limit] ? board.added(`profile-limit ${name} ${limit}`) : 0;
    return limits[limit] + board.added(`limit ${limit}`) + ofProfile;
  });
  switchLimitsOf(
    RmState.prototype,
    (_: RmState, limits: RmLimits, limit) => limits[limit] + board.added(`rm-limit ${limit}`),
  );
}

function switchResourceManager(board: Switchboard): void {
  const { fail } = RmVerdict.prototype;
  RmVerdict.prototype.fail = function (rule, offset, length) {
    const accepts = board.isOn(`rule ${rule.id}`) as false;
    return accepts || fail.call(this, rule, offset, length);
  };
  for (const rule of RM_RULES) {
    const { id, error } = rule;
    compute(rule, 'error', () => board.instead(`status ${id}`, error));
  }
}

/** Once a process, before a test asks for anything. */
export function switchTables(board: Switchboard): void {
  switchRules(board);
  switchFunctions(board);
  switchLimits(board);
  switchResourceManager(board);
}
