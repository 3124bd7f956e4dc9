import type { JSX } from 'preact';
import type { Exercise } from '../../model/learn/exercise.ts';
import { Marked } from '../../view/marked.tsx';
import { CheckResult } from './check-result.tsx';
import { DescriptorEditor } from './descriptor-editor.tsx';
import { ScenarioEditor } from './scenario-editor.tsx';
import type { ExercisesState } from './state.ts';

interface ExerciseProps {
  readonly state: ExercisesState;
  readonly exercise: Exercise;
}

/** An exercise: what is going on, what has to come of it, what there is to mend, and what the manager says to it. */
export function ExerciseArticle({ state, exercise }: ExerciseProps): JSX.Element {
  const { title, story, task } = exercise;
  return (
    <article class="lesson exercise">
      <h2>{title}</h2>
      <p>{story}</p>
      <Goals state={state} exercise={exercise} />
      {task.kind === 'descriptor' ? (
        <DescriptorEditor state={state} task={task} />
      ) : (
        <ScenarioEditor state={state} exercise={exercise} />
      )}
      <div class="row actions">
        <button
          type="button"
          class="primary"
          disabled={state.busy.value}
          title="Ctrl+Enter"
          onClick={() => void state.check()}
        >
          Check
        </button>
        <button
          type="button"
          onClick={() => state.hint()}
          disabled={state.hints.value === exercise.hints.length}
        >
          Hint
        </button>
        <button type="button" onClick={() => state.reset()}>
          Begin anew
        </button>
        {state.hints.value === exercise.hints.length && (
          <button type="button" onClick={() => state.solve()}>
            Show a solution
          </button>
        )}
      </div>
      {state.hints.value > 0 && (
        <ol class="hints" aria-label="Hints" aria-live="polite">
          {exercise.hints.slice(0, state.hints.value).map((hint) => (
            <li key={hint}>
              <Marked text={hint} />
            </li>
          ))}
        </ol>
      )}
      <CheckResult state={state} exercise={exercise} />
    </article>
  );
}

function Goals({ state, exercise }: ExerciseProps): JSX.Element {
  const views = state.checked.value?.view.goals;
  return (
    <section aria-labelledby="goals-title">
      <h3 id="goals-title">What has to come of it</h3>
      <ul class="goals">
        {exercise.goals.map(({ what }, index) => {
          const met = views?.[index]?.met === true;
          return (
            <li key={what} class={met ? 'good' : ''}>
              <span aria-hidden="true">{met ? '✓' : '○'}</span> {what}
              {met && <span class="unseen"> Reached.</span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
