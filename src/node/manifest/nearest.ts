/**
 * The known name that a misspelt one most likely stands for: at most two letters away. `undefined` when none
 * is.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = 3;
  for (const candidate of known) {
    const distance = editDistance(normal(name), normal(candidate));
    if (distance >= least) continue;
    [best, least] = [candidate, distance];
  }
  return best;
}

/** Dashes and underscores are the usual slip and cost nothing. */
function normal(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** Letters to insert, remove or replace to get from one text to the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let column = 0; column < to.length; column++) {
      const replaced = row[column]! + (letter === to[column] ? 0 : 1);
      next.push(Math.min(replaced, row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
