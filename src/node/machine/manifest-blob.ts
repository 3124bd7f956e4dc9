import { writeFdt } from '../device-tree/fdt.ts';
import type { TreeNode, TreeValue } from '../device-tree/tree.ts';
import { cellBytes } from '../manifest/dts-bytes.ts';
import type { DtsCell, DtsNode, DtsProperty, DtsValue } from '../manifest/dts-tree.ts';

/** A manifest as the blob that its compiler makes of it. Throws a RangeError for a tree that no blob can hold. */
export function manifestBlob(root: DtsNode): Uint8Array {
  return writeFdt(treeOf(root, phandlesOf(root)));
}

function treeOf(node: DtsNode, phandles: ReadonlyMap<DtsNode, number>): TreeNode {
  const own = phandles.get(node);
  const properties = [...node.properties.values()].map((property): [string, TreeValue] => [
    property.name,
    treeValue(property, phandles),
  ]);
  // A phandle of its own stands among the properties already.
  const named: [string, TreeValue][] =
    own === undefined || node.properties.has('phandle') ? [] : [['phandle', [own]]];
  return {
    name: node.unitAddress === undefined ? rootless(node.name) : `${node.name}@${node.unitAddress}`,
    properties: Object.fromEntries([...properties, ...named]),
    children: node.children.map((child) => treeOf(child, phandles)),
  };
}

/** The root has a name in sources, and none in blobs. */
function rootless(name: string): string {
  return name === '/' ? '' : name;
}

function treeValue({ values }: DtsProperty, phandles: ReadonlyMap<DtsNode, number>): TreeValue {
  return values.length === 0 ? true : Uint8Array.from(values.flatMap((value) => bytesOf(value, phandles)));
}

function bytesOf(value: DtsValue, phandles: ReadonlyMap<DtsNode, number>): readonly number[] {
  switch (value.kind) {
    case 'bytes':
      return value.bytes;
    case 'string':
      return textBytes(value.text);
    case 'path':
      return textBytes(value.target.path);
    case 'cells':
      return value.cells.flatMap((cell) => cellBytes(numberOf(cell, phandles), value.bits));
  }
}

function textBytes(text: string): readonly number[] {
  return [...new TextEncoder().encode(`${text}\0`)];
}

function numberOf(cell: DtsCell, phandles: ReadonlyMap<DtsNode, number>): bigint {
  return cell.kind === 'number' ? cell.value : BigInt(phandles.get(cell.target) ?? 0);
}

/** The phandles of nodes that cells refer to: those that the source gives them, or else the first free numbers. */
function phandlesOf(root: DtsNode): ReadonlyMap<DtsNode, number> {
  const nodes = withDescendants(root);
  const given = new Map(nodes.flatMap((node) => givenPhandle(node)));
  const taken = new Set(given.values());
  const phandles = new Map(given);
  let next = 1;
  for (const target of nodes.flatMap(targetsOf)) {
    if (phandles.has(target)) continue;
    while (taken.has(next)) next++;
    phandles.set(target, next++);
  }
  return phandles;
}

function withDescendants(node: DtsNode): readonly DtsNode[] {
  return [node, ...node.children.flatMap(withDescendants)];
}

function givenPhandle(node: DtsNode): readonly (readonly [DtsNode, number])[] {
  const value = node.properties.get('phandle')?.values[0];
  const cell = value?.kind === 'cells' ? value.cells[0] : undefined;
  return cell?.kind === 'number' ? [[node, Number(cell.value)]] : [];
}

function targetsOf({ properties }: DtsNode): readonly DtsNode[] {
  return [...properties.values()].flatMap(({ values }) =>
    values.flatMap((value) =>
      (value.kind === 'cells' ? value.cells : []).flatMap((cell) =>
        cell.kind === 'reference' ? [cell.target] : [],
      ),
    ),
  );
}
