import type { Node } from 'web-tree-sitter';
import { DTS_RULES } from './dts-rules.ts';
import { fieldOf, partsOf, positionOf, type Source, textOf } from './dts-source.ts';
import type { DtsNode } from './dts-tree.ts';

/**
 * Finds the node behind `&label` or `&{/path}` among those known so far; `undefined`, with a finding, when
 * there is none.
 */
export function resolve<N extends DtsNode>(
  source: Source,
  syntax: Node,
  labels: ReadonlyMap<string, N>,
  root: N | undefined,
): N | undefined {
  const [label] = fieldOf(syntax, 'label');
  const path = partsOf(syntax).find(({ type }) => type === 'path');
  const target =
    label !== undefined
      ? labels.get(textOf(source, label))
      : path !== undefined && root !== undefined
        ? follow(root, textOf(source, path))
        : undefined;
  if (target === undefined) {
    const kind = label === undefined ? 'path' : 'label';
    source.findings.add(
      DTS_RULES.unknownReference,
      positionOf(syntax),
      `found \`${textOf(source, syntax)}\`, but no node of this file bears that ${kind}`,
    );
  }
  return target;
}

function follow<N extends DtsNode>(root: N, path: string): N | undefined {
  const pending: N[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.path === path) return node;
    for (const child of node.children) pending.push(child as N);
  }
  return undefined;
}
