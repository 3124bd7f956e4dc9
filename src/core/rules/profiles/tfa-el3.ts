import { VERSION_1_2 } from '../../abi/versions.ts';
import type { Profile } from '../profile.ts';
import { NOTIFICATION_FUNCTIONS } from './notification-functions.ts';

/** The partition manager inside TF-A's EL3 firmware, which has no stage 2 of its own. */
export const TFA_EL3: Profile = {
  name: 'tfa-el3',
  about: 'The partition manager of TF-A at EL3: only the normal world sends, permissions are left to others.',
  speaks: { version: VERSION_1_2, source: 'spmc-tfa-optee 1.1, 1.2' },
  limits: {},
  lacks: [
    {
      functions: [
        'FFA_MEM_DONATE',
        'FFA_MSG_SEND2',
        'FFA_YIELD',
        'FFA_RX_ACQUIRE',
        'FFA_PARTITION_INFO_GET_REGS',
        'FFA_NS_RES_INFO_GET',
        'FFA_ABORT',
        ...NOTIFICATION_FUNCTIONS,
      ],
      source: 'spmc-tfa-optee 1.3',
    },
  ],
  deviations: [
    { rule: 'permission/level', status: 'DENIED', source: 'spmc-tfa-optee 1.3' },
    { rule: 'send/from-secure', enforced: true, source: 'spmc-tfa-optee 1.4' },
    { rule: 'send/flags-none', enforced: true, source: 'spmc-tfa-optee 1.4' },
    { rule: 'send/flags-reserved', enforced: false, source: 'spmc-tfa-optee 1.4' },
    { rule: 'send/instruction-access', enforced: false, source: 'spmc-tfa-optee 1.4' },
    { rule: 'send/data-access-missing', enforced: false, source: 'spmc-tfa-optee 1.4' },
    { rule: 'send/attributes-given', enforced: false, source: 'spmc-tfa-optee 1.4' },
    { rule: 'send/attributes-unsupported', enforced: false, source: 'spmc-tfa-optee 1.4' },
    { rule: 'send/normal-over-device', enforced: false, source: 'spmc-tfa-optee 1.4' },
    { rule: 'send/device-operation', enforced: false, source: 'spmc-tfa-optee 1.4' },
    { rule: 'send/permission-exceeds-owner', enforced: false, source: 'spmc-tfa-optee 1.4' },
    { rule: 'send/held', status: 'INVALID_PARAMETERS', source: 'spmc-tfa-optee 1.4, 6' },
    { rule: 'descriptor/attributes-reserved', enforced: false, source: 'spmc-tfa-optee 1.4' },
    { rule: 'descriptor/permission-reserved', enforced: false, source: 'spmc-tfa-optee 1.4' },
    { rule: 'retrieve/rx-busy', status: 'DENIED', source: 'spmc-tfa-optee 1.5' },
    { rule: 'response/rx-busy', status: 'DENIED', source: 'spmc-tfa-optee 1.5' },
    { rule: 'retrieve/sender', status: 'INVALID_PARAMETERS', source: 'spmc-tfa-optee 1.5, 6' },
    { rule: 'retrieve/flags-none', enforced: true, source: 'spmc-tfa-optee 1.5' },
    { rule: 'retrieve/receiver-unlisted', status: 'INVALID_PARAMETERS', source: 'spmc-tfa-optee 1.5' },
    { rule: 'retrieve/attributes-unsupported', enforced: false, source: 'spmc-tfa-optee 1.5' },
    { rule: 'retrieve/data-exceeds', enforced: false, source: 'spmc-tfa-optee 1.5, 6' },
    { rule: 'retrieve/instruction-given', enforced: false, source: 'spmc-tfa-optee 1.5' },
    { rule: 'retrieve/instruction-missing', enforced: false, source: 'spmc-tfa-optee 1.5' },
    { rule: 'retrieve/impdef', enforced: false, source: 'spmc-tfa-optee 1.5' },
    { rule: 'retrieve/execute-device', enforced: false, source: 'spmc-tfa-optee 1.5' },
    { rule: 'retrieve/execute-non-secure', enforced: false, source: 'spmc-tfa-optee 1.5' },
    { rule: 'retrieve/execute-exceeds-owner', enforced: false, source: 'spmc-tfa-optee 1.5' },
    { rule: 'retrieve/normal-over-device', enforced: false, source: 'spmc-tfa-optee 1.5' },
    { rule: 'relinquish/flags-none', enforced: true, source: 'spmc-tfa-optee 1.5' },
    { rule: 'reclaim/flags-none', enforced: true, source: 'spmc-tfa-optee 1.5' },
  ],
};
