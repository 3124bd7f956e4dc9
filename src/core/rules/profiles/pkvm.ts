import { VERSION_1_2 } from '../../abi/versions.ts';
import type { Profile } from '../profile.ts';
import { NOTIFICATION_FUNCTIONS } from './notification-functions.ts';

/** The proxy of pKVM, as the host kernel sees it. */
export const PKVM: Profile = {
  name: 'pkvm',
  about: 'The proxy of pKVM between the host kernel and the secure world: one receiver, no donation.',
  mediates: {},
  speaks: { version: VERSION_1_2, source: 'clients-linux-uboot-pkvm 3.2' },
  limits: { receivers: 1, mailboxPages: 1 },
  lacks: [
    {
      functions: [
        'FFA_MEM_DONATE',
        'FFA_MEM_RETRIEVE_REQ',
        'FFA_MEM_RELINQUISH',
        'FFA_MEM_FRAG_RX',
        'FFA_MSG_WAIT',
        'FFA_MSG_SEND_DIRECT_REQ2',
        'FFA_MSG_SEND_DIRECT_RESP2',
        'FFA_PARTITION_INFO_GET_REGS',
        ...NOTIFICATION_FUNCTIONS,
      ],
      source: 'clients-linux-uboot-pkvm 3.1',
    },
  ],
  deviations: [{ rule: 'send/sender', status: 'INVALID_PARAMETERS', source: 'clients-linux-uboot-pkvm 3.4' }],
};
