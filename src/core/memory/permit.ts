import type { Ledger } from './ledger.ts';
import type { PageRun } from './page-map.ts';
import { ownerOf, type Rights, reowned, transactionOf } from './page-word.ts';

/** What became of a change of rights. */
export type Permitted = 'done' | 'not-owned' | 'no-room';

/** Changes the rights that a party has to pages of its own, from an address of its own on: of all of them, or of none. */
export function permit(ledger: Ledger, party: number, at: number, pages: number, rights: Rights): Permitted {
  const runs = ownRuns(ledger, party, at, pages);
  if (runs === undefined) return 'not-owned';
  const done: PageRun[] = [];
  for (const run of runs) {
    done.push(run);
    if (ledger.map.fill(run.page, run.pages, reowned(run.word, party, rights))) continue;
    for (const each of done) ledger.map.fill(each.page, each.pages, each.word);
    return 'no-room';
  }
  ledger.changes++;
  for (const { page, pages } of runs) ledger.observer?.permitted(page, pages);
  return 'done';
}

/** The runs of pages behind a party's addresses; undefined unless all are its own, held by nothing, and alike but for rights. */
function ownRuns(ledger: Ledger, party: number, at: number, pages: number): readonly PageRun[] | undefined {
  const view = ledger.viewOf(party);
  const runs: PageRun[] = [];
  for (let done = 0; done < pages; ) {
    const page = view.physical(at + done);
    const length = Math.min(view.contiguous(at + done, pages - done), ledger.map.pages - page);
    if (length <= 0) return undefined;
    const run = ledger.map.runAt(page, length);
    const { word } = runs[0] ?? run;
    const alike = reowned(run.word, party, 0) === reowned(word, party, 0);
    if (ownerOf(run.word) !== party || transactionOf(run.word) !== 0 || !alike) return undefined;
    runs.push(run);
    done += run.pages;
  }
  return runs;
}
