import type { StatusName } from '#core/abi/statuses.js';
import { RM_LIMITS, type RmLimits } from '#core/gunyah/manager/limits.js';
import { RM_RULES } from '#core/gunyah/rules/registry.js';
import type { RmErrorName } from '#core/gunyah/wire/errors.js';
import { DEFAULT_LIMITS, type Limits } from '#core/rules/limits.js';
import { MEDIATORS } from '#core/rules/profiles/mediators.js';
import { PROFILES } from '#core/rules/profiles/registry.js';
import { RULES } from '#core/rules/registry.js';
import type { Change, Mutant } from './mutant.ts';
import { namedProfiles, rowsOnce } from './profile-names.ts';

const BY = [1, -1] as const;
const NAMED = namedProfiles(PROFILES, MEDIATORS);

/** Whatever it is, a mistake would put one of the two most common codes in its place. */
function otherStatus(status: StatusName): StatusName {
  return status === 'INVALID_PARAMETERS' ? 'DENIED' : 'INVALID_PARAMETERS';
}

function otherError(error: RmErrorName): RmErrorName {
  return error === 'ARGUMENT_INVALID' ? 'DENIED' : 'ARGUMENT_INVALID';
}

function signed(by: number): string {
  return by > 0 ? `+${by}` : `${by}`;
}

function mutant(id: string, what: string, change: Change): Mutant {
  return { id, what, change };
}

function ofRules(): readonly Mutant[] {
  return RULES.flatMap(({ id, status }) => {
    const other = otherStatus(status);
    return [
      mutant(`rule:${id}`, 'the rule is never found broken', { kind: 'rule', rule: id }),
      mutant(`status:${id}`, `${other} for ${status}`, { kind: 'status', rule: id, status: other }),
    ];
  });
}

function ofRmRules(): readonly Mutant[] {
  return RM_RULES.flatMap(({ id, error }) => {
    const other = otherError(error);
    return [
      mutant(`rule:${id}`, 'the check accepts what breaks the rule', { kind: 'rm-rule', rule: id }),
      mutant(`status:${id}`, `${other} for ${error}`, { kind: 'rm-error', rule: id, error: other }),
    ];
  });
}

function ofLimits(): readonly Mutant[] {
  const limits = Object.keys(DEFAULT_LIMITS) as (keyof Limits)[];
  const rmLimits = Object.keys(RM_LIMITS) as (keyof RmLimits)[];
  return BY.flatMap((by) => [
    ...limits.map((limit) =>
      mutant(`limit:${limit}${signed(by)}`, 'off by one', { kind: 'limit', limit, by }),
    ),
    ...rmLimits.map((limit) =>
      mutant(`limit:rm-${limit}${signed(by)}`, 'off by one', { kind: 'rm-limit', limit, by }),
    ),
  ]);
}

function ofProfiles(): readonly Mutant[] {
  const deviations = [...rowsOnce(NAMED, (profile) => profile.deviations)].map(([{ rule }, profile]) =>
    mutant(`deviation:${profile}/${rule}`, 'the profile departs from the rule no more', {
      kind: 'deviation',
      profile,
      rule,
    }),
  );
  const lacks = [...rowsOnce(NAMED, (profile) => profile.lacks)].flatMap(([{ functions }, profile]) =>
    functions.map((call) =>
      mutant(`lack:${profile}/${call}`, 'the profile has the function', { kind: 'lack', profile, call }),
    ),
  );
  const limits = PROFILES.flatMap(({ name: profile, limits: set }) =>
    (Object.keys(set) as (keyof Limits)[]).flatMap((limit) =>
      BY.map((by) =>
        mutant(`limit:${profile}/${limit}${signed(by)}`, 'off by one', {
          kind: 'profile-limit',
          profile,
          limit,
          by,
        }),
      ),
    ),
  );
  return [...deviations, ...lacks, ...limits];
}

/** Every mutant of data: rules switched off, statuses swapped, limits off by one, rows of profiles left out. */
export const SWITCHED: readonly Mutant[] = [...ofRules(), ...ofRmRules(), ...ofLimits(), ...ofProfiles()];
