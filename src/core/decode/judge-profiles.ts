import { STATUS, type StatusName } from '../abi/statuses.ts';
import { call } from '../rules/call.ts';
import { type Broken, PLACE } from '../rules/judge.ts';
import { Policy, type Profile } from '../rules/profile.ts';
import { PROFILES } from '../rules/profiles/registry.ts';
import type { Rule } from '../rules/rule.ts';
import type { KindName } from './kind.ts';
import { kindNamed } from './kinds.ts';
import { Verdict } from './verdict.ts';

/** What one manager says to bytes: nothing against them, or the first broken rule. */
export interface ProfileVerdict {
  readonly profile: Profile;
  readonly refusal?: {
    readonly rule: Rule;
    readonly status: StatusName;
    /** As FFA_ERROR carries it. */
    readonly code: number;
    readonly bytes?: { readonly offset: number; readonly length: number };
    readonly register?: number;
  };
}

/** The function that bytes are sent with; kinds that managers send are not here. */
const FUNCTION: Partial<Record<KindName, string>> = {
  share: 'FFA_MEM_SHARE',
  lend: 'FFA_MEM_LEND',
  donate: 'FFA_MEM_DONATE',
  retrieve: 'FFA_MEM_RETRIEVE_REQ',
  relinquish: 'FFA_MEM_RELINQUISH',
  fragment: 'FFA_MEM_FRAG_TX',
  message: 'FFA_MSG_SEND2',
  rxtx: 'FFA_RXTX_MAP',
};

/** Has the same bytes judged by every manager. Rules that are about more than bytes are not judged. */
export function judgeByProfiles(
  bytes: Uint8Array,
  kind: KindName,
  version: number,
  profiles: readonly Profile[] = PROFILES,
): readonly ProfileVerdict[] {
  return profiles.map((profile) => {
    const policy = new Policy(profile);
    const name = FUNCTION[kind];
    if (name !== undefined && !policy.has(name)) return refused(profile, policy, ABSENT);
    const verdict = new Verdict(policy);
    kindNamed(kind).judge({ bytes, version, policy, verdict });
    const [first] = verdict.broken;
    return first === undefined ? { profile } : refused(profile, policy, first);
  });
}

/** The rules that some manager finds broken, each with the managers that do: what to change for all of them to accept. */
export function portability(verdicts: readonly ProfileVerdict[]): ReadonlyMap<Rule, readonly string[]> {
  const byRule = new Map<Rule, string[]>();
  for (const { profile, refusal } of verdicts) {
    if (refusal === undefined) continue;
    const names = byRule.get(refusal.rule) ?? [];
    byRule.set(refusal.rule, [...names, profile.name]);
  }
  return byRule;
}

const ABSENT: Broken = { rule: call.unknownFunction, place: PLACE.STATE, offset: 0, length: 0 };

function refused(profile: Profile, policy: Policy, { rule, place, offset, length }: Broken): ProfileVerdict {
  const status = policy.statusOf(rule);
  return {
    profile,
    refusal: {
      rule,
      status,
      code: STATUS[status],
      ...(place === PLACE.BYTES ? { bytes: { offset, length } } : {}),
      ...(place === PLACE.REGISTER ? { register: offset } : {}),
    },
  };
}
