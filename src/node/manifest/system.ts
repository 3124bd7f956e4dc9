import type { Broken } from './check.ts';
import { type DtsNode, placeOf } from './dts-tree.ts';
import type { PartitionManifest } from './partition.ts';
import type { FileRule } from './rule.ts';
import type { LoadedPartition, SpmcManifest } from './spmc-manifest.ts';

/** Manifests that are judged together. */
export interface System {
  readonly members: readonly Member[];
  /** Undefined where the manifest of the manager is not at hand: then nothing is said of what it would say. */
  readonly spmc: SpmcManifest | undefined;
}

/** A partition as its own manifest has it, and as its manager's does. */
export interface Member {
  readonly manifest: PartitionManifest;
  readonly loaded: LoadedPartition | undefined;
  /** The load address that counts: that of the manager's manifest, where there is one. */
  readonly loadAddress: bigint | undefined;
}

/** A rule together with its judgement of a system. */
export interface SystemCheck {
  readonly rule: FileRule;
  find(system: System): readonly Misfit[];
}

/** A broken place in one of several files. */
export interface Misfit extends Broken {
  readonly file: string;
}

/** Puts manifests together. */
export function systemOf(manifests: readonly PartitionManifest[], spmc?: SpmcManifest): System {
  return { members: manifests.map((manifest) => memberOf(manifest, spmc)), spmc };
}

/** Puts a partition together with its manager, who may know it by other names as well. */
export function memberOf(
  manifest: PartitionManifest,
  spmc: SpmcManifest | undefined,
  ...names: readonly string[]
): Member {
  const loaded = spmc === undefined ? undefined : loadedAs(spmc, manifest, ...names);
  return { manifest, loaded, loadAddress: loaded?.loadAddress ?? manifest.loadAddress };
}

/** The node of the manager's manifest that loads a partition: by its load address, or else by one of its names. */
export function loadedAs(
  { partitions }: SpmcManifest,
  manifest: PartitionManifest | undefined,
  ...names: readonly string[]
): LoadedPartition | undefined {
  const address = manifest?.loadAddress;
  const known = manifest === undefined ? names : [...names, ...namesOf(manifest)];
  return (
    partitions.find(({ loadAddress }) => loadAddress === address) ??
    partitions.find(({ name }) => known.includes(name))
  );
}

function namesOf({ description, extras }: PartitionManifest): readonly string[] {
  const values = extras.get('debug_name')?.values ?? [];
  const texts = values.flatMap((value) => (value.kind === 'string' ? [value.text] : []));
  return description === undefined ? texts : [description, ...texts];
}

/** A broken place at a property of one of a manifest's nodes, or at the node when it lacks the property. */
export function misfitAt(
  { file }: { readonly file: string },
  node: DtsNode,
  property: string,
  found: string,
): Misfit {
  return { file, at: placeOf(node, property), found };
}
