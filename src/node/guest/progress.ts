/** Who wants to know how far work has come. */
export interface Progress {
  /** A new step begins: a few words, without a full stop. */
  step(text: string): void;
  /** How far the step has come, which changes often: `45 %`. */
  detail(text: string): void;
}
