/** A line of a recording that stands for events which are missing. */
export function gapLine(events: number): string {
  return JSON.stringify({ kind: 'missed', events });
}

/** How many events are missing where this line stands; undefined for a line that says nothing of the kind. */
export function gapIn(line: string): number | undefined {
  if (!line.includes('"missed"')) return undefined;
  try {
    const { kind, events } = JSON.parse(line) as { readonly kind?: unknown; readonly events?: unknown };
    return kind === 'missed' && typeof events === 'number' ? events : undefined;
  } catch {
    return undefined;
  }
}
