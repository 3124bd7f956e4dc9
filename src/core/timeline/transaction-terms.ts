import { parcelTerms } from './parcel-terms.ts';
import { sendTerms } from './send-terms.ts';
import type { TransactionTerms } from './terms.ts';
import type { Timeline } from './timeline.ts';

/** Reads the descriptors of a transaction, up to an event. Undefined where the recording has not kept them, or they cannot be read. */
export function termsOf(timeline: Timeline, number: number, moment: number): TransactionTerms | undefined {
  const life = timeline.transactions[number];
  if (life === undefined) return undefined;
  return life.protocol === 'ffa' ? sendTerms(timeline, life, moment) : parcelTerms(timeline, life);
}
