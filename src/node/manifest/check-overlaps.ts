import { type DtsNode, placeOf } from './dts-tree.ts';
import { type Extent, hex } from './extent.ts';
import { extentOf, regionsOf } from './regions.ts';
import { imageOf, workingMemoryOf } from './spmc-manifest.ts';
import type { Misfit, System, SystemCheck } from './system.ts';
import { SYSTEM_RULES } from './system-rules.ts';

/** Who has some addresses: a region of a partition, all that it is loaded into, or the manager. */
interface Holding {
  readonly kind: 'memory' | 'device' | 'loaded' | 'manager';
  readonly extent: Extent;
  readonly file: string;
  readonly node: DtsNode;
  /** What a partition holds is its own: equal for all of it. */
  readonly owner: object;
}

type Rule = 'sameMemory' | 'sameDevice' | 'managerMemory';

/** What has one owner, and is claimed twice. What two partitions are loaded into, the manifest of their manager tells alone. */
export const OVERLAP_CHECKS: readonly SystemCheck[] = (
  ['sameMemory', 'sameDevice', 'managerMemory'] as const
).map((rule) => ({
  rule: SYSTEM_RULES[rule],
  find: (system) => overlaps(system).flatMap((pair) => (ruleOf(pair) === rule ? [misfitOf(pair)] : [])),
}));

/** A region of a partition, and what it overlaps: the manager, what another is loaded into, or a region that lies before it. */
interface Overlap {
  readonly region: Holding;
  readonly other: Holding;
}

function ruleOf({ region, other }: Overlap): Rule {
  if (other.kind === 'manager') return 'managerMemory';
  return region.kind === 'device' || other.kind === 'device' ? 'sameDevice' : 'sameMemory';
}

function misfitOf({ region, other }: Overlap): Misfit {
  const { file, node, extent } = region;
  const found = `\`${node.path}\` at ${hex(extent.start)} overlaps \`${other.node.path}\` of ${other.file}`;
  return { file, at: placeOf(node, 'base-address'), found };
}

/** Holdings in the order of their addresses are compared with those before that reach as far. */
function overlaps(system: System): readonly Overlap[] {
  const inOrder = holdings(system).toSorted((left, right) =>
    left.extent.start === right.extent.start ? 0 : left.extent.start < right.extent.start ? -1 : 1,
  );
  let open: readonly Holding[] = [];
  return inOrder.flatMap((later) => {
    open = open.filter(({ extent }) => extent.end > later.extent.start);
    const met = open.filter(({ owner }) => owner !== later.owner);
    open = [...open, later];
    return met.flatMap((earlier) => {
      if (isRegion(later)) return [{ region: later, other: earlier }];
      return isRegion(earlier) ? [{ region: earlier, other: later }] : [];
    });
  });
}

function isRegion({ kind }: Holding): boolean {
  return kind === 'memory' || kind === 'device';
}

function holdings({ members, spmc }: System): readonly Holding[] {
  const regions = members.flatMap(({ manifest, loaded, loadAddress }) =>
    regionsOf(manifest).flatMap((region): readonly Holding[] => {
      const extent = extentOf(region, loadAddress);
      if (extent === undefined) return [];
      const kind = 'exclusiveAccess' in region ? 'device' : 'memory';
      return [{ kind, extent, file: manifest.file, node: region.node, owner: loaded ?? manifest }];
    }),
  );
  if (spmc === undefined) return regions;
  const { file, attribute, partitions } = spmc;
  const loaded = partitions.map((partition): Holding => {
    const extent = workingMemoryOf(partition);
    return { kind: 'loaded', extent, file, node: partition.node, owner: partition };
  });
  const image = imageOf(spmc);
  const manager: readonly Holding[] =
    image === undefined
      ? []
      : [{ kind: 'manager', extent: image, file, node: attribute.node, owner: attribute }];
  return [...regions, ...loaded, ...manager];
}
