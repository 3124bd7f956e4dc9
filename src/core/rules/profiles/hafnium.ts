import type { Profile } from '../profile.ts';

/** Hafnium as a secure partition manager at S-EL2, built with its default limits. */
export const HAFNIUM: Profile = {
  name: 'hafnium',
  about: 'Hafnium at S-EL2, with the limits of its default build.',
  limits: { receivers: 2, transactions: 100, transactionsPerEndpoint: 100, mailboxPages: 4 },
  lacks: [],
  deviations: [
    { rule: 'version/minor', enforced: true, source: 'ffa-hafnium 1.3' },
    { rule: 'permission/level', status: 'DENIED', source: 'ffa-hafnium 1.10' },
    { rule: 'send/donate-to-normal-world', enforced: true, source: 'ffa-hafnium 3.2' },
    { rule: 'send/composite-reserved', enforced: false, source: 'ffa-hafnium 3.1 A11, A12' },
    { rule: 'send/constituent-empty', status: 'DENIED', source: 'ffa-hafnium 3.1 C6' },
    { rule: 'retrieve/execute-non-secure', status: 'INVALID_PARAMETERS', source: 'ffa-hafnium 3.5 29' },
    { rule: 'relinquish/flags-reserved', enforced: false, source: 'ffa-hafnium 2.6' },
    { rule: 'reclaim/flags-reserved', enforced: false, source: 'ffa-hafnium 2.6' },
  ],
};
