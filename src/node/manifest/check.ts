import { type DtsNode, placeOf } from './dts-tree.ts';
import type { Manager, PartitionManifest } from './partition.ts';
import type { Position } from './position.ts';
import type { FileRule } from './rule.ts';

/** A place where a rule is broken, and what was found there. */
export interface Broken {
  readonly at: Position;
  readonly found: string;
}

/** A rule together with its judgement of one whole manifest: of a partition, where nothing else is said. */
export interface Check<Manifest = PartitionManifest> {
  readonly rule: FileRule;
  find(manifest: Manifest, manager: Manager): readonly Broken[];
}

/** A broken place at a property of a node, or at the node when it lacks the property. */
export function brokenAt(node: DtsNode, property: string, found: string): Broken {
  return { at: placeOf(node, property), found };
}

/** That broken place when a condition holds, none otherwise. */
export function brokenWhen(
  condition: boolean,
  node: DtsNode,
  property: string,
  found: string,
): readonly Broken[] {
  return condition ? [brokenAt(node, property, found)] : [];
}
