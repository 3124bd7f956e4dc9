/** What is tolerated in a manifest, and how it is read. */
export const NOTE_RULES = {
  otherBinding: {
    id: 'manifest/other-binding',
    severity: 'note',
    what: 'Services are given the way the binding of the manifest has them.',
    why: 'Binding 1.0 lists UUIDs at the root, 1.1 has a node `services`, and the other form is not read.',
    fix: 'Remove it, or change the version in `compatible`.',
    source: 'ffa-hafnium 5.1 services',
  },
  extension: {
    id: 'manifest/extension',
    severity: 'note',
    what: 'The root has the properties of the binding.',
    why: 'An extension is kept, but only the manager that defines it is sure to act on it.',
    fix: 'Leave it in for that manager, or remove it.',
    source: 'ffa-hafnium 5.1, spmc-tfa-optee',
  },
  unknown: {
    id: 'manifest/unknown',
    severity: 'note',
    what: 'Properties and nodes have names that the binding knows.',
    why: 'A misspelt name is not read, and the default applies without a word.',
    fix: 'Correct the spelling, or remove it if no manager reads it.',
    source: 'ffa-hafnium 5.1',
  },
} as const;
