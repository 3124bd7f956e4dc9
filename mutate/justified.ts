/** Mutants that no test can notice, and why. One that is noticed all the same must not stand here. */
export const JUSTIFIED: Readonly<Record<string, string>> = {
  'undo:forget-record/lastBorrower':
    'it is read only where there is a first borrower, and set together with that one',
  'deviation:pkvm-mediator/info/rx-too-small':
    'the list that the hypervisor keeps came out of a page, and takes no more room in the host’s RX, which is a page, too',
};
