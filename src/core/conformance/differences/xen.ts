import type { Differences } from '../differences.ts';

/** Guests share with one partition, in one piece, for reading and writing. */
export const XEN_DIFFERENCES: Differences = {
  profile: 'xen',
  mediates: true,
  lacks: [
    { fact: 'VM is offered FFA_MEM_LEND', source: 'xen-mediator 6' },
    { fact: 'VM is offered FFA_MEM_DONATE', source: 'xen-mediator 6' },
    { fact: 'a share has several receivers', source: 'xen-mediator 12.14' },
    { fact: 'a share grants read-only access', source: 'xen-mediator 12.18' },
    { fact: 'a descriptor comes in several fragments', source: 'xen-mediator 12.4' },
  ],
  differs: [
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'send/sender',
      source: 'xen-mediator 12.15',
      at: { 'share/mistakes-in-descriptor': ['in the name of another'] },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'send/whole',
      source: 'xen-mediator 12.4',
      at: { 'share/mistakes-in-descriptor': ['a total length that is too long'] },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'send/attributes-exact',
      source: 'xen-mediator 12.13',
      at: { 'share/mistakes-in-terms': ['a device'] },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'send/read-write-only',
      source: 'xen-mediator 12.18',
      at: { 'share/mistakes-in-terms': ['not executable'] },
    },
    { seen: 'success', source: 'xen-mediator 12', at: { 'share/mistakes-in-terms': ['cleared'] } },
  ],
};
