/** A machine cannot be served, and the user can do something about it: what is wrong, and what to do next. */
export class ServeProblem extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
