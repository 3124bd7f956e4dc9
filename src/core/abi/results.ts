/**
 * What functions answer: the named parts of the registers of FFA_SUCCESS, by the function that was called. Functions that are not here
 * answer with nothing more, or with a function of their own, whose registers `functions.ts` names.
 *
 * Source: ffa-hafnium 1.2.
 */

import type { RegisterField } from './functions.ts';

const HANDLE: readonly RegisterField[] = [
  { name: 'handle low', register: 2 },
  { name: 'handle high', register: 3 },
];
const ID: readonly RegisterField[] = [{ name: 'id', register: 2, low: 0, high: 15 }];

export const RESULTS: Readonly<Record<string, readonly RegisterField[]>> = {
  FFA_FEATURES: [
    { name: 'properties', register: 2 },
    { name: 'more properties', register: 3 },
  ],
  FFA_ID_GET: ID,
  FFA_SPM_ID_GET: ID,
  FFA_PARTITION_INFO_GET: [
    { name: 'count', register: 2 },
    { name: 'descriptor size', register: 3 },
  ],
  FFA_PARTITION_INFO_GET_REGS: [
    { name: 'last index', register: 2, low: 0, high: 15 },
    { name: 'current index', register: 2, low: 16, high: 31 },
  ],
  FFA_MEM_SHARE: HANDLE,
  FFA_MEM_LEND: HANDLE,
  FFA_MEM_DONATE: HANDLE,
  FFA_MEM_FRAG_TX: HANDLE,
  FFA_MEM_PERM_GET: [
    { name: 'permissions', register: 2 },
    { name: 'page count minus 1', register: 3 },
  ],
  FFA_NS_RES_INFO_GET: [
    { name: 'bytes left', register: 2, low: 0, high: 31 },
    { name: 'bytes here', register: 2, low: 32, high: 63 },
  ],
  FFA_NOTIFICATION_GET: [
    { name: 'from partitions, low', register: 2 },
    { name: 'from partitions, high', register: 3 },
    { name: 'from VMs, low', register: 4 },
    { name: 'from VMs, high', register: 5 },
    { name: 'from the manager', register: 6 },
    { name: 'from the hypervisor', register: 7 },
  ],
  FFA_NOTIFICATION_INFO_GET: [
    { name: 'more pending', register: 2, low: 0, high: 0 },
    { name: 'list count', register: 2, low: 7, high: 11 },
    { name: 'list lengths minus 1', register: 2, low: 12, high: 51 },
    ...[3, 4, 5, 6, 7].map((register) => ({ name: `ids in x${register}`, register })),
  ],
};
