import type { Errno } from '../abi/errno.ts';
import { STATUS, type StatusName } from '../abi/statuses.ts';

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
