import { STATUS } from '../abi/statuses.ts';
import { RM_ERRORS, rmErrorCode } from '../gunyah/wire/errors.ts';
import { call } from '../rules/call.ts';
import { type Broken, PLACE } from '../rules/judge.ts';
import { Policy, type Profile } from '../rules/profile.ts';
import { PROFILES } from '../rules/profiles/registry.ts';
import type { AnyRule } from '../rules/rule.ts';
import { functionOfKind } from './carried-kind.ts';
import type { MessageKind, StructureName } from './kind.ts';
import { structureNamed } from './kinds.ts';
import { Verdict } from './verdict.ts';

/** What one manager says to bytes: nothing against them, or the first broken rule. */
export interface ProfileVerdict {
  readonly profile: Pick<Profile, 'name'>;
  readonly refusal?: {
    readonly rule: AnyRule;
    readonly status: string;
    /** As FFA_ERROR carries it, or the answer of Gunyah's resource manager; absent where there is no answer. */
    readonly code?: number;
    readonly bytes?: { readonly offset: number; readonly length: number };
    readonly register?: number;
  };
}

/** Has the same bytes judged by every manager. Rules that are about more than bytes are not judged. */
export function judgeByProfiles(
  bytes: Uint8Array,
  kind: StructureName,
  version: number,
  profiles: readonly Profile[] = PROFILES,
): readonly ProfileVerdict[] {
  return profiles.map((profile) => {
    const policy = new Policy(profile);
    const name = functionOfKind(kind);
    if (name !== undefined && !policy.has(name)) return refused(profile, policy, ABSENT);
    const verdict = new Verdict((rule) => policy.enforces(rule));
    structureNamed(kind).judge({ bytes, version, policy, verdict });
    const [first] = verdict.broken;
    return first === undefined ? { profile } : refused(profile, policy, first);
  });
}

/** Has a message judged by Gunyah's resource manager: packets first, then what they carry. */
export function judgeByResourceManager(
  bytes: Uint8Array,
  kind: MessageKind,
  message: number,
): readonly ProfileVerdict[] {
  const profile = { name: 'gunyah' };
  const [first] = kind.examine(bytes, message).broken;
  if (first === undefined) return [{ profile }];
  const { rule, status, offset, length } = first;
  const code = RM_ERRORS.find((name) => name === status);
  return [
    {
      profile,
      refusal: {
        rule,
        status,
        ...(code !== undefined && { code: rmErrorCode(code) }),
        bytes: { offset, length },
      },
    },
  ];
}

/** The rules that some manager finds broken, each with the managers that do: what to change for all of them to accept. */
export function portability(verdicts: readonly ProfileVerdict[]): ReadonlyMap<AnyRule, readonly string[]> {
  const byRule = new Map<AnyRule, string[]>();
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
