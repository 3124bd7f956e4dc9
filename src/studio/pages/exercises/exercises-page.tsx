import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { listenToPageKeys } from '../../view/page-keys.ts';
import { useAddress } from '../../view/use-address.ts';
import { ExerciseArticle } from './exercise-article.tsx';
import { ExerciseNav } from './exercise-nav.tsx';
import { EXERCISE_KEYS } from './keys.ts';
import { ExercisesState } from './state.ts';
import { Welcome } from './welcome.tsx';

/** Broken descriptors and scenarios to mend, which the manager itself checks. */
export function ExercisesPage(): JSX.Element {
  const state = useMemo(() => new ExercisesState(), []);
  useAddress(state);
  useEffect(() => listenToPageKeys(EXERCISE_KEYS, state), [state]);
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
