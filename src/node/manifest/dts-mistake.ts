/**
 * The first syntax error of a text, said in the words of the source form.
 *
 * The tree shows how the parser recovered, which is often far from the mistake: a missing semicolon swallows
 * the next property. Its log shows the state in which it first had no way on; the language tells what that
 * state would have taken.
 */

import type { Grammar } from './dts-grammar.ts';
import { type Position, positionAt } from './position.ts';

export interface SyntaxMistake {
  readonly position: Position;
  readonly found: string;
  readonly expected: string;
}

const STEP = /^process .*\bstate:(\d+), row:(\d+), col:(\d+)$/;
const STUCK = 'detect_error';

/**
 * What a state takes, told by symbols that only such states take together. The first row that matches speaks.
 */
const SITUATIONS: readonly { readonly takes: readonly string[]; readonly say: string }[] = [
  { takes: ['/dts-v1/'], say: '`/ { … };`, `&label { … };` or the end of the file' },
  { takes: ['=', ':', '{'], say: '`=`, `;` or `{` after the name' },
  { takes: ['<', '"'], say: 'a value: `<cells>`, `"text"`, `[bytes]` or `&label`' },
  { takes: ['_property_name_token1', '}'], say: 'a property, a node or `}`' },
  { takes: ['_property_name_token1'], say: 'a property or a node after the label' },
  { takes: ['integer_literal', '>', '('], say: 'a number, a reference or `>`' },
  { takes: ['integer_literal', '~'], say: 'a number or an expression' },
  { takes: ['integer_literal'], say: 'a number' },
  { takes: ['_byte_string_item'], say: 'pairs of hexadecimal digits or `]`' },
  { takes: ['unit_address'], say: 'a unit address' },
  { takes: [';', ','], say: '`;` or `,`' },
  { takes: [';'], say: '`;`' },
  { takes: ['@', '{'], say: '`{`' },
  { takes: ['{'], say: '`{`' },
  { takes: [')'], say: '`)` or an operator' },
  { takes: ['_label_name_token1'], say: 'a label' },
];

/**
 * Where the grammar first had no way on in a masked text that it refuses; the original shows what was found
 * there.
 */
export function firstMistake({ parser, language }: Grammar, masked: string, original: string): SyntaxMistake {
  let step: RegExpExecArray | undefined;
  let stuck = false;
  parser.setLogger((message, isLexer) => {
    if (isLexer || stuck) return;
    stuck = message.startsWith(STUCK);
    step = STEP.exec(message) ?? step;
  });
  parser.parse(masked)?.delete();
  parser.setLogger(null);
  if (!stuck || step === undefined) throw new Error('the parser refused a text without logging why');
  const [state, row, bytes] = step.slice(1).map(Number) as [number, number, number];
  const takes = new Set(language.lookaheadIterator(state));
  const situation = SITUATIONS.find((row) => row.takes.every((symbol) => takes.has(symbol)));
  // The log counts bytes of UTF-16.
  const token = nextToken(masked, row, bytes / 2);
  return {
    position: positionAt(original, token.start),
    found: token.start < token.end ? `\`${original.slice(token.start, token.end)}\`` : 'the end of the file',
    expected: situation?.say ?? 'something else',
  };
}

/** Offsets of the first token at or after a place; rows and columns count from 0 here. */
function nextToken(text: string, row: number, column: number): { start: number; end: number } {
  const lines = text.split('\n');
  const from = lines.slice(0, row).reduce((sum, line) => sum + line.length + 1, 0) + column;
  const match = /[\w,.+?#-]+|"[^"]*"|\S/u.exec(text.slice(from));
  const start = match === null ? text.trimEnd().length : from + match.index;
  return { start, end: start + (match?.[0].length ?? 0) };
}
