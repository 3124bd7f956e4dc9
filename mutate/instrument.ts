import { Instrumenter } from '@stryker-mutator/instrumenter';
import { STRYKER_ASKS } from './plan.ts';

/**
 * Changes of texts are left out: a text of ours is prose, a name that the compiler holds to those there are, or a key that a comparison, which is
 * changed, compares.
 */
const EXCLUDED = ['StringLiteral'];

const never = () => false;
const nothing = () => {};

/** Stryker tells a log what it does; nobody reads it. */
const SILENT = {
  isTraceEnabled: never,
  isDebugEnabled: never,
  isInfoEnabled: never,
  isWarnEnabled: never,
  isErrorEnabled: never,
  isFatalEnabled: never,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
};

/** One change that Stryker makes to a file. */
export interface Variation {
  /** What is asked for at the switchboard. */
  readonly subject: string;
  /** Of mutator and place, in words. */
  readonly what: string;
  /** The text that is changed, and what it becomes, each in one line. */
  readonly from: string;
  readonly to: string;
}

export interface Instrumented {
  /** The file with all changes in it, each of which is asked for whenever its place runs. */
  readonly code: string;
  readonly variations: readonly Variation[];
}

/** Lines and columns, both from 0. */
interface Place {
  readonly line: number;
  readonly column: number;
}

function textBetween(lines: readonly string[], start: Place, end: Place): string {
  const here = lines.slice(start.line, end.line + 1);
  here[here.length - 1] = here.at(-1)?.slice(0, end.column) ?? '';
  here[0] = here[0]?.slice(start.column) ?? '';
  return here.join('\n');
}

function inOneLine(code: string): string {
  return code.replace(/\s+/g, ' ');
}

/** What stands in front of the code. What Stryker counts we see from the asking. */
function prelude(subjects: readonly string[]): string {
  const switches = `const strykerSwitches = ${JSON.stringify(subjects)}.map(globalThis.${STRYKER_ASKS});`;
  return `${switches} const stryCov_9fa48 = () => {};`;
}

/** Code in which each question of Stryker's goes to its switch. */
function askingSwitches(code: string): string {
  return code.replace(/stryMutAct_9fa48\("(\d+)"\)/g, 'strykerSwitches[$1].ask()');
}

/** Has Stryker make every change it knows of to a file. The same text yields the same changes. */
export async function instrument(file: string, source: string): Promise<Instrumented> {
  const { files, mutants } = await new Instrumenter(SILENT).instrument(
    [{ name: file, content: source, mutate: true }],
    { excludedMutations: EXCLUDED, noHeader: true, plugins: null, ignorers: [] },
  );
  const lines = source.split('\n');
  const subject = (id: string) => `stryker ${file} ${id}`;
  const variations = mutants
    .filter(({ status }) => status === undefined)
    .map(({ id, mutatorName, replacement, location: { start, end } }) => ({
      subject: subject(id),
      what: `${mutatorName} in line ${start.line + 1}`,
      from: inOneLine(textBetween(lines, start, end)),
      to: inOneLine(replacement),
    }));
  const code = askingSwitches(files[0]?.content ?? source);
  return { code: `${prelude(mutants.map(({ id }) => subject(id)))}\n${code}`, variations };
}
