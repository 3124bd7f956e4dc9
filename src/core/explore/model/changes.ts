/** What a call changed, as the specification has it: collected while it happens, looked at by whoever compares. */
export class Changes {
  /** Pages whose owner, holder or users changed. */
  readonly pages: Set<number> = new Set();
  /** Pages that read as zero now. */
  readonly zeroed: Set<number> = new Set();

  moved(pages: Iterable<number>): void {
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
