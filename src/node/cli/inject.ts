import { InvalidArgumentError } from 'commander';
import { type FaultRule, parseFault } from '../../core/board/fault-rule.ts';

/** What `--inject` says of itself. */
export const INJECT_HELP =
  'have calls go wrong: FUNCTION[#N]=STATUS[*COUNT], or =interrupt[/70ms]; may be repeated';

/** The values of `--inject`, one by one. */
export function parseInject(text: string, others: readonly FaultRule[] = []): readonly FaultRule[] {
  const rule = parseFault(text);
  if ('expected' in rule)
    throw new InvalidArgumentError(`At character ${rule.at + 1} it needs ${rule.expected}.`);
  return [...others, rule];
}
