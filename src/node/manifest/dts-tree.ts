/**
 * A device tree as its source evaluates to: nodes merged, numbers computed, references bound to the nodes
 * they name.
 */

import type { Position } from './position.ts';

export interface DtsNode {
  /** Name without the unit address; `/` for the root. */
  readonly name: string;
  readonly unitAddress: string | undefined;
  readonly labels: readonly string[];
  /** From the root, with unit addresses: `/memory-regions/rx-buffer`. */
  readonly path: string;
  readonly properties: ReadonlyMap<string, DtsProperty>;
  readonly children: readonly DtsNode[];
  /** Where the name stands that first introduced the node. */
  readonly position: Position;
}

export interface DtsProperty {
  readonly name: string;
  /** In source order; none for an empty property. */
  readonly values: readonly DtsValue[];
  /** Where the property's name stands. */
  readonly position: Position;
}

/** One of the comma-separated parts of a property's value. */
export type DtsValue =
  | {
      readonly kind: 'cells';
      readonly bits: CellBits;
      readonly cells: readonly DtsCell[];
      readonly position: Position;
    }
  | { readonly kind: 'string'; readonly text: string; readonly position: Position }
  | { readonly kind: 'bytes'; readonly bytes: readonly number[]; readonly position: Position }
  | { readonly kind: 'path'; readonly target: DtsNode; readonly position: Position };

/** Width of the numbers between `<` and `>`: 32 unless `/bits/` says otherwise. */
export type CellBits = 8 | 16 | 32 | 64;

/** A number (never negative, within the width), or a reference that stands for the phandle of a node. */
export type DtsCell =
  | { readonly kind: 'number'; readonly value: bigint; readonly position: Position }
  | { readonly kind: 'reference'; readonly target: DtsNode; readonly position: Position };

/** The child of that name, with or without a unit address. */
export function childOf(node: DtsNode, name: string): DtsNode | undefined {
  return node.children.find((child) => child.name === name);
}

/** Where a node's property stands; where the node stands when it has none of that name. */
export function placeOf(node: DtsNode, property: string): Position {
  return node.properties.get(property)?.position ?? node.position;
}

/** The node that carries a phandle as a plain number, as decompiled blobs have it. */
export function nodeByPhandle(root: DtsNode, phandle: bigint): DtsNode | undefined {
  for (const name of ['phandle', 'linux,phandle']) {
    const value = root.properties.get(name)?.values[0];
    const cell = value?.kind === 'cells' ? value.cells[0] : undefined;
    if (cell?.kind === 'number' && cell.value === phandle) return root;
  }
  for (const child of root.children) {
    const found = nodeByPhandle(child, phandle);
    if (found !== undefined) return found;
  }
  return undefined;
}
