import { isNoticed, type Outcome } from './outcome.ts';

/** Whether all is well, and what there is to say. */
export interface Verdict {
  readonly ok: boolean;
  readonly text: string;
}

/** The group of a mutant: what stands in front of the colon of its id. */
export function groupOf(id: string): string {
  return id.slice(0, id.indexOf(':'));
}

function* countsByGroup(outcomes: readonly Outcome[]): Generator<string> {
  for (const group of new Set(outcomes.map(({ id }) => groupOf(id)))) {
    const of = outcomes.filter(({ id }) => groupOf(id) === group);
    yield `${group}: ${of.filter(isNoticed).length} of ${of.length} noticed`;
  }
}

function* notTried(outcomes: readonly Outcome[]): Generator<string> {
  const loaded = outcomes.filter(({ end }) => end === 'loaded').length;
  if (loaded > 0) yield `not tried, because their effect is over once files are loaded: ${loaded}`;
}

/** Says of each group how many were noticed, and names those that were not and all that is wrong with what is justified. */
export function judge(outcomes: readonly Outcome[], justified: Readonly<Record<string, string>>): Verdict {
  const survivors = outcomes.filter((outcome) => !isNoticed(outcome) && outcome.end !== 'loaded');
  const open = survivors.filter(({ id }) => justified[id] === undefined);
  const stale = outcomes.filter((outcome) => isNoticed(outcome) && justified[outcome.id] !== undefined);
  const lines = [
    ...countsByGroup(outcomes),
    ...notTried(outcomes),
    ...survivors
      .filter(({ id }) => justified[id] !== undefined)
      .map(({ id }) => `${id} was not noticed, which is justified: ${justified[id]}`),
    ...open.map(
      ({ id, what, end }) => `${id} ${end === 'survived' ? 'survived' : 'is reached by no test'}: ${what}`,
    ),
    ...stale.map(({ id, by }) => `${id} is justified, but ${by} notices it: take it out of the justified`),
  ];
  return { ok: open.length === 0 && stale.length === 0, text: lines.map((line) => `${line}\n`).join('') };
}
