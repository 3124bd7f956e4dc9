/** Rules about FFA_ABORT. */
export const abort = {
  reserved: {
    id: 'abort/reserved-register',
    status: 'INVALID_PARAMETERS',
    what: 'x1 and x3 to x7 of FFA_ABORT are zero.',
    why: 'The call ends the life of its caller; one that was not meant should have little chance.',
    fix: 'Clear the registers, and put the reason, any number, into x2.',
    source: 'ffa-hafnium 1.12',
  },
} as const;
