import type { JSX } from 'preact';
import type { DecodeView, ReadableView, UnreadableView } from '../../model/decoder.ts';
import type { PieceView } from '../../model/piece-view.ts';
import type { DecodeState } from './state.ts';

/** What came of the input, in a line, for eyes and for screen readers. */
export function VerdictBar({ state }: { readonly state: DecodeState }): JSX.Element {
  const { shown } = state;
  const view = state.view.value;
  const trouble = state.trouble.value;
  return (
    <section class="verdict">
      <div role="status">
        {trouble !== '' && <p class="bad">{trouble}</p>}
        {trouble === '' && view !== undefined && <Outcome view={view} shown={shown} />}
        {state.busy.value && view === undefined && <p>Reading.</p>}
      </div>
      <div class="row">
        {state.busy.value && (
          <button type="button" onClick={() => state.stop()}>
            Stop reading
          </button>
        )}
        {shown !== undefined && shown.breaches.length > 1 && (
          <>
            <button type="button" onClick={() => state.step(-1)} title="Previous broken rule (p)">
              Previous
            </button>
            <button type="button" onClick={() => state.step(1)} title="Next broken rule (n)">
              Next
            </button>
          </>
        )}
        {state.history.value.length > 0 && (
          <button type="button" onClick={() => state.undo()} title="Take the last change back (u)">
            Undo the fix
          </button>
        )}
      </div>
    </section>
  );
}

function Outcome({
  view,
  shown,
}: {
  readonly view: DecodeView;
  readonly shown: PieceView | undefined;
}): JSX.Element {
  if (!view.ok) return <Unreadable view={view} />;
  const { format, reason, notes } = view;
  return (
    <>
      {shown === undefined ? <Bytesless view={view} /> : <Verdict shown={shown} />}
      <p class="aside">
        {format}: {reason}
      </p>
      {notes.map((note) => (
        <p key={note} class="aside">
          {note}
        </p>
      ))}
      {shown?.reasons.map((why) => (
        <p key={why} class="aside">
          {why}
        </p>
      ))}
    </>
  );
}

/** An input without bytes: a log that says something all the same, or a recording that was made without them. */
function Bytesless({ view: { factCount } }: { readonly view: ReadableView }): JSX.Element {
  if (factCount > 0)
    return (
      <p class="headline">
        A log without bytes: {factCount === 1 ? '1 line says' : `${factCount} lines say`} something about
        FF-A.
      </p>
    );
  return (
    <p class="headline bad">
      There is no descriptor in it. Record the TX and RX bytes of each call as "tx" and "rx".
    </p>
  );
}

function Verdict({ shown }: { readonly shown: PieceView }): JSX.Element {
  const { kind, protocol, bytes, valid, breaches } = shown;
  const rules = breaches.length === 1 ? '1 rule is broken' : `${breaches.length} rules are broken`;
  return (
    <p class="headline">
      {kind}, {protocol}, {bytes.length} bytes:{' '}
      <strong class={valid ? 'good' : 'bad'}>
        {valid ? 'valid' : breaches.length === 0 ? 'incomplete' : rules}
      </strong>
    </p>
  );
}

function Unreadable({ view: { mistake, excerpt } }: { readonly view: UnreadableView }): JSX.Element {
  const { line, column, found, expected, format, reason } = mistake;
  return (
    <>
      <p class="headline bad">
        Line {line}, column {column}: found {found}, expected {expected}.
      </p>
      {excerpt !== '' && (
        <pre class="excerpt">
          {excerpt}
          {'\n'}
          {' '.repeat(Math.max(0, Math.min(column, excerpt.length + 1) - 1))}^
        </pre>
      )}
      {format !== '' && (
        <p class="aside">
          Read as {format}, because {reason}.
        </p>
      )}
    </>
  );
}
