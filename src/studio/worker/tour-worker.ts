/** Plays the tour beside the page. */

import { answerWith } from './asker.ts';
import { loadTour } from './load-tour.ts';

answerWith(loadTour);
