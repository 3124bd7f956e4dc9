import type { Profile } from '../profile.ts';

/** The proxy of pKVM, as the host kernel sees it. */
export const PKVM: Profile = {
  name: 'pkvm',
  about: 'The proxy of pKVM between the host kernel and the secure world: one receiver, no donation.',
  mediates: true,
  limits: { receivers: 1, mailboxPages: 1 },
  lacks: [
    'FFA_MEM_DONATE',
    'FFA_MEM_RETRIEVE_REQ',
    'FFA_MEM_RELINQUISH',
    'FFA_MEM_FRAG_RX',
    'FFA_MSG_WAIT',
    'FFA_MSG_SEND_DIRECT_REQ2',
    'FFA_MSG_SEND_DIRECT_RESP2',
    'FFA_PARTITION_INFO_GET_REGS',
    'FFA_NOTIFICATION_BITMAP_CREATE',
    'FFA_NOTIFICATION_BITMAP_DESTROY',
    'FFA_NOTIFICATION_BIND',
    'FFA_NOTIFICATION_UNBIND',
    'FFA_NOTIFICATION_SET',
    'FFA_NOTIFICATION_GET',
    'FFA_NOTIFICATION_INFO_GET',
  ],
  deviations: [{ rule: 'send/sender', status: 'INVALID_PARAMETERS', source: 'clients-linux-uboot-pkvm 3.4' }],
};
