/** Rules about FFA_ABORT, and about FFA_ERROR where a partition calls it. */
export const abort = {
  reserved: {
    id: 'abort/reserved-register',
    status: 'INVALID_PARAMETERS',
    what: 'x1 and x3 to x7 of FFA_ABORT are zero.',
    why: 'The call ends the life of its caller; one that was not meant should have little chance.',
    fix: 'Clear the registers, and put the reason, any number, into x2.',
    source: 'ffa-hafnium 1.12',
  },
  errorAfterInit: {
    id: 'abort/error-after-init',
    status: 'DENIED',
    what: 'FFA_ERROR is called before the first FFA_MSG_WAIT.',
    why: 'It says that a partition could not initialise. What goes wrong later is for whoever asked, in the response to them.',
    fix: 'Answer the request, and say in it what went wrong.',
    source: 'ffa-hafnium 1.8',
  },
  errorStatus: {
    id: 'abort/error-status',
    status: 'DENIED',
    what: 'A partition that calls FFA_ERROR gives the status ABORTED.',
    why: 'The call ends its life, and no other status says so.',
    fix: 'Put ABORTED (-8) into w2.',
    source: 'ffa-hafnium 1.8',
  },
} as const;
