/** What stands around the parts of a report that are its own: before its title, its summary and its data, and behind them. */
export type ReportShell = readonly [toTitle: string, toSummary: string, toData: string, toEnd: string];

/** Where the build has left room, in this order. */
const MARKERS = /<!-- (?:title|summary|data) -->/;

/** Takes the shell that the build has made apart. Throws an Error for what is none. */
export function shellOf(text: string): ReportShell {
  const [toTitle, toSummary, toData, toEnd, ...more] = text.split(MARKERS);
  if (toTitle === undefined || toSummary === undefined || toData === undefined || toEnd === undefined)
    throw new Error('the shell of reports has too few places to fill');
  if (more.length > 0) throw new Error('the shell of reports has too many places to fill');
  return [toTitle, toSummary, toData, toEnd];
}
