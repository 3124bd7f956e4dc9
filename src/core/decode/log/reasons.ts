import type { Fact } from './fact.ts';

/** Lines above an answer without a call in which its reason is looked for. */
const FAR = 16;

/** Gives answers the reason that a manager wrote down between the call and the answer. Facts are in the order of their lines. */
export function withReasons(facts: readonly Fact[]): readonly Fact[] {
  let reason: Fact | undefined;
  return facts.map((fact) => {
    if (fact.kind === 'refusal') reason = fact;
    if (fact.kind !== 'answer' || fact.status === undefined || reason === undefined) return fact;
    const { line, status, rules } = reason;
    const belongs = status === fact.status && line > (fact.answers ?? fact.line - FAR);
    reason = undefined;
    return belongs ? { ...fact, rules, reason: line } : fact;
  });
}
