/**
 * The schedule-receiver interrupt, which tells the scheduler of the normal world that somebody has notifications.
 *
 * Source: ffa-hafnium 1.9.
 */
export const SCHEDULE = {
  /** Nothing to tell. */
  NOTHING: 0,
  /** When the normal world goes on. */
  LATER: 1,
  /** At once. */
  NOW: 2,
} as const;
