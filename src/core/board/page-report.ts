import { isDevice, isSecure, ownerOf, type Rights, transactionOf } from '../memory/page-word.ts';
import { addressOf, pageOf } from '../memory/pages.ts';
import type { Hold } from './hold.ts';
import type { RunningMachine } from './running-machine.ts';

/** A run of physical pages that are alike. */
export interface PageRun {
  readonly address: number;
  readonly pages: number;
  readonly secure: boolean;
  readonly device: boolean;
  /** '' for nobody. */
  readonly owner: string;
  /** Who may do what, partitions and VMs, the owner first. Those that may do nothing are left out. */
  readonly access: readonly { readonly partition: string; readonly rights: Rights }[];
  readonly held?: Hold;
}

/** Who holds every page of a machine's memory, run by run. */
export function pageReport(machine: RunningMachine): readonly PageRun[] {
  const runs: PageRun[] = [];
  for (const region of machine.spec.memory) {
    const end = pageOf(region.base) + region.pages;
    for (let page = pageOf(region.base); page < end; ) {
      const { word, pages } = machine.ledger.map.runAt(page, end - page);
      runs.push({
        address: addressOf(page),
        pages,
        secure: word === 0 ? region.secure : isSecure(word),
        device: word === 0 ? region.device : isDevice(word),
        owner: word === 0 ? '' : machine.witness.partyName(ownerOf(word)),
        access: accessTo(machine, page),
        ...machine.witness.hold(transactionOf(word)),
      });
      page += pages;
    }
  }
  return runs;
}

function accessTo(machine: RunningMachine, page: number): PageRun['access'] {
  const owner = ownerOf(machine.ledger.map.get(page));
  return [...machine.parties]
    .map(([partition, party]) => ({ partition, party }))
    .sort((left, right) => Number(right.party === owner) - Number(left.party === owner))
    .map(({ partition, party }) => ({ partition, rights: machine.ledger.rights(party, page) }))
    .filter(({ rights }) => rights !== 0);
}
