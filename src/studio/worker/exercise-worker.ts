/** Has the manager check answers to exercises, and says which fields bytes have, beside the page. */

import { type FieldGroup, fieldGroups } from '../../core/decode/field-groups.ts';
import { inspect } from '../../core/decode/inspect.ts';
import { answerWith } from './asker.ts';
import { type CheckView, checkExercise } from './check-exercise.ts';
import type { ExerciseQuestion, FieldsQuestion } from './exercise-client.ts';

answerWith<ExerciseQuestion | FieldsQuestion, CheckView | readonly FieldGroup[]>((question) =>
  'exercise' in question ? checkExercise(question.exercise, question.answer) : fieldsOf(question),
);

function fieldsOf({ bytes, task: { sends, version } }: FieldsQuestion): readonly FieldGroup[] {
  return fieldGroups(inspect(bytes, { call: sends, version }).fields);
}
