import type { JSX } from 'preact';
import type { PageView } from '../../model/run/views.ts';
import type { RunState } from './state/run-state.ts';
import { Steps } from './steps.tsx';

interface PagePartProps {
  readonly view: PageView;
  readonly state: RunState;
}

/** A page: whose it is, who may use it, and how it came to that. */
export function PagePart({ view, state }: PagePartProps): JSX.Element {
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
