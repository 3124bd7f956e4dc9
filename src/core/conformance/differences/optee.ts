import type { Differences } from '../differences.ts';

/** It shares memory read-write only, and does not clear what is reclaimed. */
export const OPTEE_DIFFERENCES: Differences = {
  profile: 'optee',
  lacks: [
    { fact: '* is offered FFA_RX_ACQUIRE', source: 'spmc-tfa-optee 3.3' },
    { fact: '* is offered FFA_MEM_DONATE', source: 'spmc-tfa-optee 3.3' },
    { fact: '* is offered FFA_MEM_FRAG_RX', source: 'spmc-tfa-optee 3.3' },
    { fact: '* is offered FFA_MSG_SEND2', source: 'spmc-tfa-optee 3.3' },
    { fact: '* is offered FFA_NS_RES_INFO_GET', source: 'spmc-tfa-optee 3.3' },
    { fact: '* is offered FFA_PARTITION_INFO_GET_REGS', source: 'spmc-tfa-optee 3.3' },
    { fact: '* is offered FFA_YIELD', source: 'spmc-tfa-optee 3.3' },
    { fact: 'a share grants read-only access', source: 'spmc-tfa-optee 3.4' },
  ],
  differs: [
    {
      seen: 'success',
      source: 'spmc-tfa-optee 3.2',
      at: {
        'discovery/version': ['major version 0', 'major version 2'],
      },
    },
    {
      seen: 'success',
      source: 'spmc-tfa-optee 6',
      at: {
        'discovery/version': ['another version after it'],
      },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'call/unknown-function',
      source: 'spmc-tfa-optee 3.3',
      at: {
        'share/round-trip': ['the borrower donates it'],
        'lend/round-trip': ['the borrower donates it'],
        'responses/unknown-handle': ['fetched'],
      },
    },
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'reclaim/flags-none',
      source: 'spmc-tfa-optee 3.4',
      at: {
        'returns/reserved-flags-of-reclaim': ['bit 2'],
        'returns/reclaim-mistakes': ['the owner reclaims it, cleared'],
        'returns/lent-again': ['the owner reclaims it, cleared'],
        'failure/uncleared': ['reclaimed and cleared', 'the owner reclaims it, cleared'],
      },
    },
    {
      seen: 'DENIED',
      rule: 'relinquish/endpoint',
      source: 'spmc-tfa-optee 3.7',
      at: {
        'responses/identity': ["relinquished in the borrower's name"],
      },
    },
    {
      seen: 'DENIED',
      rule: 'relinquish/no-tx',
      source: 'spmc-tfa-optee 3.7',
      at: {
        'mailboxes/none': ['a relinquish without TX'],
      },
    },
    {
      seen: 'DENIED',
      rule: 'relinquish/not-retrieved',
      source: 'spmc-tfa-optee 3.7',
      at: {
        'responses/undelivered': ['relinquished'],
        'grants/each-for-itself': ['the third leaves', 'the borrower leaves twice'],
        'calls/refused-relinquish': ['too early', 'too late'],
      },
    },
    {
      seen: 'DENIED',
      rule: 'relinquish/unknown-handle',
      source: 'spmc-tfa-optee 3.7, 6',
      at: {
        'share/relinquish-mistakes': ['names another handle'],
        'responses/unknown-handle': ['relinquished'],
        'failure/unfinished': ['relinquished'],
        'calls/handles': [
          'relinquished with other bits 0x1',
          'relinquished with other bits 0x80000000',
          'relinquished with other bits 0x100000000',
          'relinquished with other bits 0x8000000000000000',
        ],
      },
    },
    {
      seen: 'DENIED',
      rule: 'retrieve/no-tx',
      source: 'spmc-tfa-optee 3.7',
      at: {
        'mailboxes/none': ['a retrieve without TX'],
      },
    },
    {
      seen: 'DENIED',
      rule: 'retrieve/rx-busy',
      source: 'spmc-tfa-optee 3.7',
      at: {
        'mailboxes/full': ['a retrieve while RX is full'],
      },
    },
    {
      seen: 'DENIED',
      rule: 'retrieve/unknown-handle',
      source: 'spmc-tfa-optee 3.7, 6',
      at: {
        'responses/hypervisor-looks': ['at nothing'],
        'share/handle-and-tag': ['another handle'],
        'lend/handle-and-tag': ['another handle'],
        'responses/unknown-handle': ['retrieved'],
        'responses/nothing-of-before': ['by the handle of before'],
        'endings/owner-dies': ['the borrower retrieves it again'],
        'endings/unfinished-send': ['the borrower retrieves them'],
        'fragments-sent/mistakes': [
          'retrieved after a fragment of no bytes',
          'retrieved after a fragment of 8 bytes',
          'retrieved after a fragment of 24 bytes',
          'retrieved after a constituent too many',
          'retrieved after more than TX holds',
          'retrieved after almost 4 GiB',
          'retrieved after the name of another',
        ],
        'fragments-sent/given-up': ['retrieved after that'],
        'calls/handles': [
          'retrieved with other bits 0x1',
          'retrieved with other bits 0x80000000',
          'retrieved with other bits 0x100000000',
          'retrieved with other bits 0x8000000000000000',
        ],
      },
    },
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'send/attributes-exact',
      source: 'spmc-tfa-optee 3.4',
      at: {
        'validation/memory-types': ['type 0'],
        'share/mistakes-in-terms': ['a device'],
        'validation/send-attributes': [
          'a device of another kind',
          'not cacheable',
          'not shareable',
          'outer shareable',
        ],
        'reserved/unspecified-type': ['FFA_MEM_SHARE without a type'],
      },
    },
    {
      seen: 'DENIED',
      rule: 'send/fragment-exceeds-tx',
      source: 'spmc-tfa-optee 3.4',
      at: {
        'mailbox-sizes/more-than-tx': ['longer than a page'],
        'lengths/send': ['a fragment of almost 4 GiB', 'a fragment that TX cannot hold'],
      },
    },
    {
      seen: 'DENIED',
      rule: 'send/no-tx',
      source: 'spmc-tfa-optee 3.4',
      at: {
        'mailboxes/none': ['a share without TX'],
      },
    },
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
        'life/cleared-for-nobody': ['the owner lends it read-only, cleared'],
        'permissions/shared-executable': ['the owner shares a page, read-only'],
        'validation/data-access': ['FFA_MEM_SHARE, nothing said', 'FFA_MEM_LEND, nothing said'],
      },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'retrieve/fragmented',
      source: 'spmc-tfa-optee 3.7',
      at: {
        'lengths/request': ['two lengths', 'a fragment longer than all of it'],
      },
    },
    {
      seen: 'success',
      source: 'spmc-tfa-optee 3.7',
      at: { 'returns/reserved-flags-of-relinquish': ['bit 2'] },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'retrieve/dynamic-buffer',
      source: 'spmc-tfa-optee 3.7',
      at: {
        'calls/other-buffers': ['a request there'],
      },
    },
  ],
};
