import type { JSX } from 'preact';
import type { Exercise } from '../../model/learn/exercise.ts';
import { EXERCISES } from '../../model/learn/exercises.ts';
import type { PlayedStep } from '../../model/learn/played-steps.ts';
import { MistakeList } from '../../view/mistake-list.tsx';
import { PlayedSteps } from '../../view/played-steps.tsx';
import type { CheckView } from '../../worker/check-exercise.ts';
import { addressOf, type ExercisesState } from './state.ts';

interface CheckResultProps {
  readonly state: ExercisesState;
  readonly exercise: Exercise;
}

/** What the manager says to what the reader made. */
export function CheckResult({ state, exercise }: CheckResultProps): JSX.Element {
  const checked = state.checked.value;
  const view = checked?.view;
  const stale = checked !== undefined && checked.answer !== state.answer.value;
  return (
    <section class="result" aria-label="What the manager says">
      <div role="status">
        {state.busy.value && <p>Playing.</p>}
        {!state.busy.value && view !== undefined && (
          <p class="headline">
            <strong class={view.solved ? 'good' : 'bad'}>{headline(view)}</strong>
            {stale && <span class="aside"> (before your last change)</span>}
          </p>
        )}
      </div>
      {view?.solved === true && <Solved exercise={exercise} rule={view.rule} />}
      {view !== undefined && view.mistakes.length > 0 && <MistakeList mistakes={view.mistakes} />}
      {view !== undefined && <PlayedSteps steps={shownSteps(view, exercise)} />}
    </section>
  );
}

function headline({ solved, mistakes, stillRefused, steps }: CheckView): string {
  if (solved) return 'Solved.';
  if (mistakes.length > 0) return 'This cannot be played.';
  if (stillRefused) return 'It is still refused.';
  if (steps.some(({ asExpected }) => !asExpected)) return 'Something else goes wrong now.';
  return 'Nothing is refused, but not all that was meant has come about.';
}

function Solved({ exercise, rule }: { readonly exercise: Exercise; readonly rule: string }): JSX.Element {
  const next = EXERCISES[EXERCISES.indexOf(exercise) + 1];
  return (
    <>
      <p>
        The rule was <a href={`#/rules/${exercise.rule}`}>{exercise.rule}</a>: {rule}
      </p>
      {next !== undefined && (
        <p>
          Next: <a href={addressOf(next.name)}>{next.title}</a>
        </p>
      )}
    </>
  );
}

/** What happened is told where something went wrong. The bytes of a descriptor are in its editor, and its rule is marked there. */
function shownSteps({ steps }: CheckView, { task }: Exercise): readonly PlayedStep[] {
  const shown = task.kind === 'descriptor' ? steps.slice(-1) : steps;
  return shown.map((step) => ({
    ...step,
    events: step.asExpected
      ? []
      : step.events.map((event) => (task.kind === 'descriptor' ? { ...event, evidence: undefined } : event)),
  }));
}
