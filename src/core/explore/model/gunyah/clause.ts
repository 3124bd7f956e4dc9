import type { Reason } from '../clause.ts';

/** Errors of the resource manager, by name. Source: gunyah 3. */
export const ERROR = {
  OK: 0,
  NOMEM: 1,
  NORESOURCE: 2,
  DENIED: 3,
  MSG_INVALID: 4,
  BUSY: 5,
  ARGUMENT_INVALID: 6,
  HANDLE_INVALID: 7,
  VALIDATE_FAILED: 8,
  MAP_FAILED: 9,
  MEM_INVALID: 0xa,
  MEM_INUSE: 0xb,
  MEM_RELEASED: 0xc,
  VMID_INVALID: 0xd,
  LOOKUP_FAILED: 0xe,
  VM_STATE: 0x14,
  UNIMPLEMENTED: 0xffff_ffff,
} as const;

export type ErrorName = keyof typeof ERROR;

/** One reason for which a request has to be refused. */
export interface RmClause<Case> {
  readonly rule: string;
  readonly status: ErrorName;
  /** A row of the reference. */
  readonly source: string;
  /** It may be refused for this reason, and need not. */
  readonly may?: true;
  readonly broken: (of: Case) => boolean;
}

/** Reasons that are looked at together. Unlike that of FF-A, this specification has its checks in an order, row by row. */
export type Row<Case> = readonly RmClause<Case>[];

/** The reasons of the first row that gives one, and what may be a reason in the rows before. */
export function firstReasons<Case>(rows: readonly Row<Case>[], of: Case): readonly Reason[] {
  const reasons: Reason[] = [];
  for (const row of rows) {
    const broken = row.filter((clause) => clause.broken(of));
    reasons.push(...broken);
    if (broken.some(({ may }) => may !== true)) break;
  }
  return reasons;
}
