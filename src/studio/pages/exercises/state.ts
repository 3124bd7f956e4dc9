import { batch, type Signal, signal } from '@preact/signals';
import { brokenText, type Exercise } from '../../model/learn/exercise.ts';
import { EXERCISES, exerciseNamed } from '../../model/learn/exercises.ts';
import type { CheckView } from '../../worker/check-exercise.ts';
import { exerciseAsker } from '../../worker/exercise-client.ts';
import { keepProgress, keptProgress, NO_PROGRESS, type Progress } from './progress.ts';

const PAGE = '#/exercises';

/** Where an exercise is. */
export function addressOf(name: string): string {
  return `${PAGE}/${name}`;
}

/** An answer that the manager has checked. */
export interface Checked {
  readonly answer: string;
  readonly view: CheckView;
}

/** What the page of exercises shows, and everything that can be done with it. */
export class ExercisesState {
  readonly exercise: Signal<Exercise | undefined> = signal<Exercise | undefined>(undefined);
  /** What the reader has made of it: bytes in hex, or steps. */
  readonly answer: Signal<string> = signal('');
  readonly checked: Signal<Checked | undefined> = signal<Checked | undefined>(undefined);
  readonly busy: Signal<boolean> = signal(false);
  /** Why there is nothing to see, as a sentence. */
  readonly trouble: Signal<string> = signal('');
  /** How many hints are shown. */
  readonly hints: Signal<number> = signal(0);
  readonly progress: Signal<Progress> = signal(keptProgress());
  readonly #asker = exerciseAsker();

  /** Shows what an address names. */
  open(hash: string): void {
    if (!hash.startsWith(PAGE)) return;
    const name = hash.slice(PAGE.length + 1);
    const exercise = exerciseNamed(name);
    this.#asker.stop();
    batch(() => {
      this.exercise.value = exercise;
      this.answer.value = exercise === undefined ? '' : this.#answerKept(exercise);
      this.checked.value = undefined;
      this.busy.value = false;
      this.hints.value = 0;
      this.trouble.value = name === '' || exercise !== undefined ? '' : `There is no exercise ${name}.`;
    });
  }

  /** Ends what runs for the page. */
  leave(): void {
    this.#asker.end();
  }

  /** Goes to the next exercise, or with -1 to the one before. */
  step(direction: 1 | -1): void {
    const at = EXERCISES.findIndex(({ name }) => name === this.exercise.value?.name);
    const next = EXERCISES[at < 0 ? 0 : at + direction];
    if (next !== undefined) location.hash = addressOf(next.name);
  }

  /** Takes what the reader makes of it. */
  write(answer: string): void {
    const { value: exercise } = this.exercise;
    if (exercise === undefined) return;
    this.answer.value = answer;
    this.#keep({ answers: { ...this.progress.value.answers, [exercise.name]: answer } });
  }

  /** Has the manager check it. */
  async check(): Promise<void> {
    const { value: exercise } = this.exercise;
    const { value: answer } = this.answer;
    if (exercise === undefined) return;
    this.busy.value = true;
    this.#asker.stop();
    const asked = await this.#asker.ask({ exercise, answer });
    if (this.exercise.value !== exercise) return;
    batch(() => {
      this.busy.value = false;
      if ('failure' in asked) this.trouble.value = asked.failure;
      else this.#show(exercise, answer, asked.answer);
    });
  }

  /** Shows one more hint. */
  hint(): void {
    this.hints.value = Math.min(this.hints.value + 1, this.exercise.value?.hints.length ?? 0);
  }

  /** Begins the exercise anew. */
  reset(): void {
    const { value: exercise } = this.exercise;
    if (exercise === undefined) return;
    const { [exercise.name]: _, ...answers } = this.progress.value.answers;
    this.#keep({ answers });
    this.open(addressOf(exercise.name));
  }

  /** Puts a solution in. */
  solve(): void {
    this.write(this.exercise.value?.solution ?? '');
  }

  /** Begins all exercises anew. */
  forget(): void {
    this.progress.value = NO_PROGRESS;
    keepProgress(NO_PROGRESS);
    this.open(location.hash);
  }

  #show(exercise: Exercise, answer: string, view: CheckView): void {
    this.trouble.value = '';
    this.checked.value = { answer, view };
    const { solved } = this.progress.value;
    if (view.solved && !solved.includes(exercise.name)) this.#keep({ solved: [...solved, exercise.name] });
  }

  /** Bytes that were kept have to be as many as there were: another release may have another descriptor. */
  #answerKept(exercise: Exercise): string {
    const kept = this.progress.value.answers[exercise.name];
    const broken = brokenText(exercise);
    const fits =
      exercise.task.kind === 'scenario' ||
      (kept?.length === broken.length &&
        /^[0-9a-f\s]*$/.test(kept) &&
        kept.split('\n').length === broken.split('\n').length);
    return kept !== undefined && fits ? kept : broken;
  }

  #keep(change: Partial<Progress>): void {
    this.progress.value = { ...this.progress.value, ...change };
    keepProgress(this.progress.value);
  }
}
