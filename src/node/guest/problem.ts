/** Something in the way of a guest that the user can do something about: what is wrong, and what to do next. */
export class GuestProblem extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
