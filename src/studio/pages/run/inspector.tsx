import type { JSX } from 'preact';
import { hexRows } from '../../model/hex-rows.ts';
import type { EventView, PageView, RegisterRow, TransactionView } from '../../model/run/answers.ts';
import type { RunState } from './state.ts';

/** What is looked at, in all detail: a call, a page, a transaction. */
export function Inspector({ state }: { readonly state: RunState }): JSX.Element {
  const event = state.eventView.value;
  const page = state.pageView.value;
  const transaction = state.transactionView.value;
  return (
    <aside class="inspector" aria-label="Inspector">
      {event === undefined ? (
        <p class="aside">Nothing has happened yet.</p>
      ) : (
        <EventPart view={event} state={state} />
      )}
      {page === undefined ? (
        <p class="aside">Point at a page to see whose it is, and how it came to that.</p>
      ) : (
        <PagePart view={page} state={state} />
      )}
      {transaction !== undefined && <TransactionPart view={transaction} state={state} />}
    </aside>
  );
}

function EventPart({ view, state }: { readonly view: EventView; readonly state: RunState }): JSX.Element {
  const { who, text, outcome, wrong, story, asked, answered, tx, rx, changes, transaction } = view;
  return (
    <section aria-labelledby="event-title">
      <h2 id="event-title">{who}</h2>
      <p>{text}</p>
      {outcome !== '' && <p class={wrong ? 'bad' : ''}>→ {outcome}</p>}
      {story !== undefined && (
        <section class="why" aria-label="Why?">
          <h3>Why?</h3>
          <p>{story.what}</p>
          <p>{story.how}</p>
          <p>{story.fix}</p>
        </section>
      )}
      {transaction >= 0 && (
        <p>
          <button type="button" class="link" onClick={() => state.selectTransaction(transaction)}>
            Its transaction
          </button>
        </p>
      )}
      {changes.length > 0 && (
        <ul class="changes">
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      )}
      <Registers title="Asked" rows={asked} />
      <Registers title="Answered" rows={answered} />
      <Bytes title="Sent" bytes={tx} />
      <Bytes title="Received" bytes={rx} />
    </section>
  );
}

function Registers({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly RegisterRow[];
}): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <table class="registers">
      <caption>{title}</caption>
      <tbody>
        {rows.map(({ register, value, about }) => (
          <tr key={register}>
            <th scope="row">{register}</th>
            <td>
              <code>{value}</code>
            </td>
            <td>{about}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Bytes of which more are cut off: the decode page has them all. */
const MOST_BYTES = 512;

function Bytes({
  title,
  bytes,
}: {
  readonly title: string;
  readonly bytes: Uint8Array | undefined;
}): JSX.Element | null {
  if (bytes === undefined || bytes.length === 0) return null;
  const more = bytes.length - MOST_BYTES;
  return (
    <details>
      <summary>
        {title}: {bytes.length} bytes
      </summary>
      <pre>{hexRows(bytes.subarray(0, MOST_BYTES)).join('\n')}</pre>
      {more > 0 && <p class="aside">and {more} more</p>}
    </details>
  );
}

function PagePart({ view, state }: { readonly view: PageView; readonly state: RunState }): JSX.Element {
  const { address, owner, access, borrowers, held, since, transaction, history } = view;
  return (
    <section aria-labelledby="page-title">
      <h2 id="page-title">Page {address}</h2>
      <dl class="facts-of">
        <dt>Owner</dt>
        <dd>{owner === '' ? 'nobody that is known' : owner}</dd>
        <dt>May be used by</dt>
        <dd>
          {access}
          {borrowers.length > 0 && `: ${borrowers.join(', ')}`}
        </dd>
        {held !== '' && (
          <>
            <dt>Held by</dt>
            <dd>
              {held}{' '}
              <button type="button" class="link" onClick={() => state.goTo(since)}>
                the call that made it so
              </button>{' '}
              {transaction >= 0 && (
                <button type="button" class="link" onClick={() => state.selectTransaction(transaction)}>
                  the transaction
                </button>
              )}
            </dd>
          </>
        )}
      </dl>
      <h3>History</h3>
      {history.length === 0 ? (
        <p class="aside">Nothing in this run changed it.</p>
      ) : (
        <Steps steps={history} state={state} />
      )}
    </section>
  );
}

function TransactionPart({
  view,
  state,
}: {
  readonly view: TransactionView;
  readonly state: RunState;
}): JSX.Element {
  const { title, state: now, steps } = view;
  return (
    <section aria-labelledby="transaction-title">
      <h2 id="transaction-title">Transaction: {title}</h2>
      <p>Now: {now}.</p>
      <Steps steps={steps} state={state} />
    </section>
  );
}

interface StepsProps {
  readonly steps: readonly { readonly event: number; readonly text: string; readonly now?: boolean }[];
  readonly state: RunState;
}

function Steps({ steps, state }: StepsProps): JSX.Element {
  return (
    <ol class="steps">
      {steps.map(({ event, text, now = true }, index) => (
        <li key={index} class={now ? '' : 'later'}>
          <button type="button" class="link" onClick={() => state.goTo(event)}>
            {text}
          </button>
        </li>
      ))}
    </ol>
  );
}
