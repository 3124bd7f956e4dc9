import type { DtsNode, DtsProperty } from './dts-tree.ts';
import { EXTENSIONS, GENERIC } from './extras.ts';
import type { Findings } from './finding.ts';
import { nearest } from './nearest.ts';
import { NOTE_RULES } from './note-rules.ts';

/** Notes every property and child node that the binding does not have there, and answers those properties. */
export function noteUnknown(
  node: DtsNode,
  properties: ReadonlySet<string>,
  findings: Findings,
  children: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, DtsProperty> {
  const extras = new Map<string, DtsProperty>();
  for (const property of node.properties.values()) {
    const { name, position } = property;
    if (properties.has(name) || GENERIC.has(name)) continue;
    extras.set(name, property);
    const extension = node.path === '/' ? EXTENSIONS[name] : undefined;
    if (extension === undefined)
      findings.add(
        NOTE_RULES.unknown,
        position,
        `\`${name}\` is no property of \`${node.path}\`${guess(name, properties)}`,
      );
    else findings.add(NOTE_RULES.extension, position, `\`${name}\` is an extension: ${extension}`);
  }
  for (const { name, position } of node.children)
    if (!children.has(name))
      findings.add(
        NOTE_RULES.unknown,
        position,
        `\`${name}\` is no child of \`${node.path}\`${guess(name, children)}`,
      );
  return extras;
}

function guess(name: string, known: ReadonlySet<string>): string {
  const candidate = nearest(name, known);
  return candidate === undefined ? '' : `; did you mean \`${candidate}\`?`;
}
