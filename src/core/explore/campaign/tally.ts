/** How often each of several things was met, by their names. */
export type Tally = Readonly<Record<string, number>>;

/** Adds tallies up, in the order of their names. */
export function tallyOf(tallies: readonly Tally[]): Tally {
  const sum = new Map<string, number>();
  for (const tally of tallies)
    for (const [name, times] of Object.entries(tally)) sum.set(name, (sum.get(name) ?? 0) + times);
  return Object.fromEntries([...sum].sort(([left], [right]) => (left < right ? -1 : 1)));
}
