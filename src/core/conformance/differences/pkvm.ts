import type { Differences } from '../differences.ts';

/** The host shares and lends with one partition. */
export const PKVM_DIFFERENCES: Differences = {
  profile: 'pkvm',
  mediates: true,
  lacks: [
    { fact: 'VM is offered FFA_MEM_DONATE', source: 'clients-linux-uboot-pkvm 3.1' },
    { fact: 'a share has several receivers', source: 'clients-linux-uboot-pkvm 3.4' },
  ],
  differs: [
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
