/** What a call changed, as the specification has it: collected while it happens, looked at by whoever compares. */
export class Changes {
  /** Pages whose owner, holder or users changed. */
  readonly pages: Set<number> = new Set();
  /** Pages that read as zero now. */
  readonly zeroed: Set<number> = new Set();
  /** How often pages moved, or somebody died. */
  turns = 0;

  /** Pages have another owner or holder, or their owner may do something else with them. */
  moved(pages: Iterable<number>): void {
    this.turns++;
    this.used(pages);
  }

  /** Borrowers have taken pages, or given them back. */
  used(pages: Iterable<number>): void {
    for (const page of pages) this.pages.add(page);
  }

  cleared(pages: Iterable<number>): void {
    for (const page of pages) this.zeroed.add(page);
  }

  forget(): void {
    this.pages.clear();
    this.zeroed.clear();
  }
}
