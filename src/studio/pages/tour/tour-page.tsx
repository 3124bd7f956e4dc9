import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { TOUR } from '../../model/learn/tour/tour.ts';
import { listenToPageKeys, type PageKey } from '../../view/page-keys.ts';
import { MemoryPanel } from './memory-panel.tsx';
import { TourState } from './state.ts';
import { StopPanel } from './stop-panel.tsx';

/** FF-A memory sharing in ten stops, on a machine that is played while somebody reads. */
export function TourPage(): JSX.Element {
  const state = useMemo(() => new TourState(), []);
  useEffect(() => {
    const arrive = (): void => {
      state.open(location.hash);
      document.querySelector('main')?.scrollTo(0, 0);
    };
    arrive();
    addEventListener('hashchange', arrive);
    return () => {
      removeEventListener('hashchange', arrive);
      state.leave();
    };
  }, [state]);
  useEffect(() => listenToPageKeys(keysOf(state)), [state]);
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

function keysOf(state: TourState): readonly PageKey[] {
  const choices = [0, 1, 2].map((choice) => ({
    key: String(choice + 1),
    about: 'predicts',
    run: () => state.choose(choice),
  }));
  return [
    ...choices,
    { key: 'ArrowRight', about: 'shows what happens, and goes on', run: () => state.step(1) },
    { key: 'ArrowLeft', about: 'goes back', run: () => state.step(-1) },
  ];
}
