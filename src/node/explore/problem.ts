/** A campaign cannot be gone on with: what is wrong, and what to do. */
export class CampaignProblem extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
