/** Rows that no case covers, and why. Together with the rows of the cases they are all rows there are. */
export interface Elsewhere {
  readonly why: string;
  readonly rows: readonly string[];
}

function rowsOf(prefix: string, names: readonly (string | number)[]): readonly string[] {
  return names.map((name) => `${prefix}${name}`);
}

/** Numbers from 1 to so many. */
function upTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

export const ELSEWHERE: readonly Elsewhere[] = [
  {
    why: 'An endpoint of the suite calls, reads and writes; it does not execute what it borrowed. What a response grants is in permissions/executable.',
    rows: rowsOf('ffa-hafnium 6.3 ', ['lend_relinquish_RW_X', 'lend_relinquish_RO_X']),
  },
  {
    why: 'A limit of one manager, not of the architecture: one page between a hypervisor and its manager, or for who speaks FF-A 1.0.',
    rows: rowsOf('ffa-hafnium 6.8 ', [
      'oversized_single_fragment_lend_other_world_rejected',
      'oversized_single_fragment_lend_v1_0_rejected',
    ]),
  },
  {
    why: 'About starting, stopping and restarting partitions, which a target does not offer to cases.',
    rows: rowsOf('ffa-hafnium 6.9 ', [
      'sp_lifecycle other 11',
      'live_activation (4), boot_fail (5), free_sp_resources (1)',
    ]),
  },
  {
    why: 'Another reading of version negotiation than the usual one. The usual one is in discovery/version.',
    rows: ['ffa-hafnium 6.9 secure_partition_el3_spmc (24): version'],
  },
  {
    why: 'About a manager that has another one behind it, which an endpoint cannot tell from one that has not.',
    rows: ['requirements QE3', 'requirements QE4'],
  },
  {
    why: 'About a hypervisor that takes its VMs down: it asks again as long as it has to, which is not what an endpoint does.',
    rows: ['requirements QE8', 'requirements QE9'],
  },
  {
    why: 'Unmapping buffers either happens or is refused before it begins; no call makes it fail half-way.',
    rows: ['requirements QF3'],
  },
  { why: 'About mediators.', rows: rowsOf('requirements QG', upTo(16)) },
  {
    why: 'No message of a VM can have it: lists are bounded before they are looked at, and memory of the manager does not run out.',
    rows: rowsOf('gunyah ', ['9.1 6', '9.1 8', '9.3 14']),
  },
  {
    why: 'About what a platform adds, which no target has.',
    rows: rowsOf('gunyah ', ['9.1 14', '9.3 21']),
  },
  {
    why: 'A parcel of more than 2^20 regions takes 2,048 messages; that appends are linear is measured.',
    rows: ['gunyah 9.1 21'],
  },
  { why: 'About clients and an emulated TEE.', rows: rowsOf('requirements QI', upTo(11)) },
  {
    why: 'About calls and accesses on several processors at once; the suite makes one step after the other.',
    rows: ['regressions C1', 'regressions C3', 'regressions E11'],
  },
  {
    why: 'A descriptor that changes while its call is judged: the suite has no second processor to change it.',
    rows: ['regressions F3'],
  },
  {
    why: 'About clients: what they make of answers and how they clean up after themselves.',
    rows: rowsOf('regressions ', ['C4', 'A25', 'B12', 'E19', 'G1', 'G3', 'G4', 'G5', 'G9']),
  },
  {
    why: 'About a mediator whose manager lies, which no endpoint can bring about.',
    rows: ['regressions A19'],
  },
  {
    why: 'About a hypervisor that takes its VMs down and gives their ids to others.',
    rows: ['regressions E9'],
  },
  { why: "About Gunyah's memory map and parcels.", rows: ['regressions C5', 'regressions E28'] },
  {
    why: 'About manifests, which are read before anybody calls.',
    rows: ['regressions A26', 'regressions B9'],
  },
  {
    why: 'About address spaces of realms, which no target of the suite has.',
    rows: ['regressions D21'],
  },
  {
    why: 'Another reading of FFA_RXTX_UNMAP than the usual one, in which what lies in RX goes with it. The usual one is in mailboxes/unmapped.',
    rows: ['regressions E20'],
  },
  {
    why: 'A list of partitions that is longer than a page, for which no target has partitions enough.',
    rows: ['regressions F5'],
  },
  {
    why: 'Buffers that a caller chooses for one call are optional. That they are refused where they are not served is in calls/other-buffers.',
    rows: ['requirements QB15'],
  },
  { why: 'About codecs and tools, which tests of their own hold.', rows: rowsOf('requirements QJ', upTo(5)) },
];
