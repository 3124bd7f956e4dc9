import type { Terminal } from './terminal.ts';
import { labelled } from './wrap.ts';

/** What a manager has against something. */
export interface Objection {
  /** Name of the profile. */
  readonly profile: string;
  /** In words; `undefined` for nothing. */
  readonly text: string | undefined;
}

/** A line or more for each profile: its objection, or what it says where it has none. */
export function profileLines(
  objections: readonly Objection[],
  none: string,
  { width, paint }: Terminal,
): string[] {
  const column = objections.reduce((most, { profile }) => Math.max(most, profile.length), 0) + 2;
  return objections.flatMap(({ profile, text }) =>
    text === undefined
      ? [profile.padEnd(column) + paint('good', none)]
      : labelled(profile, text, column, width),
  );
}
