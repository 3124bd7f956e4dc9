/** A snapshot cannot be written, or is none to go on with: what is wrong, and what to do next. */
export class SnapshotProblem extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
