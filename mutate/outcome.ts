/** What became of a mutant. */
export interface Outcome {
  readonly id: string;
  readonly what: string;
  /**
   * `killed`: a test failed. `hung`: a test did not end. `crashed`: the process ended in the middle of a test. `survived`: tests asked for
   * what it changes, and passed. `unreached`: no test did. `loaded`: it changes what is computed while files are loaded, before it is on.
   */
  readonly end: 'killed' | 'hung' | 'crashed' | 'survived' | 'unreached' | 'loaded';
  /** The test that noticed it, and what it said. */
  readonly by?: string;
  readonly why?: string;
  /** For mutants of rows: whether that test's name says one of the rows. */
  readonly claimed?: boolean;
  /** How many milliseconds of a processor tests with it have taken. */
  readonly spent?: number;
}

export function isNoticed({ end }: Outcome): boolean {
  return end === 'killed' || end === 'hung' || end === 'crashed';
}
