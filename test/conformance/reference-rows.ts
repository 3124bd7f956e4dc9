/** The rows of the collections of facts beside the checkout, where they are at hand. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../shared/reference', import.meta.url));

/** Whether the collections are there. */
export const ARE_THERE: boolean = existsSync(FOLDER);
if (!ARE_THERE) console.log('Left out: rows of ../shared/reference, which is not there.');

/** A row and the runs that it is to be played in, where it says so. */
export interface ReferenceRow {
  readonly id: string;
  readonly runs?: readonly string[];
}

/** A table row under a heading such as "### 3.1 FFA_MEM_SHARE". */
interface TableRow {
  readonly section: string;
  readonly cells: readonly string[];
}

/** Every row that a case has to cover, or that is listed with the reason why none does. */
export function referenceRows(): readonly ReferenceRow[] {
  return [
    ...complianceRows(),
    ...hafniumRows(),
    ...idRows('regressions.md', 'regressions', /^[A-Z]\d+$/),
    ...idRows('requirements.md', 'requirements', /^Q[A-Z]\d+$/),
    ...gunyahRows(),
  ];
}

function tableRows(file: string): readonly TableRow[] {
  let section = '';
  const rows: TableRow[] = [];
  for (const line of readFileSync(`${FOLDER}/${file}`, 'utf8').split('\n')) {
    section = /^###? (\d+(?:\.\d+)?|[A-Z]\.)/.exec(line)?.[1] ?? section;
    if (!line.startsWith('| ') || line.startsWith('| ---')) continue;
    rows.push({
      section,
      cells: line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    });
  }
  return rows;
}

function complianceRows(): readonly ReferenceRow[] {
  const rows: ReferenceRow[] = [];
  let before: readonly string[] = [];
  for (const { section, cells } of tableRows('conformance-acs-memory.md')) {
    const [names = '', runs = ''] = cells;
    if (!/^3\.[1-5]$/.test(section) || names === 'Test') continue;
    before = runsIn(runs) ?? before;
    if (runs === 'as share') before = runsOf(rows, 'conformance 3.1 share_lower_upper_boundary');
    for (const name of testNames(names)) rows.push({ id: `conformance ${section} ${name}`, runs: before });
  }
  const page = readFileSync(`${FOLDER}/conformance-acs-memory.md`, 'utf8');
  const constraints = page.slice(page.indexOf('## 5. Constraints', page.indexOf('## 3. Memory')));
  for (const [, number] of constraints.matchAll(/^(\d+)\. /gm)) rows.push({ id: `conformance 5.${number}` });
  return rows;
}

function runsOf(rows: readonly ReferenceRow[], id: string): readonly string[] {
  return rows.find((row) => row.id === id)?.runs ?? [];
}

/** "lend_state_machine_5 / _6" is two names; widths and kinds of endpoints in braces belong to the runs. */
function testNames(cell: string): readonly string[] {
  const [first = '', ...others] = cell.replace(/ \(.*\)$/, '').split(' / ');
  const name = first.replace(/_(?:\{.*|\*)$/, '');
  return [name, ...others.map((suffix) => name.replace(/_\d+$/, suffix))];
}

/** "VM1→SP1, SP1 alone" as run names; undefined for "same". */
function runsIn(cell: string): readonly string[] | undefined {
  const runs = cell.replace(/\(\+borrower2\)/g, '').match(/\b[VS][MP]\d→[VS][MP]\d|\b[VS][MP]\d/g);
  return runs === null
    ? undefined
    : [...new Set(runs.map((run) => run.toLowerCase().replace('→', '-')))].sort();
}

/** Rows of the test catalogue. Names that share a cell are rows of their own. */
function hafniumRows(): readonly ReferenceRow[] {
  return tableRows('ffa-hafnium.md')
    .filter(({ section, cells }) => /^6\.\d+$/.test(section) && cells[0] !== 'Test')
    .flatMap(({ section, cells: [names = ''] }) =>
      catalogueNames(section, names).map((name) => ({ id: `ffa-hafnium ${section} ${name}` })),
    );
}

function catalogueNames(section: string, cell: string): readonly string[] {
  // Rows of 6.9 are headlines of whole suites.
  if (section === '6.9') return [cell];
  const plain = cell.replace(/ \([^()]*\)/g, '');
  const [first = '', ...others] = plain.split(/ \/ /);
  return [
    first,
    ...others.map((name) => (name.startsWith('_') ? first.replace(/_[a-z]+_bounds$/, name) : name)),
  ];
}

/** Numbered rows of the ordered checks of the resource manager; sections without a table, the life of VMs and ideas for tests are a row each. */
function gunyahRows(): readonly ReferenceRow[] {
  const numbered = tableRows('gunyah.md').flatMap(({ section, cells: [number = ''] }) =>
    /^9\.[13]$/.test(section) && /^\d+$/.test(number) ? [{ id: `gunyah ${section} ${number}` }] : [],
  );
  const whole = ['9.2', '9.4', '9.5', '9.6', '9.7', '9.8', '10', '17'];
  return [...numbered, ...whole.map((section) => ({ id: `gunyah ${section}` }))];
}

function idRows(file: string, collection: string, id: RegExp): readonly ReferenceRow[] {
  return tableRows(file).flatMap(({ cells: [name = ''] }) =>
    id.test(name) ? [{ id: `${collection} ${name}` }] : [],
  );
}
