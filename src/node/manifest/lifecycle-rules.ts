/** Rules on how a partition ends. */
export const LIFECYCLE_RULES = {
  lifecycleContexts: {
    id: 'manifest/lifecycle-contexts',
    severity: 'error',
    what: 'A partition with life cycle support has one execution context.',
    why: 'It is stopped and restarted as a whole, which several contexts could not agree on.',
    fix: 'Set `execution-ctx-count = <1>`, or remove `lifecycle-support`.',
    source: 'ffa-hafnium 5.1 lifecycle-support',
    peerName: 'MANIFEST_ERROR_ILLEGAL_LIFECYCLE_SUPPORT',
  },
  abortActionAlone: {
    id: 'manifest/abort-action-alone',
    severity: 'error',
    what: 'An abort action goes with life cycle support.',
    why: 'Without it the manager has only one way to deal with an aborting partition.',
    fix: 'Add `lifecycle-support`, or remove `abort-action`.',
    source: 'ffa-hafnium 5.1 abort-action',
    peerName: 'MANIFEST_ERROR_ILLEGAL_ABORT_ACTION',
  },
} as const;
