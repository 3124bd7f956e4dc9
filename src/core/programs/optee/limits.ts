/** What one client of the trusted OS can make it hold. Clients do not compete with each other. */
export interface TeeLimits {
  /** Yielding calls that are under way. */
  readonly threads: number;
  readonly sessions: number;
  /** Pieces of shared memory. */
  readonly objects: number;
  /** Pages of one of them. */
  readonly pagesPerObject: number;
}

export const TEE_LIMITS: TeeLimits = {
  threads: 8,
  sessions: 32,
  objects: 256,
  pagesPerObject: 0x1_0000,
};
