import {
  type Document,
  LineCounter,
  parseDocument,
  visit,
  type YAMLParseError,
  type YAMLWarning,
} from 'yaml';
import { Mistakes } from './mistakes.ts';

/** The values of a YAML text, and where they stand. There are no values when mistakes are noted. */
export function readYaml(text: string): { readonly file: unknown; readonly mistakes: Mistakes } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const mistakes = new Mistakes(document, lines);
  for (const each of [...document.errors, ...document.warnings]) noteProblem(mistakes, each, text);
  if (!mistakes.any) noteLooseAliases(document, mistakes);
  return { file: mistakes.any ? undefined : valuesOf(document, mistakes), mistakes };
}

/** Aliases of aliases can stand for more values than there is memory: the parser counts them. */
function valuesOf(document: Document, mistakes: Mistakes): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    mistakes.atOffset(0, 'the aliases of the file stand for too much', 'fewer than a hundred aliases');
    return undefined;
  }
}

function noteProblem(
  mistakes: Mistakes,
  { code, message, pos }: YAMLParseError | YAMLWarning,
  text: string,
): void {
  const [from, to] = pos;
  const there = text.slice(from, Math.max(to, from + 1));
  const note = (what: string, expected: string) => mistakes.atOffset(from, what, expected);
  switch (code) {
    case 'TAB_AS_INDENT':
      note('found a tab', 'spaces before the first word of a line');
      break;
    case 'DUPLICATE_KEY':
      note(`found key ${wordAt(text, from)} a second time`, 'each key once');
      break;
    case 'MULTIPLE_DOCS':
      note('found a second document', 'one document in a file');
      break;
    case 'TAG_RESOLVE_FAILED':
      note(`found tag ${there.trim()}`, `quotes around a text that begins with !: "${there.trim()}"`);
      break;
    default:
      note(`this is no YAML: ${message}`, 'YAML');
  }
}

/** Aliases whose anchor is not there. The parser leaves them for later, and then throws. */
function noteLooseAliases(document: Document, mistakes: Mistakes): void {
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined)
        mistakes.atOffset(
          alias.range?.[0] ?? 0,
          `found *${alias.source}`,
          `&${alias.source} somewhere before it`,
        );
    },
  });
}

function wordAt(text: string, offset: number): string {
  return /^[^\s:]+/.exec(text.slice(offset))?.[0] ?? '';
}
