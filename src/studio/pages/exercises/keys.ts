import { LOOK_KEY, type PageKey } from '../../view/page-keys.ts';
import type { ExercisesState } from './state.ts';

/** The keys of the exercises. */
export const EXERCISE_KEYS: readonly PageKey<ExercisesState>[] = [
  { key: 'n', about: 'next exercise', run: (state) => state.step(1) },
  { key: 'p', about: 'previous exercise', run: (state) => state.step(-1) },
  { key: 'h', about: 'a hint', run: (state) => state.hint() },
  LOOK_KEY,
];
