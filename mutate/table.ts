import { claims, type Mutant } from './mutant.ts';
import { isNoticed, type Outcome } from './outcome.ts';
import { groupOf } from './report.ts';

const NOBODY = 'nobody';

/** The file and the name of a test, and of the groups in between the one that says the mutant's row where the test does not. */
function shortly(test: string, mutant: Mutant): string {
  const [file = '', ...names] = test.split(' > ');
  const [name = ''] = names.splice(-1);
  const group = claims(name, mutant) ? undefined : names.find((each) => claims(each, mutant));
  const place = file.replace(/^test\//, '').replace(/\.test\.ts$/, '');
  return `${place}: ${group === undefined ? '' : `${group} > `}${name}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function noticedBy(mutant: Mutant, outcome: Outcome | undefined): string {
  if (outcome?.by === undefined) return NOBODY;
  const how = outcome.end === 'killed' ? '' : ` (${outcome.end})`;
  return `${shortly(outcome.by, mutant)}${how}`;
}

/** The line of a table for one mutant of code. */
export function lineOf(mutant: Mutant, outcome: Outcome | undefined): string {
  return `| \`${mutant.id}\` | ${cell(mutant.what)} | ${cell(noticedBy(mutant, outcome))} |`;
}

/** How many mutants of each group were noticed. */
export function countTable(outcomes: readonly Outcome[]): string {
  const groups = [...new Set(outcomes.map(({ id }) => groupOf(id)))];
  const lines = groups.map((group) => {
    const of = outcomes.filter(({ id }) => groupOf(id) === group);
    return `| \`${group}:\` | ${of.length} | ${of.filter(isNoticed).length} |`;
  });
  return ['| Group | Mutants | Noticed |', '|---|---:|---:|', ...lines].join('\n');
}

/** The tables of docs/mutants.md: how many of each group, then each mutant of code. */
export function tables(mutants: readonly Mutant[], outcomes: readonly Outcome[]): string {
  const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  const inCode = mutants.filter(({ id }) => /^(?:undo|row):/.test(id));
  const lines = inCode.map((mutant) => lineOf(mutant, byId.get(mutant.id)));
  const head = ['| Mutant | What is wrong | Noticed by |', '|---|---|---|'];
  return `${countTable(outcomes)}\n\n${[...head, ...lines].join('\n')}\n`;
}

function rowOf(
  file: string,
  outcomes: readonly Outcome[],
  justified: Readonly<Record<string, string>>,
): string {
  const noticed = outcomes.filter(isNoticed).length;
  const loaded = outcomes.filter(({ end }) => end === 'loaded').length;
  const named = outcomes.filter((outcome) => !isNoticed(outcome) && outcome.id in justified).length;
  const open = outcomes.length - noticed - loaded - named;
  const seconds = outcomes.reduce((sum, { spent = 0 }) => sum + spent, 0) / 1000;
  const cells = [outcomes.length, noticed, named, open, loaded, seconds.toFixed(1)];
  return `| \`${file}\` | ${cells.join(' | ')} |`;
}

/** What became of Stryker's changes of each file, and how many seconds of a processor tests with them took. */
export function strykerTable(
  outcomes: readonly Outcome[],
  justified: Readonly<Record<string, string>>,
): string {
  const files = [...new Set(outcomes.map(({ id }) => groupOf(id)))].sort();
  const lines = files.map((file) =>
    rowOf(
      file,
      outcomes.filter(({ id }) => groupOf(id) === file),
      justified,
    ),
  );
  const head = [
    '| File | Changes | Noticed | Justified | Open | Not tried | Seconds |',
    '|---|---:|---:|---:|---:|---:|---:|',
  ];
  return `${[...head, ...lines].join('\n')}\n`;
}
