import type { JSX } from 'preact';
import type { Exercise } from '../../model/learn/exercise.ts';
import { Scroll } from '../../view/scroll.tsx';
import type { ExercisesState } from './state.ts';

interface ScenarioEditorProps {
  readonly state: ExercisesState;
  readonly exercise: Exercise;
}

/** The steps, to be changed, and the machine that they are played on. */
export function ScenarioEditor({ state, exercise }: ScenarioEditorProps): JSX.Element {
  const lines = state.answer.value.split('\n').length;
  return (
    <>
      <details>
        <summary>The machine</summary>
        <Scroll class="copy" label="The machine">
          <pre>{exercise.machine}</pre>
        </Scroll>
      </details>
      <label class="steps-editor">
        Steps
        <textarea
          spellcheck={false}
          autocomplete="off"
          rows={Math.max(8, lines + 1)}
          value={state.answer.value}
          onInput={({ currentTarget }) => state.write(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void state.check();
          }}
        />
      </label>
    </>
  );
}
