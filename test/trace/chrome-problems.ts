/** What Chrome's trace format demands of a file, written down apart from the code that writes it. */

export interface Event {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly id?: number;
  readonly cat?: string;
  readonly s?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

const PHASES = new Set('XBEistfbneCM');

export function eventsOf(file: string): readonly Event[] {
  return (JSON.parse(file) as { traceEvents: readonly Event[] }).traceEvents;
}

/** What is wrong with the events of a file; nothing is best. */
export function problemsOf(events: readonly Event[]): readonly string[] {
  return [
    ...events.flatMap((event) => (PHASES.has(event.ph) ? [] : [`phase ${event.ph} is unknown`])),
    ...events.flatMap((event) =>
      event.ph === 'M' || (Number.isFinite(event.ts) && event.ts! >= 0) ? [] : [`${event.name} has no time`],
    ),
    ...trackProblems(events),
    ...pairProblems(events, 's', 'f', 't'),
    ...pairProblems(events, 'b', 'e', 'n'),
  ];
}

function trackProblems(events: readonly Event[]): readonly string[] {
  const problems: string[] = [];
  const named = new Set(events.filter(({ name }) => name === 'thread_name').map(({ tid }) => tid));
  for (const [tid, track] of grouped(
    events.filter(({ ph, tid }) => ph !== 'M' && tid !== undefined),
    (event) => event.tid!,
  )) {
    if (!named.has(tid)) problems.push(`track ${tid} has no name`);
    const open: Event[] = [];
    let [last, free] = [0, 0];
    for (const event of track) {
      if (event.ts! < last) problems.push(`track ${tid} runs backwards at ${event.ts}`);
      last = event.ts!;
      if (event.ph === 'B') open.push(event);
      if (event.ph === 'E' && open.pop()?.name !== event.name) problems.push(`${event.name} ends, not begun`);
      if (event.ph !== 'X' && event.ph !== 'B') continue;
      if (event.ts! < free) problems.push(`${event.name} overlaps what is before it`);
      free = event.ts! + (event.dur ?? 0);
    }
    if (open.length > 0) problems.push(`${open[0]!.name} never ends`);
  }
  return problems;
}

/** Each id begins once and ends once, and all between lies between. */
function pairProblems(
  events: readonly Event[],
  begin: string,
  end: string,
  between: string,
): readonly string[] {
  const parts = events.filter(({ ph }) => [begin, end, between].includes(ph));
  return [...grouped(parts, ({ cat, id }) => `${cat} ${id}`)].flatMap(([id, all]) => {
    const times = all.map(({ ts }) => ts!);
    const phases = all.map(({ ph }) => ph).join('');
    const whole = new RegExp(`^${begin}${between}*${end}$`).test(phases);
    const ordered = times.every((time, index) => index === 0 || time >= times[index - 1]!);
    const oneName = begin !== 's' || new Set(all.map(({ name }) => name)).size === 1;
    return whole && ordered && oneName ? [] : [`${id} is ${phases} at ${times.join(' ')}`];
  });
}

function grouped<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
