/** How patient a driver is. Nobody who answers it can keep it for longer. */
export interface DriverLimits {
  /** How often a call is made again after BUSY or RETRY, by a driver that makes it again at all. */
  readonly retries: number;
  /** How often a partition that yields or is interrupted is run again for one answer. */
  readonly runs: number;
  /** How often a memory call that pauses is resumed. */
  readonly pauses: number;
  /** How many calls it takes at most to hear who has notifications. */
  readonly listings: number;
}

export const DRIVER_LIMITS: DriverLimits = { retries: 8, runs: 65_536, pauses: 4096, listings: 4096 };
