import { FfaError } from './errors.ts';
import type { Program } from './port.ts';

/** How often a list that changes while it is read is read anew. */
const MOST_LISTINGS = 8;

/** Reads a list, from the start again when the manager says, with the status `changed`, that it has changed meanwhile. */
export function* readSteady<List>(list: () => Program<List>, changed: number): Program<List> {
  for (let listing = 1; ; listing++)
    try {
      return yield* list();
    } catch (error) {
      const hasChanged = error instanceof FfaError && error.status === changed;
      if (!hasChanged || listing === MOST_LISTINGS) throw error;
    }
}
