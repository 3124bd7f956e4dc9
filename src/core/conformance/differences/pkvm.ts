import type { Differences } from '../differences.ts';

/** The host shares and lends with one partition. */
export const PKVM_DIFFERENCES: Differences = {
  profile: 'pkvm',
  mediates: true,
  lacks: [
    { fact: 'S-EL1 may map buffers of 2 pages', source: 'clients-linux-uboot-pkvm 3.3' },
    { fact: 'S-EL1 may map buffers of 4 pages', source: 'clients-linux-uboot-pkvm 3.3' },
    { fact: 'VM is offered FFA_MEM_DONATE', source: 'clients-linux-uboot-pkvm 3.1' },
    { fact: 'VM is offered FFA_MSG_SEND_DIRECT_REQ2', source: 'clients-linux-uboot-pkvm 3.1' },
    { fact: 'VM is offered FFA_NOTIFICATION_BIND', source: 'clients-linux-uboot-pkvm 3.1' },
    { fact: 'VM is offered FFA_NOTIFICATION_SET', source: 'clients-linux-uboot-pkvm 3.1' },
    { fact: 'VM is offered FFA_NS_RES_INFO_GET', source: 'clients-linux-uboot-pkvm 3.2' },
    { fact: 'VM is offered FFA_PARTITION_INFO_GET_REGS', source: 'clients-linux-uboot-pkvm 3.1' },
    { fact: 'VM may map buffers of 2 pages', source: 'clients-linux-uboot-pkvm 3.3' },
    { fact: 'a share has several receivers', source: 'clients-linux-uboot-pkvm 3.4' },
    { fact: 'hypervisor is offered FFA_NOTIFICATION_BITMAP_CREATE', source: 'clients-linux-uboot-pkvm 3.1' },
    { fact: 'hypervisor is offered FFA_NOTIFICATION_INFO_GET', source: 'clients-linux-uboot-pkvm 3.1' },
  ],
  differs: [
    {
      seen: 'NOT_SUPPORTED',
      rule: 'call/not-for-caller',
      source: 'clients-linux-uboot-pkvm 3.1',
      at: {
        'responses/identity': ['retrieved by its owner'],
      },
    },
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'send/sender',
      source: 'clients-linux-uboot-pkvm 3.4',
      at: {
        'share/mistakes-in-descriptor': ['in the name of another'],
        'lend/mistakes-in-descriptor': ['in the name of another'],
      },
    },
  ],
};
