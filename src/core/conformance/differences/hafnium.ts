import type { Differences } from '../differences.ts';

export const HAFNIUM_DIFFERENCES: Differences = {
  profile: 'hafnium',
  lacks: [],
  differs: [
    {
      seen: 'DENIED',
      rule: 'permission/level',
      source: 'ffa-hafnium 1.10',
      at: {
        'own-permissions/at-s-el1': ['asked', 'changed'],
      },
    },
    {
      seen: 'success',
      source: 'ffa-hafnium 2.6',
      at: {
        'returns/reserved-flags-of-relinquish': ['bit 2'],
        'returns/reserved-flags-of-reclaim': ['bit 2'],
      },
    },
    {
      seen: 'NOT_SUPPORTED',
      rule: 'version/minor',
      source: 'ffa-hafnium 1.3',
      at: {
        'discovery/version': ['a newer minor version is asked for'],
      },
    },
    {
      seen: 'DENIED',
      rule: 'send/constituent-empty',
      source: 'ffa-hafnium 3.1 C6',
      at: {
        'constituents/empty': [
          'the first',
          'the middle',
          'the last',
          'all of them',
          'the only one',
          'an empty one between two that overlap',
        ],
      },
    },
    {
      seen: 'success',
      source: 'ffa-hafnium 3.1',
      at: {
        'reserved/bytes-of-1-0': [
          'the first reserved byte of the composite',
          'the last reserved byte of the composite',
        ],
        'reserved/bytes-of-1-1': [
          'the first reserved byte of the composite',
          'the last reserved byte of the composite',
        ],
        'reserved/bytes-of-1-2': [
          'the first reserved byte of the composite',
          'the last reserved byte of the composite',
        ],
      },
    },
    {
      seen: 'INVALID_PARAMETERS',
      rule: 'retrieve/execute-non-secure',
      source: 'ffa-hafnium 3.5 29',
      at: {
        'grants/non-secure-code': ['executable'],
      },
    },
  ],
};
