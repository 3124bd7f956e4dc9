import type { JSX } from 'preact';
import { EXERCISE_GROUPS, EXERCISES } from '../../model/learn/exercises.ts';
import { KeyList } from '../../view/key-rows.tsx';
import { EXERCISE_KEYS } from './keys.ts';
import { addressOf, type ExercisesState } from './state.ts';

/** All exercises, and which of them are solved. */
export function ExerciseNav({ state }: { readonly state: ExercisesState }): JSX.Element {
  const { solved, answers } = state.progress.value;
  const here = state.exercise.value?.name;
  const count = EXERCISES.filter(({ name }) => solved.includes(name)).length;
  return (
    <aside class="input exercise-nav" aria-label="Exercises">
      <p role="status">
        {count} of {EXERCISES.length} solved
      </p>
      <nav aria-label="All exercises">
        {EXERCISE_GROUPS.map(({ title, exercises }) => (
          <section key={title}>
            <h2>{title}</h2>
            <ul class="areas">
              {exercises.map(({ name, title: text }) => (
                <li key={name}>
                  <a href={addressOf(name)} aria-current={name === here ? 'page' : undefined}>
                    {text}
                    {solved.includes(name) && (
                      <span class="good">
                        <span aria-hidden="true">✓</span>
                        <span class="unseen">solved</span>
                      </span>
                    )}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      {(solved.length > 0 || Object.keys(answers).length > 0) && (
        <p>
          <button type="button" class="quiet" onClick={() => state.forget()}>
            Forget what I have done
          </button>
        </p>
      )}
      <KeyList keys={EXERCISE_KEYS} />
    </aside>
  );
}
