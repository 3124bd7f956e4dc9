import type { TourView } from '../model/learn/tour/tour-view.ts';
import { Asker } from './asker.ts';

/** Has the tour played. */
export function tourAsker(): Asker<'tour', TourView> {
  return new Asker(() => new Worker(new URL('./tour-worker.ts', import.meta.url), { type: 'module' }));
}
