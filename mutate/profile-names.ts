import type { Profile } from '#core/rules/profile.js';

/**
 * Profiles under names of their own: a mediator's profile is called as the manager's that it is made from, and has most of its rows.
 * A row belongs to the first profile that has it.
 */
export function namedProfiles(
  managers: readonly Profile[],
  mediators: readonly Profile[],
): ReadonlyMap<string, Profile> {
  return new Map([
    ...managers.map((profile) => [profile.name, profile] as const),
    ...mediators.map((profile) => [`${profile.name}-mediator`, profile] as const),
  ]);
}

/** Rows of profiles, each once, with the name of the first profile that has it. */
export function rowsOnce<Row>(
  profiles: ReadonlyMap<string, Profile>,
  rowsOf: (profile: Profile) => readonly Row[],
): ReadonlyMap<Row, string> {
  const names = new Map<Row, string>();
  for (const [name, profile] of profiles)
    for (const row of rowsOf(profile)) if (!names.has(row)) names.set(row, name);
  return names;
}
