import type { JSX } from 'preact';
import type { TransactionView } from '../../model/run/views.ts';
import type { RunState } from './state/run-state.ts';
import { Steps } from './steps.tsx';

interface TransactionPartProps {
  readonly view: TransactionView;
  readonly state: RunState;
}

/** A transaction: what its sender and its receivers say of it, in which parts it came, and what became of it. */
export function TransactionPart({ view, state }: TransactionPartProps): JSX.Element {
  const { title, state: now, facts, parts, steps } = view;
  return (
    <section aria-labelledby="transaction-title">
      <h2 id="transaction-title">Transaction: {title}</h2>
      <p>Now: {now}.</p>
      <Steps steps={steps} state={state} />
      {facts.length > 0 && (
        <dl class="facts-of">
          {facts.map(({ name, text }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      <Receivers receivers={view.receivers} />
      {parts.length > 0 && (
        <>
          <h3>Its descriptor</h3>
          <Steps steps={parts} state={state} />
        </>
      )}
    </section>
  );
}

/** What each receiver may do: what it was offered, what it asked for, what it was given. */
function Receivers({ receivers }: Pick<TransactionView, 'receivers'>): JSX.Element | null {
  if (receivers.length === 0) return null;
  return (
    <table class="registers">
      <caption>Receivers</caption>
      <thead>
        <tr>
          <th scope="col">Who</th>
          <th scope="col">Offered</th>
          <th scope="col">Asked</th>
          <th scope="col">Given</th>
        </tr>
      </thead>
      <tbody>
        {receivers.map(({ name, offered, asked, given }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{offered || '–'}</td>
            <td>{asked || '–'}</td>
            <td>{given || '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
