import type { Differences } from '../differences.ts';

/** It shares memory read-write only, and does not clear what is reclaimed. */
export const OPTEE_DIFFERENCES: Differences = {
  profile: 'optee',
  lacks: [
    { fact: 'VM is offered FFA_MEM_DONATE', source: 'spmc-tfa-optee 3.3' },
    { fact: 'S-EL1 is offered FFA_MEM_DONATE', source: 'spmc-tfa-optee 3.3' },
    { fact: 'a share grants read-only access', source: 'spmc-tfa-optee 3.4' },
  ],
  differs: [
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'send/read-write-only',
      source: 'spmc-tfa-optee 3.4',
      at: {
        'share/mistakes-in-terms': ['not executable'],
        'lend/mistakes-in-descriptor': ['executable'],
        'lend/mistakes-with-two': ['not executable'],
        'lend/read-only-owner': ['cleared', 'the owner lends it read-only'],
        'lend/more-than-granted': ['the owner lends a page read-only'],
        'lend/read-only-page': ['the owner lends it read-only'],
        'lend/cleared-read-only': ['the owner lends it read-only, cleared'],
      },
    },
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'send/attributes-exact',
      source: 'spmc-tfa-optee 3.4',
      at: { 'share/mistakes-in-terms': ['a device'] },
    },
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'reclaim/flags-none',
      source: 'spmc-tfa-optee 3.4',
      at: {
        'returns/reclaim-mistakes': ['the owner reclaims it, cleared'],
        'returns/lent-again': ['the owner reclaims it, cleared'],
      },
    },
    {
      seen: 'DENIED',
      rule: 'retrieve/unknown-handle',
      source: 'spmc-tfa-optee 3.7, 6',
      at: { 'share/handle-and-tag': ['another handle'], 'lend/handle-and-tag': ['another handle'] },
    },
    {
      seen: 'DENIED',
      rule: 'relinquish/unknown-handle',
      source: 'spmc-tfa-optee 3.7, 6',
      at: { 'share/relinquish-mistakes': ['names another handle'] },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'call/unknown-function',
      source: 'spmc-tfa-optee 3.3',
      at: { 'share/round-trip': ['the borrower donates it'], 'lend/round-trip': ['the borrower donates it'] },
    },
  ],
};
