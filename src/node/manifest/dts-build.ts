/**
 * From the syntax tree to the device tree, in two passes: first all nodes with their labels, so that
 * references may point forward; then the values.
 */

import type { Node } from 'web-tree-sitter';
import { resolve } from './dts-labels.ts';
import { DTS_RULES } from './dts-rules.ts';
import { fieldOf, partsOf, positionOf, type Source, textOf } from './dts-source.ts';
import type { DtsNode, DtsProperty, DtsValue } from './dts-tree.ts';
import { valuesOf } from './dts-values.ts';

interface GrowingProperty extends DtsProperty {
  values: readonly DtsValue[];
}

interface GrowingNode extends DtsNode {
  readonly labels: string[];
  readonly properties: Map<string, GrowingProperty>;
  readonly children: GrowingNode[];
}

interface Build {
  readonly source: Source;
  readonly labels: Map<string, GrowingNode>;
  readonly pending: { readonly property: GrowingProperty; readonly syntax: Node }[];
  root: GrowingNode | undefined;
}

/**
 * The device tree of a syntax tree without errors. What it cannot evaluate becomes a finding and is left out.
 */
export function buildTree(source: Source, document: Node): DtsNode | undefined {
  const build: Build = { source, labels: new Map(), pending: [], root: undefined };
  const items = partsOf(document);
  if (items[0]?.type !== 'file_version')
    source.findings.add(DTS_RULES.versionLine, { line: 1, column: 1 }, 'found no `/dts-v1/;` at the start');
  for (const item of items) topLevel(build, item);
  if (build.root === undefined)
    source.findings.add(DTS_RULES.noRoot, { line: 1, column: 1 }, 'found no `/ { … };` in the file');
  for (const { property, syntax } of build.pending)
    property.values = valuesOf(source, syntax, (reference) =>
      resolve(source, reference, build.labels, build.root),
    );
  return build.root;
}

function topLevel(build: Build, item: Node): void {
  if (item.type === 'file_version') return;
  if (item.type !== 'node') {
    refuse(build, item);
    return;
  }
  const name = item.childForFieldName('name')!;
  if (name.type === 'reference') {
    const target = resolve(build.source, name, build.labels, build.root);
    if (target !== undefined) fill(build, target, item);
  } else if (textOf(build.source, name) === '/') {
    build.root ??= newNode('/', undefined, '/', name);
    fill(build, build.root, item);
  } else misplaced(build, name, '`/` or `&label`');
}

/**
 * Adds what stands between one pair of braces to a node: properties override, children are merged by name.
 */
function fill(build: Build, node: GrowingNode, syntax: Node): void {
  label(build, node, syntax);
  const seen = { properties: new Set<string>(), children: new Set<GrowingNode>() };
  for (const member of membersOf(syntax)) {
    if (member.type === 'property') addProperty(build, node, member, seen);
    else if (member.type === 'node') addChild(build, node, member, seen.children);
    else refuse(build, member);
  }
}

/** The named children between the braces; labels, name and unit address come before them. */
function membersOf(syntax: Node): readonly Node[] {
  const brace = syntax.children.findIndex((child) => child?.type === '{');
  return syntax.children.slice(brace).filter((child) => child?.isNamed === true) as Node[];
}

function label(build: Build, node: GrowingNode, syntax: Node): void {
  for (const part of fieldOf(syntax, 'label')) {
    const name = textOf(build.source, part);
    const owner = build.labels.get(name);
    if (owner !== undefined && owner !== node)
      build.source.findings.add(
        DTS_RULES.duplicateLabel,
        positionOf(part),
        `found \`${name}:\`, which already names \`${owner.path}\``,
      );
    build.labels.set(name, node);
    if (!node.labels.includes(name)) node.labels.push(name);
  }
}

function addProperty(
  build: Build,
  node: GrowingNode,
  syntax: Node,
  seen: { readonly properties: Set<string>; readonly children: ReadonlySet<GrowingNode> },
): void {
  const { source } = build;
  const part = syntax.childForFieldName('name')!;
  const [name, position] = [textOf(source, part), positionOf(part)];
  if (seen.properties.has(name))
    source.findings.add(DTS_RULES.duplicateProperty, position, `found \`${name}\` a second time in one node`);
  if (seen.children.size > 0)
    source.findings.add(DTS_RULES.propertyAfterNode, position, `found \`${name}\` after a child node`);
  seen.properties.add(name);
  const property: GrowingProperty = { name, values: [], position };
  node.properties.set(name, property);
  if (fieldOf(syntax, 'value').length > 0) build.pending.push({ property, syntax });
  else if (syntax.children.some((child) => child?.type === '='))
    source.findings.add(
      DTS_RULES.syntax,
      position,
      `found \`${name} =\` without a value, expected one before \`;\``,
    );
}

function addChild(build: Build, parent: GrowingNode, syntax: Node, seen: Set<GrowingNode>): void {
  const part = syntax.childForFieldName('name')!;
  const name = textOf(build.source, part);
  if (part.type === 'reference' || name.startsWith('/')) {
    misplaced(build, part, 'a node name, because only the top level reopens nodes');
    return;
  }
  const [address] = fieldOf(syntax, 'address').map((address) => textOf(build.source, address));
  const fullName = address === undefined ? name : `${name}@${address}`;
  const path = `${parent.path === '/' ? '' : parent.path}/${fullName}`;
  const known = parent.children.find((child) => child.path === path);
  const child = known ?? newNode(name, address, path, part);
  if (known === undefined) parent.children.push(child);
  else if (seen.has(child))
    build.source.findings.add(
      DTS_RULES.duplicateNode,
      positionOf(part),
      `found \`${fullName}\` a second time in one node`,
    );
  seen.add(child);
  fill(build, child, syntax);
}

function newNode(name: string, unitAddress: string | undefined, path: string, syntax: Node): GrowingNode {
  const position = positionOf(syntax);
  return { name, unitAddress, labels: [], path, properties: new Map(), children: [], position };
}

function misplaced(build: Build, name: Node, expected: string): void {
  const found = `found node \`${textOf(build.source, name)}\` here, expected ${expected}`;
  build.source.findings.add(DTS_RULES.syntax, positionOf(name), found);
}

function refuse(build: Build, syntax: Node): void {
  const [text = ''] = textOf(build.source, syntax).split('\n');
  build.source.findings.add(DTS_RULES.directive, positionOf(syntax), `found \`${text}\``);
}
