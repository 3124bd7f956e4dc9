import type { Differences } from '../differences.ts';

/** Guests share with one partition, in one piece, for reading and writing. */
export const XEN_DIFFERENCES: Differences = {
  profile: 'xen',
  mediates: true,
  lacks: [
    { fact: 'S-EL1 may map buffers of 2 pages', source: 'xen-mediator 21' },
    { fact: 'S-EL1 may map buffers of 4 pages', source: 'xen-mediator 21' },
    { fact: 'VM is offered FFA_MEM_DONATE', source: 'xen-mediator 6' },
    { fact: 'VM is offered FFA_MEM_LEND', source: 'xen-mediator 6' },
    { fact: 'VM is offered FFA_NS_RES_INFO_GET', source: 'xen-mediator 6' },
    { fact: 'VM may map buffers of 2 pages', source: 'xen-mediator 21' },
    { fact: 'a descriptor comes in several fragments', source: 'xen-mediator 12.4' },
    { fact: 'a share grants read-only access', source: 'xen-mediator 12.18' },
    { fact: 'a share has several receivers', source: 'xen-mediator 12.14' },
    { fact: 'hypervisor is offered FFA_MEM_LEND', source: 'xen-mediator 6' },
  ],
  differs: [
    {
      seen: '0x0',
      source: 'xen-mediator 12',
      at: {
        'clearing/shared': ['the borrower reads what the owner wrote', 'the owner reads what it wrote'],
      },
    },
    {
      seen: 'success',
      source: 'xen-mediator 12',
      at: {
        'share/mistakes-in-terms': ['cleared'],
        'clearing/shared': ['shared and cleared'],
      },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'send/attributes-exact',
      source: 'xen-mediator 12.13',
      at: {
        'share/mistakes-in-terms': ['a device'],
        'validation/send-attributes': [
          'a device of another kind',
          'not cacheable',
          'not shareable',
          'outer shareable',
        ],
        'validation/memory-types': ['type 0'],
      },
    },
    {
      seen: 'DENIED',
      rule: 'send/no-tx',
      source: 'xen-mediator 12.5',
      at: {
        'mailboxes/none': ['a share without TX'],
      },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'send/read-write-only',
      source: 'xen-mediator 12.18',
      at: {
        'share/mistakes-in-terms': ['not executable'],
        'permissions/shared-executable': ['the owner shares a page, read-only'],
      },
    },
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'send/sender',
      source: 'xen-mediator 12.15',
      at: {
        'share/mistakes-in-descriptor': ['in the name of another'],
      },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'send/whole',
      source: 'xen-mediator 12.4',
      at: {
        'share/mistakes-in-descriptor': ['a total length that is too long'],
      },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'send/composite-offset',
      source: 'xen-mediator 12.19',
      at: {
        'lengths/bounds-of-1-0': ['a composite in the access descriptor', 'a composite behind all bytes'],
        'descriptors/composite-offset': [
          'in the header',
          'at the access descriptor',
          'in the access descriptor',
          'at an odd place',
          'at an odd byte',
          'with its header cut off',
          'at almost 4 GiB',
          'at the last byte of 4 GiB',
        ],
      },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'descriptor/receiver-count-zero',
      source: 'xen-mediator 12.14',
      at: {
        'descriptors/send-header': ['no receivers'],
      },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'descriptor/receiver-count-max',
      source: 'xen-mediator 12.14',
      at: {
        'descriptors/send-header': [
          'one receiver too many',
          '65535 receivers',
          'receivers whose bytes wrap',
          'as many receivers as 32 bits count',
        ],
      },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'send/dynamic-buffer',
      source: 'xen-mediator 12.2',
      at: {
        'calls/other-buffers': ['a share with an address', 'a share with a page count', 'a share with both'],
      },
    },
  ],
};
