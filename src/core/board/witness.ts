import { joinWords } from '../abi/words.ts';
import type { AccessFault } from '../client/port.ts';
import type { History, HistoryEntry } from '../memory/history.ts';
import { NO_PAGE, ownerOf, transactionOf } from '../memory/page-word.ts';
import { addressOf, pageOf } from '../memory/pages.ts';
import type { Manager } from '../spmc/manager.ts';
import type { Built } from './build.ts';
import { HOLD_OF_KIND, type Hold } from './hold.ts';
import type { FaultEvent, FaultedPage, Holder, PageChange } from './trace.ts';

/** Puts what the ledger knows into names and addresses, whichever manager brought it about. */
export class Witness {
  private readonly built: Built;
  private readonly history: History;
  private readonly names: ReadonlyMap<number, string>;
  /** What happened to pages and no event has told yet, while somebody listens. */
  private untold: HistoryEntry[] = [];

  constructor(built: Built, history: History) {
    this.built = built;
    this.history = history;
    this.names = new Map([...built.parties].map(([name, party]) => [party, name]));
  }

  /** The number of the last call or request. */
  get seq(): number {
    return this.built.ledger.callNumber;
  }

  /** The name of the partition or VM that a party of the ledger stands for. */
  partyName(party: number): string {
    return this.names.get(party) ?? `party ${party}`;
  }

  /** Keeps what happens to pages from now on until an event tells it; or no longer does, for nobody listens. */
  listens(yes: boolean): void {
    this.untold = [];
    this.history.scribe = yes ? (entry) => this.untold.push(entry) : undefined;
  }

  /** The pages that the last call or request changed. What a call within it has changed is that call's; what it changed around that, its own. */
  changes(): readonly PageChange[] {
    const { seq, untold } = this;
    this.untold = untold.filter(({ call }) => call !== seq);
    return untold.filter(({ call }) => call === seq).map((entry) => this.change(entry));
  }

  /** All changes that no event has told yet. */
  rest(): readonly PageChange[] {
    const { untold } = this;
    this.untold = [];
    return untold.map((entry) => this.change(entry));
  }

  /** A transaction by what it is called in the protocol that made it. */
  private handleOf(transaction: number): Pick<Holder, 'handle' | 'protocol'> {
    const { rm } = this.built;
    const parcel = rm?.state.parcels.ofTransaction(transaction);
    if (parcel !== undefined) return { handle: BigInt(parcel.handle), protocol: 'gunyah' };
    return { handle: joinWords(transaction, this.managerOf(transaction).transactions.highOf(transaction)) };
  }

  /** Which manager made a transaction: a hypervisor's, or the partition manager. */
  private managerOf(transaction: number): Manager {
    const { spmc, hypervisor } = this.built;
    const mediation = hypervisor?.mediator.state;
    return mediation?.transactions.isLive(transaction) === true ? mediation : spmc.state;
  }

  /** What holds a page; nothing for 0. */
  holder(transaction: number): { readonly holder?: Holder } {
    if (transaction === 0) return {};
    const { owner, since } = this.built.ledger.transactions;
    return {
      holder: {
        ...this.handleOf(transaction),
        owner: this.partyName(owner[transaction]),
        since: since[transaction],
      },
    };
  }

  /** What a transaction of the ledger is to pages that it holds; nothing for 0. */
  hold(transaction: number): { readonly held?: Hold } {
    if (transaction === 0) return {};
    const { kind, since } = this.built.ledger.transactions;
    const name = HOLD_OF_KIND[kind[transaction]];
    const called = name === 'mailbox' ? { handle: 0n } : this.handleOf(transaction);
    return { held: { kind: name, ...called, since: since[transaction] } };
  }

  /** An access of a party that faulted, and what there is at its address. */
  fault(from: string, vcpu: number, party: number, fault: AccessFault): FaultEvent {
    return { kind: 'fault', seq: this.seq, from, vcpu, fault, ...this.pageAt(party, fault.address) };
  }

  private pageAt(party: number, address: number): { readonly page?: FaultedPage } {
    const { ledger } = this.built;
    const page = ledger.viewOf(party).physical(pageOf(address));
    const word = page < 0 ? NO_PAGE : ledger.map.get(page);
    if (word === NO_PAGE) return {};
    return { page: { owner: this.partyName(ownerOf(word)), ...this.hold(transactionOf(word)) } };
  }

  private change({ change, party, page, pages }: HistoryEntry): PageChange {
    return { change, party: this.partyName(party), address: addressOf(page), pages };
  }
}
