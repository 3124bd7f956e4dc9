import { MAX_PARTIES } from './page-word.ts';
import { type PhysicalRun, View, type Window } from './view.ts';

export interface SavedViews {
  readonly parties: readonly (readonly Window[])[];
  readonly former: readonly (readonly [transaction: number, windows: readonly Window[]])[];
}

/** How each party sees memory. Party 0 is nobody, and sees physical addresses. */
export class Views {
  private readonly parties: View[] = [View.identity()];
  /**
   * How the giver saw the pages of a donation that went over, for as long as the transaction is open: its extents are in those
   * addresses, which lead the giver nowhere any more, or to other pages.
   */
  private readonly former: Map<number, View> = new Map();

  /** A new party; returns its number. */
  add(view: View): number {
    if (this.parties.length > MAX_PARTIES) throw new RangeError(`at most ${MAX_PARTIES} parties`);
    return this.parties.push(view) - 1;
  }

  of(party: number): View {
    return this.parties[party];
  }

  /** How the extents of a transaction are read: as its owner sees them, or saw them when it gave them away. */
  behind(transaction: number, owner: number): View {
    return this.former.get(transaction) ?? this.parties[owner];
  }

  /** Takes pages that were given away out of the giver's view. The extents of the transaction lead to them still. */
  close(transaction: number, giver: number, gone: PhysicalRun[]): void {
    const view = this.parties[giver];
    this.former.set(transaction, View.of(view.save()));
    view.forget(gone.sort((left, right) => left.page - right.page));
  }

  /** A transaction is over: nobody asks for its extents any more. */
  end(transaction: number): void {
    this.former.delete(transaction);
  }

  save(): SavedViews {
    return {
      parties: this.parties.map((view) => view.save()),
      former: [...this.former].map(([transaction, view]) => [transaction, view.save()]),
    };
  }

  /** Puts a copy back. Parties added since are gone. */
  restore({ parties, former }: SavedViews): void {
    if (parties.length > this.parties.length)
      throw new RangeError(
        `the copy has ${parties.length - 1} parties, this ledger ${this.parties.length - 1}`,
      );
    this.parties.length = parties.length;
    this.parties.forEach((view, party) => {
      view.restore(parties[party]);
    });
    this.former.clear();
    for (const [transaction, windows] of former) this.former.set(transaction, View.of(windows));
  }
}
