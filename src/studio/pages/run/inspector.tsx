import type { JSX } from 'preact';
import { EventPart } from './event-part.tsx';
import { PagePart } from './page-part.tsx';
import type { RunState } from './state/run-state.ts';
import { TransactionPart } from './transaction-part.tsx';

/** What is looked at, in all detail: a call, a page, a transaction. */
export function Inspector({ state }: { readonly state: RunState }): JSX.Element {
  const { eventView, pageView, transactionView } = state.detail;
  return (
    <aside class="inspector" aria-label="Inspector">
      {eventView.value === undefined ? (
        <p class="aside">Nothing has happened yet.</p>
      ) : (
        <EventPart view={eventView.value} state={state} />
      )}
      {pageView.value === undefined ? (
        <p class="aside">Point at a page to see whose it is, and how it came to that.</p>
      ) : (
        <PagePart view={pageView.value} state={state} />
      )}
      {transactionView.value !== undefined && <TransactionPart view={transactionView.value} state={state} />}
    </aside>
  );
}
