/** A line of a console is read as far as this; what programs print about FF-A is much shorter. */
export const LONGEST_LINE = 1024;

/** What starts a colour or a movement of the cursor, and what belongs to it. */
const ESCAPE = '\u001b[';
const SEQUENCE = /^[0-9;?]{0,16}[A-Za-z]/;

/** The start of a line as a terminal would show it. */
export function shownLine(text: string): string {
  const start = text.length > LONGEST_LINE ? text.slice(0, LONGEST_LINE) : text;
  if (!start.includes(ESCAPE)) return start;
  const [first = '', ...others] = start.split(ESCAPE);
  return first + others.map((part) => part.replace(SEQUENCE, '')).join('');
}
