/** A machine file to begin with. Its text is fetched when somebody picks it. */
export interface RunExample {
  /** Of the link to it. */
  readonly id: string;
  readonly name: string;
}

/** The machines of the repository, the one that most people come for first. */
export const RUN_EXAMPLES: readonly RunExample[] = [
  { id: 'three-worlds', name: 'Three worlds: share, lend, donate, a stuck reclaim' },
  { id: 'linux-driver', name: "Linux's driver and its devices" },
  { id: 'guests', name: 'Guests of a hypervisor that mediates' },
  { id: 'gunyah', name: 'VMs of Gunyah and their parcels' },
  { id: 'both', name: 'FF-A and Gunyah on one ledger' },
];
