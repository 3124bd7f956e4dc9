import type { JSX } from 'preact';
import { hexRows } from '../../model/hex-rows.ts';
import type { EventView } from '../../model/run/views.ts';
import { RegisterTable } from '../../view/register-table.tsx';
import type { RunState } from './state/run-state.ts';

interface EventPartProps {
  readonly view: EventView;
  readonly state: RunState;
}

/** A call, or whatever else happened: what was asked and answered, why it was refused, the bytes. */
export function EventPart({ view, state }: EventPartProps): JSX.Element {
  const { who, text, outcome, wrong, story, rule, asked, answered, tx, rx, changes, transaction } = view;
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
          {rule !== '' && state.rulesAt !== '' && (
            <p>
              <a href={`${state.rulesAt}${rule}`}>More about {rule}</a>
            </p>
          )}
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
      {asked.length > 0 && <RegisterTable title="Asked" rows={asked} />}
      {answered.length > 0 && <RegisterTable title="Answered" rows={answered} />}
      <Bytes title="Sent" bytes={tx} />
      <Bytes title="Received" bytes={rx} />
    </section>
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
