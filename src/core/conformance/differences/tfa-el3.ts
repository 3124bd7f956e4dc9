import type { Differences } from '../differences.ts';

/** It neither clears memory nor judges permissions, and serves the normal world only. */
export const TFA_EL3_DIFFERENCES: Differences = {
  profile: 'tfa-el3',
  lacks: [
    { fact: 'VM is offered FFA_MEM_DONATE', source: 'spmc-tfa-optee 1.3' },
    { fact: 'S-EL1 is offered FFA_MEM_DONATE', source: 'spmc-tfa-optee 1.3' },
    { fact: 'secure partitions send memory', source: 'spmc-tfa-optee 1.4' },
  ],
  differs: [
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'send/flags-none',
      source: 'spmc-tfa-optee 1.4',
      at: {
        'share/mistakes-in-terms': ['cleared'],
        'lend/read-only-owner': ['cleared'],
        'lend/retrieved-often': ['the owner lends a page, cleared'],
        'lend/cleared-read-only': ['the owner lends it read-only, cleared'],
        'lend/cleared-by-owner': ['the owner lends it, cleared'],
        'lend/cleared-for-both': ['the owner lends it, cleared'],
      },
    },
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'retrieve/flags-none',
      source: 'spmc-tfa-optee 1.5',
      at: {
        'lend/round-trip': ['the borrower retrieves it, to be cleared later'],
        'lend/not-cleared': ['cleared'],
        'returns/cleared-by-borrower': ['the borrower retrieves it, to be cleared later'],
        'bypass/one-of-two': [
          'two entries, the second one empty',
          'the borrower retrieves it, listing itself',
        ],
      },
    },
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'relinquish/flags-none',
      source: 'spmc-tfa-optee 1.5',
      at: {
        'share/relinquish-mistakes': ['asks for clearing', 'names another handle'],
        'lend/not-cleared': ['the borrower relinquishes it, cleared'],
        'returns/one-of-two': ['the third relinquishes it, cleared'],
      },
    },
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'reclaim/flags-none',
      source: 'spmc-tfa-optee 1.5',
      at: {
        'lend/read-only-owner': ['reclaimed and cleared'],
        'returns/reclaim-mistakes': ['the owner reclaims it, cleared'],
        'returns/lent-again': ['the owner reclaims it, cleared'],
      },
    },
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'retrieve/sender',
      source: 'spmc-tfa-optee 1.5, 6',
      at: { 'lend/wrong-sender': ['another sender'] },
    },
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'send/from-secure',
      source: 'spmc-tfa-optee 1.4',
      at: { 'share/round-trip': ['the borrower lends it on'] },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'call/unknown-function',
      source: 'spmc-tfa-optee 1.3',
      at: { 'share/round-trip': ['the borrower donates it'] },
    },
    {
      seen: 'success',
      source: 'spmc-tfa-optee 1.4',
      at: {
        'share/mistakes-in-terms': ['not executable'],
        'share/more-than-owned': ['read-write'],
        'lend/mistakes-in-descriptor': ['with attributes', 'executable'],
        'lend/mistakes-with-two': ['not executable'],
      },
    },
    {
      seen: 'success',
      source: 'spmc-tfa-optee 1.5',
      at: {
        'share/more-than-granted-32': ['read-write'],
        'share/more-than-granted-64': ['read-write'],
        'lend/more-than-granted': ['read-write'],
        'lend/instruction-access-of-two': [
          'the borrower says not executable',
          'the third says not executable',
        ],
        'impdef/share': ['without them'],
        'impdef/lend': ['without them'],
      },
    },
  ],
};
