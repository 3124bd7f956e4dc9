import { comparePositions, type Position } from './position.ts';
import type { FileRule, Severity } from './rule.ts';

/** One broken rule, or one thing worth a note, at one place of one file. */
export interface Finding {
  readonly rule: FileRule;
  readonly severity: Severity;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What was found there and what was expected, in one sentence without a full stop. */
  readonly found: string;
}

/** Collects what is found in one file while it is read. */
export class Findings {
  readonly file: string;
  private readonly list: Finding[] = [];

  constructor(file: string) {
    this.file = file;
  }

  add(rule: FileRule, at: Position, found: string): void {
    const { line, column } = at;
    this.list.push({ rule, severity: rule.severity, file: this.file, line, column, found });
  }

  /** Whether anything found so far keeps the file from loading. */
  get broken(): boolean {
    return this.list.some(({ severity }) => severity === 'error');
  }

  /** All findings in the order of the file. */
  sorted(): readonly Finding[] {
    return [...this.list].sort(comparePositions);
  }
}

/**
 * A finding as a compiler would print it: place, severity, what was found; then the rule, its reason and the
 * fix.
 */
export function formatFinding(finding: Finding): string {
  const { file, line, column, severity, found, rule } = finding;
  return [
    `${file}:${line}:${column}: ${severity}: ${found} [${rule.id}]`,
    `  ${rule.what} ${rule.why}`,
    `  ${rule.fix}`,
  ].join('\n');
}
