import type { FieldGroup } from '../../core/decode/field-groups.ts';
import type { DescriptorTask, Exercise } from '../model/learn/exercise.ts';
import { Asker } from './asker.ts';
import type { CheckView } from './check-exercise.ts';

/** An answer to an exercise, to be checked: bytes in hex, or steps. */
export interface ExerciseQuestion {
  readonly exercise: Exercise;
  readonly answer: string;
}

/** Bytes of which the fields are wanted. */
export interface FieldsQuestion {
  readonly task: DescriptorTask;
  readonly bytes: Uint8Array;
}

/** Has answers to exercises checked. */
export function exerciseAsker(): Asker<ExerciseQuestion, CheckView> {
  return new Asker(startWorker);
}

/** Has bytes taken apart into fields. */
export function fieldsAsker(): Asker<FieldsQuestion, readonly FieldGroup[]> {
  return new Asker(startWorker);
}

function startWorker(): Worker {
  return new Worker(new URL('./exercise-worker.ts', import.meta.url), { type: 'module' });
}
