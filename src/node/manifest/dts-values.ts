import type { Node } from 'web-tree-sitter';
import { fitCell } from './dts-expression.ts';
import { parseBytes, parseInteger, unescapeText } from './dts-literal.ts';
import { evaluate } from './dts-number.ts';
import { DTS_RULES } from './dts-rules.ts';
import { fieldOf, partsOf, positionOf, type Source, textOf } from './dts-source.ts';
import type { CellBits, DtsCell, DtsNode, DtsValue } from './dts-tree.ts';

/** Finds the node that a reference names; adds a finding when there is none. */
type Resolve = (syntax: Node) => DtsNode | undefined;

/** Characters of an expression, which bound how deep it nests. */
const MAX_EXPRESSION = 1000;

const WIDTHS: readonly CellBits[] = [8, 16, 32, 64];

/** The values of a property: its syntax evaluated, parts that are wrong left out with a finding. */
export function valuesOf(source: Source, property: Node, resolve: Resolve): readonly DtsValue[] {
  const parts = fieldOf(property, 'value');
  const width = widthOf(source, property, parts[0]);
  return parts.flatMap((part, index) => evaluateValue(source, part, resolve, index === 0 ? width : 32));
}

/** `/bits/` governs the cells right after it; later ones of the same property are 32 bits wide again. */
function widthOf(source: Source, property: Node, first: Node | undefined): CellBits {
  const [bits] = fieldOf(property, 'bits');
  if (bits === undefined) return 32;
  const written = parseInteger(textOf(source, bits));
  const width = WIDTHS.find((width) => BigInt(width) === written);
  if (width !== undefined && first?.type === 'integer_cells') return width;
  const found = `found \`/bits/ ${textOf(source, bits)}\``;
  const expected = width === undefined ? 'expected 8, 16, 32 or 64' : 'expected `< >` after it';
  source.findings.add(DTS_RULES.bits, positionOf(bits), `${found}, ${expected}`);
  return 32;
}

function evaluateValue(source: Source, syntax: Node, resolve: Resolve, bits: CellBits): readonly DtsValue[] {
  const position = positionOf(syntax);
  const text = textOf(source, syntax);
  switch (syntax.type) {
    case 'integer_cells': {
      const cells = partsOf(syntax).flatMap((cell) => cellOf(source, cell, resolve, bits));
      return [{ kind: 'cells', bits, cells, position }];
    }
    case 'string_literal':
      // A blob separates strings by NULs, so one literal with a NUL inside is two strings.
      return unescapeText(text.slice(1, -1))
        .split('\0')
        .map((text) => ({ kind: 'string', text, position }));
    case 'byte_string_literal': {
      const bytes = parseBytes(text.slice(1, -1));
      if (bytes !== undefined) return [{ kind: 'bytes', bytes, position }];
      source.findings.add(DTS_RULES.literal, position, `found \`${text}\`, expected two digits a byte`);
      return [];
    }
    case 'reference': {
      const target = resolve(syntax);
      return target === undefined ? [] : [{ kind: 'path', target, position }];
    }
    default:
      source.findings.add(DTS_RULES.directive, position, `found \`${text}\``);
      return [];
  }
}

function cellOf(source: Source, syntax: Node, resolve: Resolve, bits: CellBits): readonly DtsCell[] {
  const position = positionOf(syntax);
  if (syntax.type === 'reference') {
    const target = resolve(syntax);
    if (bits !== 32)
      source.findings.add(
        DTS_RULES.bits,
        position,
        `found a reference in ${bits}-bit cells, expected 32-bit cells`,
      );
    return target === undefined ? [] : [{ kind: 'reference', target, position }];
  }
  const length = syntax.endIndex - syntax.startIndex;
  if (length > MAX_EXPRESSION) {
    source.findings.add(DTS_RULES.tooDeep, position, `found an expression of ${length} characters`);
    return [];
  }
  const value = fitCell(evaluate(source, syntax), bits);
  if (value !== undefined) return [{ kind: 'number', value, position }];
  source.findings.add(
    DTS_RULES.range,
    position,
    `found ${textOf(source, syntax)}, expected a number of ${bits} bits`,
  );
  return [];
}
