/**
 * The pass before the grammar: one walk over the characters.
 *
 * The grammar knows neither character literals, `0X` nor number suffixes, and is at odds with compilers over
 * escapes and over comments that end in a backslash. So it is given a masked copy of the same length, in
 * which such parts look like the plainest of their kind; values are then read from the original text at the
 * same offsets.
 */

import { DTS_RULES } from './dts-rules.ts';
import type { Findings } from './finding.ts';
import { positionAt } from './position.ts';
import type { FileRule } from './rule.ts';

/** How deep braces and parentheses may nest. */
const MAX_DEPTH = 32;

/** What the walk stops at, in the order in which it is tried. */
const TOKENS = {
  comment: /\/\*[\s\S]*?\*\/|\/\/.*/,
  openComment: /\/\*[\s\S]*/,
  string: /"(?:\\.|[^"\\\n])*"/,
  character: /'(?:\\.|[^'\\\n])+'/,
  quote: /["']/,
  number: /(?<![\w.#?@])(?:0[xX][\da-fA-F]+|\d+)(?:ULL|UL|LL|U|L)?(?!\w)/,
  // Properties may be called `#line` or `#if-name`, too.
  directive: /(?<=^[ \t]*)#[ \t]*(?:include|define|undef|(?:el|end)?if\w*|else|\d+)(?![\w-]|[ \t]*[=;]).*/,
  open: /[{(]/,
  close: /[})]/,
} as const;

type Kind = keyof typeof TOKENS;

const ANY_TOKEN = new RegExp(
  Object.entries(TOKENS)
    .map(([kind, { source }]) => `(?<${kind}>${source})`)
    .join('|'),
  'gm',
);

/**
 * The text for the grammar. Preprocessor lines, comments and strings without an end and runaway nesting
 * become findings; the answer is then `undefined`, because parsing on would only produce noise.
 */
export function scan(text: string, findings: Findings): string | undefined {
  let depth = 0;
  let clean = true;
  const report = (rule: FileRule, offset: number, found: string) => {
    findings.add(rule, positionAt(text, offset), found);
    clean = false;
  };
  const masked = text.replace(ANY_TOKEN, (token: string, ...rest: unknown[]) => {
    const kinds = rest.at(-1) as { readonly [K in Kind]?: string };
    const offset = rest.at(-3) as number;
    if (kinds.comment !== undefined) return token.replace(/[^\n]/g, ' ');
    if (kinds.string !== undefined) return `"${'.'.repeat(token.length - 2)}"`;
    if (kinds.character !== undefined || kinds.number !== undefined) return '0'.repeat(token.length);
    if (kinds.directive !== undefined) report(DTS_RULES.preprocessor, offset, `found \`${token.trim()}\``);
    if (kinds.openComment !== undefined)
      report(DTS_RULES.syntax, offset, 'found a comment without an end, expected `*/`');
    if (kinds.quote !== undefined)
      report(DTS_RULES.syntax, offset, `found ${token} alone, expected another ${token} on the same line`);
    if (kinds.open !== undefined && ++depth === MAX_DEPTH + 1)
      report(DTS_RULES.tooDeep, offset, `found \`${token}\` at depth ${depth}`);
    if (kinds.close !== undefined) depth--;
    return token;
  });
  return clean ? masked : undefined;
}
