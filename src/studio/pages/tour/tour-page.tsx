import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { TOUR } from '../../model/learn/tour/tour.ts';
import { listenToPageKeys } from '../../view/page-keys.ts';
import { useAddress } from '../../view/use-address.ts';
import { TOUR_KEYS } from './keys.ts';
import { MemoryPanel } from './memory-panel.tsx';
import { TourState } from './state.ts';
import { StopPanel } from './stop-panel.tsx';

/** FF-A memory sharing stop by stop, on a machine that is played while somebody reads. */
export function TourPage(): JSX.Element {
  const state = useMemo(() => new TourState(), []);
  useAddress(state);
  useEffect(() => listenToPageKeys(TOUR_KEYS, state), [state]);
  const view = state.view.value;
  const stop = TOUR[state.stop.value];
  return (
    <div class="page tour">
      <main aria-busy={view === undefined}>
        {state.trouble.value !== '' && (
          <p role="alert" class="bad">
            {state.trouble.value}
          </p>
        )}
        {stop !== undefined && <StopPanel key={stop.title} state={state} stop={stop} />}
      </main>
      <MemoryPanel state={state} view={view} />
    </div>
  );
}
