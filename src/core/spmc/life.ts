/**
 * How far a partition has come in its life. That it aborts is seen by nobody: the call that ends it takes it from STARTED to where it goes.
 *
 * Source: ffa-hafnium 1.5, 1.8, 1.12.
 */
export const LIFE = {
  /** There is none: it was destroyed. Its id is nobody's. */
  NULL: 0,
  /** It is there, and its first run has not begun. */
  CREATED: 1,
  /** It runs, or waits to be run. */
  STARTED: 2,
  /** It has aborted. */
  STOPPED: 3,
} as const;
