/** One stop of the tour: a text, something to predict, and steps of a machine file that show it. */
export interface TourStop {
  readonly title: string;
  /** Paragraphs, in which code stands between backquotes. */
  readonly text: readonly string[];
  readonly question: string;
  readonly choices: readonly string[];
  /** Index of the choice that comes true. */
  readonly right: number;
  /** What was to be seen, and why. */
  readonly because: string;
  /** A list of steps of a machine file; '' where there is only something to look at. */
  readonly steps: string;
}
