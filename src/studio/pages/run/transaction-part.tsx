import type { JSX } from 'preact';
import type { TransactionView } from '../../model/run/views.ts';
import type { RunState } from './state/run-state.ts';
import { Steps } from './steps.tsx';

interface TransactionPartProps {
  readonly view: TransactionView;
  readonly state: RunState;
}

/** A transaction: what became of it. */
export function TransactionPart({ view, state }: TransactionPartProps): JSX.Element {
  const { title, state: now, steps } = view;
  return (
    <section aria-labelledby="transaction-title">
      <h2 id="transaction-title">Transaction: {title}</h2>
      <p>Now: {now}.</p>
      <Steps steps={steps} state={state} />
    </section>
  );
}
