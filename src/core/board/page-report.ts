import { joinWords } from '../abi/words.ts';
import { KIND } from '../memory/ledger-tables.ts';
import { isDevice, isSecure, ownerOf, type Rights, transactionOf } from '../memory/page-word.ts';
import { addressOf, pageOf } from '../memory/pages.ts';
import type { RunningMachine } from './running-machine.ts';

/** What holds a run of pages. */
export interface Hold {
  readonly kind: 'share' | 'lend' | 'donate' | 'mailbox';
  /** 0 for a mailbox. */
  readonly handle: bigint;
  /** The call that made it so. */
  readonly since: number;
}

/** A run of physical pages that are alike. */
export interface PageRun {
  readonly address: number;
  readonly pages: number;
  readonly secure: boolean;
  readonly device: boolean;
  /** '' for nobody. */
  readonly owner: string;
  /** Who may do what, the owner first. Partitions that may do nothing are left out. */
  readonly access: readonly { readonly partition: string; readonly rights: Rights }[];
  readonly held?: Hold;
}

const KIND_NAME: Readonly<Record<number, Hold['kind']>> = {
  [KIND.SHARE]: 'share',
  [KIND.LEND]: 'lend',
  [KIND.DONATE]: 'donate',
  [KIND.PIN]: 'mailbox',
};

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
        owner: word === 0 ? '' : machine.partyName(ownerOf(word)),
        access: accessTo(machine, page),
        ...holdOf(machine, transactionOf(word)),
      });
      page += pages;
    }
  }
  return runs;
}

function accessTo(machine: RunningMachine, page: number): PageRun['access'] {
  const { endpoints } = machine.spmc.state;
  const owner = ownerOf(machine.ledger.map.get(page));
  return machine.spec.partitions
    .map(({ name }) => ({ partition: name, party: endpoints.party[machine.endpoint(name)] }))
    .sort((left, right) => Number(right.party === owner) - Number(left.party === owner))
    .map(({ partition, party }) => ({ partition, rights: machine.ledger.rights(party, page) }))
    .filter(({ rights }) => rights !== 0);
}

function holdOf(machine: RunningMachine, transaction: number): { readonly held?: Hold } {
  if (transaction === 0) return {};
  const { kind, since } = machine.ledger.transactions;
  const name = KIND_NAME[kind[transaction]];
  const { generation } = machine.spmc.state.transactions;
  const handle = name === 'mailbox' ? 0n : joinWords(transaction, generation[transaction]);
  return { held: { kind: name, handle, since: since[transaction] } };
}
