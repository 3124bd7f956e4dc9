/**
 * Error codes of the resource manager, and what Linux makes of them.
 *
 * A client should keep the resource manager's code: eleven of them become -EINVAL.
 *
 * Source: gunyah 3.
 */

import { ERRNO, type Errno } from '../../abi/errno.ts';

export type RmErrorName =
  | 'OK'
  | 'UNIMPLEMENTED'
  | 'NOMEM'
  | 'NORESOURCE'
  | 'DENIED'
  | 'MSG_INVALID'
  | 'BUSY'
  | 'ARGUMENT_INVALID'
  | 'HANDLE_INVALID'
  | 'VALIDATE_FAILED'
  | 'MAP_FAILED'
  | 'MEM_INVALID'
  | 'MEM_INUSE'
  | 'MEM_RELEASED'
  | 'VMID_INVALID'
  | 'LOOKUP_FAILED'
  | 'IRQ_INVALID'
  | 'IRQ_INUSE'
  | 'IRQ_RELEASED'
  | 'IN_USE'
  | 'IRQ_NOT_MAPPED'
  | 'VM_STATE';

const ROWS: Readonly<Record<RmErrorName, readonly [code: number, errno: Errno | 0]>> = {
  OK: [0, 0],
  UNIMPLEMENTED: [0xffff_ffff, 'EOPNOTSUPP'],
  NOMEM: [1, 'ENOMEM'],
  NORESOURCE: [2, 'ENODEV'],
  DENIED: [3, 'EPERM'],
  MSG_INVALID: [4, 'EINVAL'],
  BUSY: [5, 'EBUSY'],
  ARGUMENT_INVALID: [6, 'EINVAL'],
  HANDLE_INVALID: [7, 'EINVAL'],
  VALIDATE_FAILED: [8, 'EINVAL'],
  MAP_FAILED: [9, 'EINVAL'],
  MEM_INVALID: [0xa, 'EINVAL'],
  MEM_INUSE: [0xb, 'EINVAL'],
  MEM_RELEASED: [0xc, 'EINVAL'],
  VMID_INVALID: [0xd, 'EINVAL'],
  LOOKUP_FAILED: [0xe, 'EINVAL'],
  IRQ_INVALID: [0xf, 'EINVAL'],
  IRQ_INUSE: [0x10, 'EINVAL'],
  IRQ_RELEASED: [0x11, 'EINVAL'],
  IN_USE: [0x12, 'EBADMSG'],
  IRQ_NOT_MAPPED: [0x13, 'EBADMSG'],
  VM_STATE: [0x14, 'EBADMSG'],
};

/** Every error that is one. */
export const RM_ERRORS: readonly RmErrorName[] = (Object.keys(ROWS) as RmErrorName[]).filter(
  (name) => name !== 'OK',
);

/** The number of an error on the wire. */
export function rmErrorCode(name: RmErrorName): number {
  return ROWS[name][0];
}

/** The name of a number on the wire, "error 0x2a" for one that has none. */
export function rmErrorText(code: number): string {
  return nameOf(code) ?? `error 0x${code.toString(16)}`;
}

/** What Linux's driver returns for an error: "EINVAL"; 0 for OK. Codes it does not know become EBADMSG. */
export function linuxErrno(code: number): Errno | 0 {
  const name = nameOf(code);
  return name === undefined ? 'EBADMSG' : ROWS[name][1];
}

/** The same as a kernel prints it: -22; 0 for OK. */
export function linuxReturn(code: number): number {
  const errno = linuxErrno(code);
  return errno === 0 ? 0 : -ERRNO[errno];
}

function nameOf(code: number): RmErrorName | undefined {
  return (Object.keys(ROWS) as RmErrorName[]).find((name) => ROWS[name][0] === code);
}
