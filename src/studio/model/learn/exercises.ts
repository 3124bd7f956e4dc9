import type { Exercise } from './exercise.ts';
import { LOAN_EXERCISES } from './exercises/loans.ts';
import { OTHER_DESCRIPTORS } from './exercises/other-descriptors.ts';
import { SEND_DESCRIPTORS } from './exercises/send-descriptors.ts';
import { SURROUNDING_EXERCISES } from './exercises/surroundings.ts';

/** Exercises that belong together. */
export interface ExerciseGroup {
  readonly title: string;
  readonly exercises: readonly Exercise[];
}

/** All exercises, from the first bytes of a descriptor to the other protocol. */
export const EXERCISE_GROUPS: readonly ExerciseGroup[] = [
  { title: 'Descriptors of a share', exercises: SEND_DESCRIPTORS },
  { title: 'The life of a loan', exercises: LOAN_EXERCISES },
  { title: 'Other descriptors, other versions', exercises: OTHER_DESCRIPTORS },
  { title: 'Buffers, versions, others in between', exercises: SURROUNDING_EXERCISES },
];

export const EXERCISES: readonly Exercise[] = EXERCISE_GROUPS.flatMap(({ exercises }) => exercises);

/** The exercise with a name; undefined for a name that none has. */
export function exerciseNamed(name: string): Exercise | undefined {
  return EXERCISES.find((each) => each.name === name);
}
