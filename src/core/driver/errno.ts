import { STATUS, type StatusName } from '../abi/statuses.ts';

/**
 * Error numbers that drivers, and what stands in for them, give to their clients, by name. Linux and U-Boot number them alike.
 *
 * Source: the numbers of every 64-bit Linux.
 */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  ENXIO: 6,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EBUSY: 16,
  ENODEV: 19,
  EINVAL: 22,
  EMFILE: 24,
  ENOTTY: 25,
  ERANGE: 34,
  ENOSYS: 38,
  ENODATA: 61,
  EPROTO: 71,
  EMSGSIZE: 90,
  EPROTONOSUPPORT: 93,
  EOPNOTSUPP: 95,
  ETIMEDOUT: 110,
  ECANCELED: 125,
} as const;

export type Errno = keyof typeof ERRNO;

/** What a driver makes of the status of an FFA_ERROR. */
export interface ErrnoTable {
  readonly statuses: Readonly<Partial<Record<StatusName, Errno>>>;
  /** For every other status. */
  readonly others: Errno;
}

/** Source: clients-linux-uboot-pkvm 1.13, column Linux. */
export const LINUX_ERRNOS: ErrnoTable = {
  statuses: {
    NOT_SUPPORTED: 'EOPNOTSUPP',
    INVALID_PARAMETERS: 'EINVAL',
    NO_MEMORY: 'ENOMEM',
    BUSY: 'EBUSY',
    INTERRUPTED: 'EINTR',
    DENIED: 'EACCES',
    RETRY: 'EAGAIN',
    ABORTED: 'ECANCELED',
    NO_DATA: 'ENODATA',
    NOT_READY: 'EAGAIN',
  },
  others: 'EINVAL',
};

/** Source: clients-linux-uboot-pkvm 1.13, column U-Boot. */
export const U_BOOT_ERRNOS: ErrnoTable = {
  statuses: {
    NOT_SUPPORTED: 'EOPNOTSUPP',
    INVALID_PARAMETERS: 'EINVAL',
    NO_MEMORY: 'ENOMEM',
    BUSY: 'EBUSY',
    INTERRUPTED: 'EINTR',
    DENIED: 'EACCES',
    RETRY: 'EAGAIN',
    ABORTED: 'ECANCELED',
  },
  others: 'EINVAL',
};

/** The error number of a status. */
export function errnoOf({ statuses, others }: ErrnoTable, status: number): Errno {
  for (const [name, errno] of Object.entries(statuses))
    if (STATUS[name as StatusName] === status) return errno;
  return others;
}
