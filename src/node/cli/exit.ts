/** What a command ends with. */
export const EXIT = {
  OK: 0,
  /** A rule is broken, an expectation is not met. */
  BROKEN: 1,
  /** The input or the command line cannot be read. */
  UNREADABLE: 2,
} as const;

/** A command cannot do what it was asked to: what is wrong, and what to do next. */
export class CommandError extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
