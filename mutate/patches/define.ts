import type { Change, Mutant } from '../mutant.ts';

/** What a patch does to a file of src/core. */
export interface Edit {
  readonly what: string;
  /** Below src/core. */
  readonly file: string;
  /** What stands right in front, where what is found stands more than once. */
  readonly after?: string;
  readonly find: string;
  /** Left out: the statement is left out. */
  readonly replace?: string;
}

function change({ file, after, find, replace = '' }: Edit): Change {
  return {
    kind: 'patch',
    file: `src/core/${file}`,
    find,
    replace,
    ...(after === undefined ? {} : { after }),
  };
}

/** A step of an undoing that is left out. */
export function skipped(id: string, edit: Edit): Mutant {
  return { id: `undo:${id}`, what: edit.what, change: change(edit) };
}

/** A defect that goes against rows, the first of which it is named after; a word behind a slash tells it from others of the same row. */
export function against(rows: string, edit: Edit): Mutant {
  const all = rows.split(' ');
  const name = all[0] ?? '';
  return {
    id: `row:${name}`,
    what: edit.what,
    change: change(edit),
    rows: [name.replace(/\/.*/, ''), ...all.slice(1)],
  };
}

/** A row that a rule holds up, which is never found broken. */
export function unruled(rows: string, rule: string): Mutant {
  const all = rows.split(' ');
  const [first = ''] = all;
  return {
    id: `row:${first}/${rule}`,
    what: `the rule ${rule} is never found broken`,
    change: { kind: 'rule', rule },
    rows: all,
  };
}
