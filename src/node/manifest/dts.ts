/**
 * Device-tree source to device tree.
 *
 * One file, taken as it stands: nothing is included, no macro expanded, nothing deleted. Whatever would need
 * that is refused by name, with the command that does it.
 */

import { buildTree } from './dts-build.ts';
import { loadGrammar } from './dts-grammar.ts';
import { firstMistake } from './dts-mistake.ts';
import { DTS_RULES } from './dts-rules.ts';
import { scan } from './dts-scan.ts';
import type { DtsNode } from './dts-tree.ts';
import type { Findings } from './finding.ts';

/**
 * The root node, or `undefined` when the findings tell why there is none. With errors found the tree has
 * holes.
 */
export async function parseDts(text: string, findings: Findings): Promise<DtsNode | undefined> {
  const grammar = await loadGrammar();
  const masked = scan(text, findings);
  if (masked === undefined) return undefined;
  const tree = grammar.parser.parse(masked)!;
  try {
    if (!tree.rootNode.hasError) return buildTree({ text, findings }, tree.rootNode);
  } finally {
    tree.delete();
  }
  const { position, found, expected } = firstMistake(grammar, masked, text);
  findings.add(DTS_RULES.syntax, position, `found ${found}, expected ${expected}`);
  return undefined;
}
