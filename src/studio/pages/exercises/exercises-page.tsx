import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { listenToPageKeys, type PageKey } from '../../view/page-keys.ts';
import { ExerciseArticle } from './exercise-article.tsx';
import { ExerciseNav } from './exercise-nav.tsx';
import { ExercisesState } from './state.ts';
import { Welcome } from './welcome.tsx';

/** Broken descriptors and scenarios to mend, which the manager itself checks. */
export function ExercisesPage(): JSX.Element {
  const state = useMemo(() => new ExercisesState(), []);
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
  const exercise = state.exercise.value;
  const trouble = state.trouble.value;
  return (
    <div class="page learn">
      <ExerciseNav state={state} />
      <main aria-busy={state.busy.value}>
        {trouble !== '' && (
          <p role="alert" class="bad">
            {trouble}
          </p>
        )}
        {exercise === undefined ? (
          <Welcome />
        ) : (
          <ExerciseArticle key={exercise.name} state={state} exercise={exercise} />
        )}
      </main>
    </div>
  );
}

function keysOf(state: ExercisesState): readonly PageKey[] {
  return [
    { key: 'n', about: 'next exercise', run: () => state.step(1) },
    { key: 'p', about: 'previous exercise', run: () => state.step(-1) },
    { key: 'h', about: 'a hint', run: () => state.hint() },
  ];
}
