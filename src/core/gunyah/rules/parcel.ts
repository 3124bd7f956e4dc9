/** Rules about messages that name a parcel, each group in the order in which it is judged. */
export const append = {
  regionsEmpty: {
    id: 'rm-append/regions-empty',
    error: 'ARGUMENT_INVALID',
    what: 'There is at least one region.',
    why: 'A message that appends nothing is most likely a mistake.',
    fix: 'Set DONE with the last regions instead of behind them.',
    source: 'gunyah 9.2',
  },
  handle: {
    id: 'rm-append/handle',
    error: 'HANDLE_INVALID',
    what: 'The handle is that of a parcel.',
    why: 'There is nothing to append to.',
    fix: 'Use the handle that MEM_SHARE, MEM_LEND or MEM_DONATE answered with.',
    source: 'gunyah 9.2',
  },
  notOwner: {
    id: 'rm-append/not-owner',
    error: 'DENIED',
    what: 'The caller owns the parcel.',
    why: 'Only the owner says what it consists of.',
    fix: 'Nothing: ask the owner.',
    source: 'gunyah 9.2',
  },
  complete: {
    id: 'rm-append/complete',
    error: 'DENIED',
    what: 'The parcel is not complete yet.',
    why: 'Receivers may have accepted it as it is.',
    fix: 'Set APPEND in the first message, and DONE in the last one only.',
    source: 'gunyah 9.2',
  },
} as const;

export const release = {
  handle: {
    id: 'rm-release/handle',
    error: 'HANDLE_INVALID',
    what: 'The handle is that of a parcel.',
    why: 'There is nothing to release.',
    fix: 'A parcel is gone when its owner has reclaimed it.',
    source: 'gunyah 9.4',
  },
  notReceiver: {
    id: 'rm-release/not-receiver',
    error: 'HANDLE_INVALID',
    what: 'The caller stands in the access list.',
    why: 'It never had the memory.',
    fix: 'Use the handle of a parcel that you accepted.',
    source: 'gunyah 9.4',
  },
  owner: {
    id: 'rm-release/owner',
    error: 'DENIED',
    what: 'The caller is not the owner.',
    why: 'Owners reclaim.',
    fix: 'Send MEM_RECLAIM.',
    source: 'gunyah 9.4',
  },
  notAccepted: {
    id: 'rm-release/not-accepted',
    error: 'MEM_RELEASED',
    what: 'The caller has accepted the parcel, or begun to.',
    why: 'There is nothing to give back.',
    fix: 'Release it once.',
    source: 'gunyah 9.4',
  },
  sanitize: {
    id: 'rm-release/sanitize',
    error: 'ARGUMENT_INVALID',
    what: 'SANITIZE is for normal memory that the caller may write.',
    why: 'Who cannot write memory does not have it cleared either.',
    fix: 'Leave it out.',
    source: 'gunyah 9.4',
  },
} as const;

export const reclaim = {
  handle: {
    id: 'rm-reclaim/handle',
    error: 'HANDLE_INVALID',
    what: 'The handle is that of a parcel.',
    why: 'There is nothing to reclaim.',
    fix: 'Donations cannot be reclaimed once they are accepted.',
    source: 'gunyah 9.5',
  },
  notOwner: {
    id: 'rm-reclaim/not-owner',
    error: 'DENIED',
    what: 'The caller owns the parcel.',
    why: 'Only the owner gets it back.',
    fix: 'Receivers send MEM_RELEASE.',
    source: 'gunyah 9.5',
  },
  inUse: {
    id: 'rm-reclaim/in-use',
    error: 'MEM_INUSE',
    what: 'Nobody has accepted the parcel, or begun to.',
    why: 'Memory is not taken from under those who use it.',
    fix: 'Ask for it with MEM_NOTIFY and RECALL, and wait for MEM_RELEASED; a VM that does not answer has to be reset.',
    source: 'gunyah 9.5',
  },
  sanitizeIo: {
    id: 'rm-reclaim/sanitize-io',
    error: 'ARGUMENT_INVALID',
    what: 'IO memory is not cleared.',
    why: 'Writing zeros to the registers of a device does something.',
    fix: 'Leave SANITIZE out.',
    source: 'gunyah 9.5',
  },
} as const;

export const lookup = {
  notFound: {
    id: 'rm-lookup/not-found',
    error: 'LOOKUP_FAILED',
    what: 'A parcel of the caller that nobody has accepted has this type, these lists, entry by entry.',
    why: 'There is no handle to answer with.',
    fix: 'Repeat the lists as they were sent, in their order.',
    source: 'gunyah 9.7',
  },
} as const;
