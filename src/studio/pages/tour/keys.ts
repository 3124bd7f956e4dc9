import { LOOK_KEY, type PageKey } from '../../view/page-keys.ts';
import type { TourState } from './state.ts';

const CHOICES: readonly PageKey<TourState>[] = [0, 1, 2].map((choice) => ({
  key: String(choice + 1),
  about: `predict answer ${choice + 1}`,
  run: (state) => state.choose(choice),
}));

/** The keys of the tour. */
export const TOUR_KEYS: readonly PageKey<TourState>[] = [
  ...CHOICES,
  { key: 'ArrowRight', about: 'show what happens, and go on', run: (state) => state.step(1) },
  { key: 'ArrowLeft', about: 'go back', run: (state) => state.step(-1) },
  LOOK_KEY,
];
