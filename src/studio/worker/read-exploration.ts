import type { z } from 'zod';
import { ALL_PARTS, partsOf } from '../../core/explore/campaign/parts.ts';
import { tallyOf } from '../../core/explore/campaign/tally.ts';
import { reportSchema } from '../../node/explore/report-file.ts';
import { isResultsFile, readResults } from '../../node/explore/results-file.ts';
import { worldSchema } from '../../node/explore/world-file.ts';
import { noteIssue } from '../../node/machine/describe-issue.ts';
import { readYaml } from '../../node/machine/read-yaml.ts';
import { type CampaignView, MOST_FOUND, type WorldView } from '../model/explore/views.ts';
import type { FileMistake } from '../model/file-mistake.ts';
import { foundInBatch, foundView, whatHolds } from './found-views.ts';

/** What a file says of an exploration, or what is wrong with it. */
export type ReadExploration =
  | { readonly of: 'campaign'; readonly view: CampaignView }
  | { readonly of: 'world'; readonly view: WorldView }
  | { readonly of: 'mistakes'; readonly mistakes: readonly FileMistake[] };

/** Characters of a file of which places are found out when something is wrong with it. */
const MOST_PLACED = 1024 * 1024;

/** Reads what `tantalum explore --json` prints, of a campaign or of a world, and the `results.jsonl` of a campaign's folder. */
export function readExploration(text: string): ReadExploration {
  if (isResultsFile(text)) return readCampaignFolder(text);
  try {
    return readReport(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return wrong(1, 'this is nested too deeply', 'a report of tantalum explore --json');
  }
}

function readCampaignFolder(text: string): ReadExploration {
  const reading = readResults(text);
  if (!reading.ok) return wrong(reading.line, reading.what, reading.expected);
  const { campaign, results } = reading;
  const sorted = [...results].sort((left, right) => left.batch - right.batch);
  const found = sorted.flatMap((result) => result.found).slice(0, MOST_FOUND);
  const { seed, calls, faults, model } = campaign;
  return {
    of: 'campaign',
    view: {
      ...{ seed, wanted: calls, faults, parts: model ? partsOf(campaign) : undefined },
      walks: sorted.reduce((sum, { walks }) => sum + walks, 0),
      calls: sorted.reduce((sum, each) => sum + each.calls, 0),
      met: tallyOf(sorted.map(({ met }) => met)),
      rules: tallyOf(sorted.map(({ rules }) => rules)),
      found: foundInBatch(campaign, { found }),
    },
  };
}

function readReport(text: string): ReadExploration {
  const json = parsed(text);
  const { file, mistakes } =
    json === undefined && text.length <= MOST_PLACED ? readYaml(text) : { file: json };
  if (mistakes?.any) return { of: 'mistakes', mistakes: mistakes.sorted() };
  const isWorld = typeof file === 'object' && file !== null && 'world' in file;
  if (isWorld) {
    const { data, error } = worldSchema.safeParse(file);
    return data === undefined ? mistaken(text, file, error) : { of: 'world', view: worldView(data) };
  }
  const { data, error } = reportSchema.safeParse(file);
  return data === undefined ? mistaken(text, file, error) : { of: 'campaign', view: campaignView(data) };
}

function campaignView({ campaign, ...report }: z.output<typeof reportSchema>): CampaignView {
  const { seed, calls, faults } = campaign;
  const { specification } = report;
  const parts = new Set([...(specification?.notMet ?? []), ...Object.keys(specification?.met ?? {})]);
  return {
    ...{ seed, wanted: calls, faults },
    // What another version knows, and this one does not, has no place here.
    parts: specification && ALL_PARTS.filter((part) => parts.has(part)),
    ...{
      walks: report.walks,
      calls: report.calls,
      rules: report.rules,
      met: specification?.met ?? {},
    },
    found: report.found
      .slice(0, MOST_FOUND)
      .map(({ scenario, ...found }) => foundView(seed, found, scenario)),
  };
}

function worldView({ world, closed, found, ...met }: z.output<typeof worldSchema>): WorldView {
  const { states, edges, depth, left, bytes, seconds, rules } = met;
  return {
    ...{ name: world, states, edges, depth, left, bytes, seconds, rules, levels: undefined },
    stage: closed ? 'closed' : found === undefined ? 'more' : 'broken',
    found: found && {
      ...{ where: world, invariant: found.invariant, what: whatHolds(found.invariant) },
      ...{ problem: found.problem, after: `after ${found.deeds} deeds, and in no fewer` },
      ...{ scenario: undefined, file: found.file ?? '' },
    },
  };
}

/** What a schema has against a file, at the places where it stands. */
function mistaken(text: string, file: unknown, error: z.ZodError): ReadExploration {
  if (text.length > MOST_PLACED)
    return wrong(
      1,
      `this is no report: ${error.issues[0]?.path.join('.')}`,
      'a report of tantalum explore --json',
    );
  const { mistakes } = readYaml(text);
  for (const issue of error.issues) noteIssue(mistakes, issue, file);
  return { of: 'mistakes', mistakes: mistakes.sorted() };
}

function wrong(line: number, what: string, expected: string): ReadExploration {
  return { of: 'mistakes', mistakes: [{ line, column: 1, what, expected }] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
