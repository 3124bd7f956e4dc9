import { placeOf } from './dts-tree.ts';
import { type Finding, Findings } from './finding.ts';
import type { PartitionManifest } from './partition.ts';
import { type AnyRegion, type Extent, extentOf, regionsOf } from './regions.ts';
import type { FileRule } from './rule.ts';
import { SYSTEM_RULES } from './system-rules.ts';

/** A region where it lies. */
interface Placed {
  readonly manifest: PartitionManifest;
  readonly region: AnyRegion;
  readonly extent: Extent;
}

/** Judges manifests against one another: what each of them says alone has been judged before. */
export function judgeSystem(manifests: readonly PartitionManifest[]): readonly Finding[] {
  return [...sameIds(manifests), ...overlaps(manifests)];
}

function sameIds(manifests: readonly PartitionManifest[]): readonly Finding[] {
  const first = new Map<number, PartitionManifest>();
  return manifests.flatMap((manifest) => {
    const { id } = manifest;
    if (id === undefined) return [];
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, manifest);
      return [];
    }
    const found = `\`id\` is ${id}, as in ${other.file}, expected an id of its own`;
    return finding(manifest, SYSTEM_RULES.sameId, placeOf(manifest.node, 'id'), found);
  });
}

/** Regions in the order of their addresses are compared with those before that reach as far. */
function overlaps(manifests: readonly PartitionManifest[]): readonly Finding[] {
  const placed = manifests
    .flatMap((manifest) => regionsOf(manifest).map((region) => ({ manifest, region })))
    .flatMap(({ manifest, region }): readonly Placed[] => {
      const extent = extentOf(region, manifest.loadAddress);
      return extent === undefined ? [] : [{ manifest, region, extent }];
    })
    .sort((left, right) => Number(left.extent.start - right.extent.start));
  let open: readonly Placed[] = [];
  return placed.flatMap((later) => {
    open = open.filter(({ extent }) => extent.end > later.extent.start);
    const met = open.filter(({ manifest }) => manifest !== later.manifest);
    open = [...open, later];
    return met.flatMap((earlier) => overlap(earlier, later));
  });
}

function overlap(earlier: Placed, later: Placed): readonly Finding[] {
  const device = [earlier, later].some(({ region }) => 'exclusiveAccess' in region);
  const rule = device ? SYSTEM_RULES.sameDevice : SYSTEM_RULES.sameMemory;
  const { manifest, region } = later;
  const found = `\`${region.node.path}\` at 0x${later.extent.start.toString(16)} overlaps \`${earlier.region.node.path}\` of ${earlier.manifest.file}`;
  return finding(manifest, rule, placeOf(region.node, 'base-address'), found);
}

function finding(
  manifest: PartitionManifest,
  rule: FileRule,
  at: { readonly line: number; readonly column: number },
  found: string,
): readonly Finding[] {
  const findings = new Findings(manifest.file);
  findings.add(rule, at, found);
  return findings.sorted();
}
