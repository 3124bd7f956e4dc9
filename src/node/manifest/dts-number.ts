import type { Node } from 'web-tree-sitter';
import { BINARY, DIVIDING, MAX_U64, UNARY } from './dts-expression.ts';
import { parseCharacter, parseInteger } from './dts-literal.ts';
import { DTS_RULES } from './dts-rules.ts';
import { fieldOf, positionOf, type Source, textOf } from './dts-source.ts';

/** The 64-bit value of a literal or expression; 0, with a finding, when it has none. */
export function evaluate(source: Source, syntax: Node): bigint {
  switch (syntax.type) {
    case 'integer_literal':
      return literal(source, syntax);
    case 'binary_expression':
      return binary(source, syntax);
    case 'unary_expression':
      return UNARY[operatorOf(syntax)]!(operand(source, syntax, 'argument'));
    case 'conditional_expression':
      return operand(
        source,
        syntax,
        operand(source, syntax, 'condition') === 0n ? 'alternative' : 'consequence',
      );
    default:
      // An identifier or a call.
      source.findings.add(
        DTS_RULES.macro,
        positionOf(syntax),
        `found \`${textOf(source, syntax)}\`, expected a number`,
      );
      return 0n;
  }
}

function operand(source: Source, syntax: Node, field: string): bigint {
  return evaluate(source, fieldOf(syntax, field)[0]!);
}

function operatorOf(syntax: Node): string {
  return syntax.childForFieldName('operator')!.type;
}

function literal(source: Source, syntax: Node): bigint {
  const text = textOf(source, syntax);
  const isCharacter = text.startsWith("'");
  const value = isCharacter ? parseCharacter(text) : parseInteger(text);
  const expected = isCharacter ? 'one character of one byte' : 'a decimal, 0x… or 0… (octal) number';
  if (value === undefined)
    source.findings.add(DTS_RULES.literal, positionOf(syntax), `found ${text}, expected ${expected}`);
  else if (value > MAX_U64)
    source.findings.add(DTS_RULES.range, positionOf(syntax), `found ${text}, expected at most 64 bits`);
  else return value;
  return 0n;
}

function binary(source: Source, syntax: Node): bigint {
  const operator = operatorOf(syntax);
  const left = operand(source, syntax, 'left');
  const right = operand(source, syntax, 'right');
  if (DIVIDING.has(operator) && right === 0n) {
    source.findings.add(
      DTS_RULES.range,
      positionOf(syntax),
      `found \`${textOf(source, syntax)}\`, which divides by zero`,
    );
    return 0n;
  }
  return BINARY[operator]!(left, right);
}
