/** Rules on the version a partition speaks and where it runs. */
export const EXECUTION_RULES = {
  ffaVersionMajor: {
    id: 'manifest/ffa-version-major',
    severity: 'error',
    what: 'The partition speaks the manager’s major version of FF-A.',
    why: 'Versions with different major numbers have nothing in common.',
    fix: 'Set `ffa-version` to major << 16 | minor, such as <0x00010002> for 1.2.',
    source: 'ffa-hafnium 5.1 ffa-version, regressions B9',
    peerName: 'MANIFEST_ERROR_NOT_COMPATIBLE',
  },
  ffaVersionNewer: {
    id: 'manifest/ffa-version-newer',
    severity: 'error',
    what: 'The partition speaks no newer FF-A than the manager.',
    why: 'It would use calls and structures that the manager does not know.',
    fix: 'Lower `ffa-version`, or read the manifest for a manager of that version.',
    source: 'ffa-hafnium 5.1 ffa-version, regressions B9',
    peerName: 'MANIFEST_ERROR_NOT_COMPATIBLE',
  },
  exceptionLevel: {
    id: 'manifest/exception-level',
    severity: 'error',
    what: 'The exception level is one that the manager runs partitions at.',
    why: 'A secure partition manager has S-EL0 and S-EL1 below it, a hypervisor EL0 and EL1.',
    fix: 'Use 1 (S-EL0) or 2 (S-EL1) for secure partitions, 0 (EL1) or 6 (EL0) for others.',
    source: 'ffa-hafnium 5.1 exception-level',
    peerName: 'MANIFEST_ERROR_NOT_COMPATIBLE',
  },
  contextsAtEl0: {
    id: 'manifest/contexts-at-el0',
    severity: 'error',
    what: 'A partition at S-EL0 or EL0 has one execution context.',
    why: 'The manager runs it like a process, on one CPU at a time.',
    fix: 'Set `execution-ctx-count = <1>`.',
    source: 'ffa-hafnium 5.1 execution-ctx-count',
    peerName: 'MANIFEST_ERROR_NOT_COMPATIBLE',
  },
} as const;
