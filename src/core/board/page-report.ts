import { joinWords } from '../abi/words.ts';
import { KIND } from '../memory/ledger-tables.ts';
import { isDevice, isSecure, ownerOf, type Rights, transactionOf } from '../memory/page-word.ts';
import { addressOf, pageOf } from '../memory/pages.ts';
import type { Board } from './board.ts';

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
export function pageReport(board: Board): readonly PageRun[] {
  const runs: PageRun[] = [];
  for (const region of board.spec.memory) {
    const end = pageOf(region.base) + region.pages;
    for (let page = pageOf(region.base); page < end; ) {
      const { word, pages } = board.ledger.map.runAt(page, end - page);
      runs.push({
        address: addressOf(page),
        pages,
        secure: word === 0 ? region.secure : isSecure(word),
        device: word === 0 ? region.device : isDevice(word),
        owner: word === 0 ? '' : board.partyName(ownerOf(word)),
        access: accessTo(board, page),
        ...holdOf(board, transactionOf(word)),
      });
      page += pages;
    }
  }
  return runs;
}

function accessTo(board: Board, page: number): PageRun['access'] {
  const { endpoints } = board.spmc.state;
  const owner = ownerOf(board.ledger.map.get(page));
  return board.spec.partitions
    .map(({ name }) => ({ partition: name, party: endpoints.party[board.endpoint(name)] }))
    .sort((left, right) => Number(right.party === owner) - Number(left.party === owner))
    .map(({ partition, party }) => ({ partition, rights: board.ledger.rights(party, page) }))
    .filter(({ rights }) => rights !== 0);
}

function holdOf(board: Board, transaction: number): { readonly held?: Hold } {
  if (transaction === 0) return {};
  const { kind, since } = board.ledger.transactions;
  const name = KIND_NAME[kind[transaction]];
  const { generation } = board.spmc.state.transactions;
  const handle = name === 'mailbox' ? 0n : joinWords(transaction, generation[transaction]);
  return { held: { kind: name, handle, since: since[transaction] } };
}
