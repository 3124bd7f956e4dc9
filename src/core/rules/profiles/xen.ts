import { VERSION_1_2 } from '../../abi/versions.ts';
import type { Profile } from '../profile.ts';

/** Xen's mediator, as its guests see it. */
export const XEN: Profile = {
  name: 'xen',
  about:
    'The mediator of Xen: guests share small descriptors with one secure partition, read and write only.',
  mediates: {},
  speaks: { version: VERSION_1_2, source: 'xen-mediator 4' },
  limits: { receivers: 1, transactionsPerEndpoint: 32, pagesPerSend: 256, mailboxPages: 1 },
  lacks: [
    {
      functions: [
        'FFA_MEM_LEND',
        'FFA_MEM_DONATE',
        'FFA_MEM_RETRIEVE_REQ',
        'FFA_MEM_RELINQUISH',
        'FFA_MEM_FRAG_RX',
        'FFA_MEM_FRAG_TX',
        'FFA_NS_RES_INFO_GET',
      ],
      source: 'xen-mediator 6',
    },
  ],
  deviations: [
    { rule: 'send/dynamic-buffer', status: 'NOT_SUPPORTED', source: 'xen-mediator 12.2' },
    { rule: 'send/whole', enforced: true, source: 'xen-mediator 12.4' },
    { rule: 'send/no-tx', status: 'DENIED', source: 'xen-mediator 12.5' },
    { rule: 'send/attributes-exact', enforced: true, status: 'NOT_SUPPORTED', source: 'xen-mediator 12.13' },
    { rule: 'descriptor/receiver-count-max', status: 'NOT_SUPPORTED', source: 'xen-mediator 12.14' },
    { rule: 'descriptor/receiver-count-zero', status: 'NOT_SUPPORTED', source: 'xen-mediator 12.14' },
    { rule: 'send/sender', status: 'INVALID_PARAMETERS', source: 'xen-mediator 12.15' },
    { rule: 'send/normal-world-only', status: 'NOT_SUPPORTED', source: 'xen-mediator 12.17' },
    { rule: 'send/read-write-only', enforced: true, status: 'NOT_SUPPORTED', source: 'xen-mediator 12.18' },
    { rule: 'send/composite-offset', status: 'NOT_SUPPORTED', source: 'xen-mediator 12.19' },
    { rule: 'send/flags-reserved', enforced: false, source: 'xen-mediator 12' },
    { rule: 'send/time-slice', enforced: false, source: 'xen-mediator 12' },
    { rule: 'send/zero-on-share', enforced: false, source: 'xen-mediator 12' },
  ],
};
