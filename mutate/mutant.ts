import type { StatusName } from '#core/abi/statuses.js';
import type { RmLimits } from '#core/gunyah/manager/limits.js';
import type { RmErrorName } from '#core/gunyah/wire/errors.js';
import type { Limits } from '#core/rules/limits.js';

/** What is changed. All but a patch are data, and are switched where the running code asks for them. */
export type Change =
  /** The rule is never found broken. */
  | { readonly kind: 'rule'; readonly rule: string }
  /** The rule yields another status. */
  | { readonly kind: 'status'; readonly rule: string; readonly status: StatusName }
  /** The same of the resource manager: a check accepts where this rule is broken. */
  | { readonly kind: 'rm-rule'; readonly rule: string }
  /** The rule of the resource manager yields another error. */
  | { readonly kind: 'rm-error'; readonly rule: string; readonly error: RmErrorName }
  /** A profile departs from the rule no more. */
  | { readonly kind: 'deviation'; readonly profile: string; readonly rule: string }
  /** A profile has a function that it lacks. */
  | { readonly kind: 'lack'; readonly profile: string; readonly call: string }
  /** A limit is one more or one less than it was set to, whoever set it. */
  | { readonly kind: 'limit'; readonly limit: keyof Limits; readonly by: 1 | -1 }
  /** A limit of the resource manager is one more or one less. */
  | { readonly kind: 'rm-limit'; readonly limit: keyof RmLimits; readonly by: 1 | -1 }
  /** A limit that a profile sets is one more or one less. */
  | {
      readonly kind: 'profile-limit';
      readonly profile: string;
      readonly limit: keyof Limits;
      readonly by: 1 | -1;
    }
  /**
   * Code is another: the one place of the file that reads `find`, right behind `after` where that is said, reads `replace`. Both are
   * expressions, or statements that end with `;` and declare nothing that what follows uses; an empty `replace` leaves a statement
   * out. It has to be code that runs in tests: what is computed when a file is loaded is as it was.
   */
  | {
      readonly kind: 'patch';
      readonly file: string;
      readonly find: string;
      readonly replace: string;
      readonly after?: string;
    }
  /** Code is another as Stryker has it, which builds all its changes of a file in at once. */
  | { readonly kind: 'stryker'; readonly file: string; readonly subject: string };

/** A defect that is planted, to see whether a test tells. */
export interface Mutant {
  /** Unique and stable: how it is named on the command line and in tables. */
  readonly id: string;
  /** What is wrong, in words. */
  readonly what: string;
  readonly change: Change;
  /** Rows of the tables of known mistakes and requirements that the defect goes against; tests whose names say one of them claim to notice. */
  readonly rows?: readonly string[];
}

/** Whether the name of a test, or of a group of tests, says one of the rows that a mutant goes against. */
export function claims(name: string, { rows }: Mutant): boolean {
  return rows?.some((row) => new RegExp(`\\b${row}\\b`).test(name)) ?? false;
}

/** What a change is made to: a mutant can be noticed by those tests alone that ask for it. */
export function subjectOf(change: Change): string {
  switch (change.kind) {
    case 'rule':
    case 'rm-rule':
      return `rule ${change.rule}`;
    case 'status':
    case 'rm-error':
      return `status ${change.rule}`;
    case 'deviation':
      return `deviation ${change.profile} ${change.rule}`;
    case 'lack':
      return `lack ${change.profile} ${change.call}`;
    case 'limit':
      return `limit ${change.limit}`;
    case 'rm-limit':
      return `rm-limit ${change.limit}`;
    case 'profile-limit':
      return `profile-limit ${change.profile} ${change.limit}`;
    case 'patch':
      return `patch ${change.file} ${change.after ?? ''}${change.find} ${change.replace}`;
    case 'stryker':
      return change.subject;
  }
}
