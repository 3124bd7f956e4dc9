/** Kinds of caller, as bits: a service is offered to some of them. */
export const CALLER = {
  SECURE: 1,
  NORMAL: 2,
  /** In addition to NORMAL. */
  HYPERVISOR: 4,
  /** In addition to SECURE: it runs at S-EL0. */
  USER: 8,
  /** In addition to SECURE: it has more than one execution context. */
  SEVERAL: 16,
} as const;

/** Everybody may call. */
export const ANYBODY: number = CALLER.SECURE | CALLER.NORMAL;
