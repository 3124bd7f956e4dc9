import { ALONE } from '../../node/machine/alone.ts';
import { readMachineText } from '../../node/machine/read-machine-text.ts';
import { TOUR_FILE } from '../model/learn/tour/tour.ts';
import { type TourView, tourView } from '../model/learn/tour/tour-view.ts';

/** Reads the machine file of the tour and plays it. */
export async function loadTour(): Promise<TourView> {
  const reading = await readMachineText(TOUR_FILE, ALONE);
  if (!reading.ok) throw new TypeError(`the tour cannot be read: ${reading.mistakes[0]?.what}`);
  return tourView(reading.scenario);
}
