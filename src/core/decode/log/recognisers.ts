import { HAFNIUM_RECOGNISERS } from './hafnium-recognisers.ts';
import { OTHER_RECOGNISERS } from './other-recognisers.ts';
import type { Recogniser } from './recogniser.ts';
import { TFA_RECOGNISERS } from './tfa-recognisers.ts';

/** Every line of a known program that is recognised by its words. The first that fits counts. */
export const RECOGNISERS: readonly Recogniser[] = [
  ...HAFNIUM_RECOGNISERS,
  ...TFA_RECOGNISERS,
  ...OTHER_RECOGNISERS,
];
