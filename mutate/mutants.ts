import type { Mutant } from './mutant.ts';
import { ROWS_OF_CLIENT } from './patches/rows-client.ts';
import { ROWS_OF_MANAGER } from './patches/rows-manager.ts';
import { ROWS_OF_MEDIATOR } from './patches/rows-mediator.ts';
import { ROWS_OF_RULES } from './patches/rows-rules.ts';
import { UNDO_GUNYAH } from './patches/undo-gunyah.ts';
import { UNDO_MEDIATOR } from './patches/undo-mediator.ts';
import { UNDO_MEMORY } from './patches/undo-memory.ts';
import { UNDO_PROCESSORS } from './patches/undo-processors.ts';
import { UNDO_SPMC } from './patches/undo-spmc.ts';
import { SWITCHED } from './switched.ts';

/** Every mutant. */
export const MUTANTS: readonly Mutant[] = [
  ...SWITCHED,
  ...UNDO_MEMORY,
  ...UNDO_SPMC,
  ...UNDO_PROCESSORS,
  ...UNDO_MEDIATOR,
  ...UNDO_GUNYAH,
  ...ROWS_OF_RULES,
  ...ROWS_OF_MANAGER,
  ...ROWS_OF_MEDIATOR,
  ...ROWS_OF_CLIENT,
];

/** Mutants by ids, beginnings of ids, or rows. Throws a TypeError for what names none. */
export function chosen(only: readonly string[], of: readonly Mutant[] = MUTANTS): readonly Mutant[] {
  if (only.length === 0) return of;
  const named = (text: string) => of.filter(({ id, rows }) => id.startsWith(text) || rows?.includes(text));
  for (const text of only)
    if (named(text).length === 0)
      throw new TypeError(`there is no mutant ${text}: --list says which there are`);
  return of.filter((mutant) => only.some((text) => named(text).includes(mutant)));
}
