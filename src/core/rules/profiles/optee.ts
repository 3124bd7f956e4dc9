import { VERSION_1_2 } from '../../abi/versions.ts';
import type { Profile } from '../profile.ts';

/** OP-TEE as its own partition manager at S-EL1. */
export const OPTEE: Profile = {
  name: 'optee',
  about:
    'OP-TEE as partition manager at S-EL1: memory of the normal world in one way only, answers of its own.',
  speaks: { version: VERSION_1_2, source: 'spmc-tfa-optee 3.2' },
  limits: { transactions: 64, transactionsPerEndpoint: 64 },
  lacks: [
    {
      functions: [
        'FFA_MEM_DONATE',
        'FFA_MEM_FRAG_RX',
        'FFA_MSG_SEND2',
        'FFA_YIELD',
        'FFA_RX_ACQUIRE',
        'FFA_PARTITION_INFO_GET_REGS',
        'FFA_NS_RES_INFO_GET',
      ],
      source: 'spmc-tfa-optee 3.3',
    },
    { functions: ['FFA_ABORT'], source: 'spmc-tfa-optee 3.7' },
  ],
  deviations: [
    { rule: 'send/attributes-exact', enforced: true, source: 'spmc-tfa-optee 3.4' },
    { rule: 'send/read-write-only', enforced: true, source: 'spmc-tfa-optee 3.4' },
    { rule: 'send/no-tx', status: 'DENIED', source: 'spmc-tfa-optee 3.4' },
    { rule: 'send/fragment-exceeds-tx', status: 'DENIED', source: 'spmc-tfa-optee 3.4' },
    { rule: 'retrieve/rx-busy', status: 'DENIED', source: 'spmc-tfa-optee 3.7' },
    { rule: 'retrieve/no-tx', status: 'DENIED', source: 'spmc-tfa-optee 3.7' },
    { rule: 'retrieve/fragmented', status: 'NOT_SUPPORTED', source: 'spmc-tfa-optee 3.7' },
    { rule: 'retrieve/dynamic-buffer', status: 'NOT_SUPPORTED', source: 'spmc-tfa-optee 3.7' },
    { rule: 'retrieve/unknown-handle', status: 'DENIED', source: 'spmc-tfa-optee 3.7, 6' },
    { rule: 'retrieve/data-exceeds', status: 'INVALID_PARAMETERS', source: 'spmc-tfa-optee 3.7, 6' },
    { rule: 'relinquish/no-tx', status: 'DENIED', source: 'spmc-tfa-optee 3.7' },
    { rule: 'relinquish/endpoint', status: 'DENIED', source: 'spmc-tfa-optee 3.7' },
    { rule: 'relinquish/unknown-handle', status: 'DENIED', source: 'spmc-tfa-optee 3.7, 6' },
    { rule: 'relinquish/not-retrieved', status: 'DENIED', source: 'spmc-tfa-optee 3.7' },
    { rule: 'relinquish/flags-reserved', enforced: false, source: 'spmc-tfa-optee 3.7' },
    { rule: 'reclaim/flags-none', enforced: true, source: 'spmc-tfa-optee 3.4' },
    { rule: 'version/major', enforced: false, source: 'spmc-tfa-optee 3.2' },
    { rule: 'version/locked', enforced: false, source: 'spmc-tfa-optee 6' },
    { rule: 'info/rx-too-small', status: 'INVALID_PARAMETERS', source: 'spmc-tfa-optee 3.3' },
  ],
};
