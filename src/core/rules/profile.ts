import type { StatusName } from '../abi/statuses.ts';
import { NEWEST_VERSION } from '../abi/versions.ts';
import type { Limits } from './limits.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Rule } from './rule.ts';

/** How a manager departs from one rule, and where that is written. */
export interface Deviation {
  readonly rule: string;
  /** The status it gives instead. */
  readonly status?: StatusName;
  /** It does not have the rule, or it has a rule that others do not. */
  readonly enforced?: boolean;
  /**
   * It does not refuse, and does not do what the rule forbids either: the answer says what stays as it is. For version/locked, where that is the
   * version that is spoken.
   */
  readonly kept?: true;
  readonly source: string;
}

/** Functions that a manager does not have, and where that is written. */
export interface Lack {
  readonly functions: readonly string[];
  /** It lacks this form of them only. */
  readonly width?: 32 | 64;
  readonly source: string;
}

/** What mediators do differently, apart from rules, limits and functions. */
export interface MediatorTraits {
  /** Flags and tag of a send stay behind. */
  readonly dropsFlagsAndTag?: Trait;
  /** Discovery lists the guest that asks, from this version on. */
  readonly listsCaller?: Trait & { readonly since: number };
  /**
   * It serves a host: the first guest, which is called 0 as the hypervisor is. Other guests have no FF-A. Secure partitions are not told of
   * guests, nor is the manager behind told of the host's buffers.
   */
  readonly servesHost?: Trait;
  /** The first FFA_VERSION settles the version, on the lower of both, and is answered with that. */
  readonly settlesVersion?: Trait;
  /** The manager behind has to describe a transaction before it is asked for its memory. */
  readonly looksBeforeReclaim?: Trait;
  /** A guest may change its version at any time. */
  readonly renegotiates?: Trait;
  /** The manager behind is not told of guests' buffers. */
  readonly keepsBuffers?: Trait;
  /** It clears memory that is reclaimed itself; the manager behind is not asked to. */
  readonly clearsReclaimed?: Trait;
}

/** Where a trait is written. */
interface Trait {
  readonly source: string;
}

/** A manager's behaviour as data: what it speaks, what it limits, what it lacks, where it departs from the rules. */
export interface Profile {
  readonly name: string;
  readonly about: string;
  /** The FF-A version it speaks, where that is not the newest there is. */
  readonly speaks?: { readonly version: number; readonly source: string };
  readonly limits: Partial<Limits>;
  readonly lacks: readonly Lack[];
  readonly deviations: readonly Deviation[];
  /**
   * It stands between the normal world and a partition manager: it neither judges secure partitions nor takes functions from them, and they
   * may speak newer versions than it.
   */
  readonly mediates?: MediatorTraits;
}

/** The consensus reading: every rule as it stands. */
export const SPEC: Profile = {
  name: 'spec',
  about: 'The architecture as most read it, with limits that are generous.',
  limits: {},
  lacks: [],
  deviations: [],
};

/** A profile made quick to ask. It answers on failing paths only. */
export class Policy {
  readonly profile: Profile;
  readonly limits: Limits;
  /** The FF-A version that is spoken. */
  readonly version: number;
  /** For callers whom a mediator does not stand in front of: the rules as they stand, within the same limits. Itself where nobody mediates. */
  readonly behind: Policy;
  private readonly byRule: ReadonlyMap<string, Deviation>;

  constructor(profile: Profile, limits: Partial<Limits> = {}) {
    this.profile = profile;
    this.limits = { ...DEFAULT_LIMITS, ...profile.limits, ...limits };
    this.version = profile.speaks?.version ?? NEWEST_VERSION;
    this.byRule = new Map(profile.deviations.map((deviation) => [deviation.rule, deviation]));
    this.behind = profile.mediates !== undefined ? new Policy(SPEC, this.limits) : this;
  }

  /** Whether a broken rule ends the call under this profile. */
  enforces(rule: Rule): boolean {
    if (rule.structural === true) return true;
    return this.byRule.get(rule.id)?.enforced ?? (rule.optional !== true && !this.keeps(rule));
  }

  /** Whether what a rule forbids is left undone under this profile, without a refusal. */
  keeps(rule: Rule): boolean {
    return this.byRule.get(rule.id)?.kept === true;
  }

  /** The status a broken rule yields under this profile. */
  statusOf(rule: Rule): StatusName {
    return this.byRule.get(rule.id)?.status ?? rule.status;
  }

  /** Whether the profile has a function in a form; without one, in any. */
  has(functionName: string, form?: 32 | 64): boolean {
    return !this.profile.lacks.some(
      ({ functions, width }) => functions.includes(functionName) && (width === undefined || width === form),
    );
  }
}
