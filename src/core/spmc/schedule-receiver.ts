import type { Manager } from './manager.ts';

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

/** Makes the interrupt due: at once, or when the normal world goes on unless it is due earlier. */
export function raiseScheduleReceiver(m: Manager, later: boolean): void {
  m.scheduleReceiver = later ? Math.max(m.scheduleReceiver, SCHEDULE.LATER) : SCHEDULE.NOW;
}
