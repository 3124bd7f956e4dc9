import { contains, spanText } from './extent.ts';
import { type AnyRegion, extentOf, REGION_NON_SECURE } from './regions.ts';
import type { MemoryRange, SpmcManifest } from './spmc-manifest.ts';
import { type Misfit, misfitAt, type System, type SystemCheck } from './system.ts';
import { SYSTEM_RULES } from './system-rules.ts';

/** Where the regions of partitions lie in the memory that the manager has for them. */
export const PLACEMENT_CHECKS: readonly SystemCheck[] = [
  { rule: SYSTEM_RULES.memoryOutside, find: (system) => misplaced(system, false, 'outside') },
  { rule: SYSTEM_RULES.memorySecurity, find: (system) => misplaced(system, false, 'security') },
  { rule: SYSTEM_RULES.deviceOutside, find: (system) => misplaced(system, true, 'outside') },
  { rule: SYSTEM_RULES.deviceSecurity, find: (system) => misplaced(system, true, 'security') },
];

type Kind = Pick<MemoryRange, 'secure' | 'device'>;

/** Regions of memory, or of devices, that are outside of every range of their kind, or inside one of the other world. */
function misplaced(
  { members, spmc }: System,
  device: boolean,
  wrong: 'outside' | 'security',
): readonly Misfit[] {
  if (spmc === undefined) return [];
  return members.flatMap(({ manifest, loadAddress }) =>
    (device ? manifest.deviceRegions : manifest.memoryRegions).flatMap((region) => {
      const extent = extentOf(region, loadAddress);
      if (extent === undefined) return [];
      const home = spmc.ranges.find((range) => contains(range, extent));
      const wanted: Kind = { device, secure: (region.attributes & REGION_NON_SECURE) === 0 };
      const state = home?.device !== device ? 'outside' : home.secure === wanted.secure ? 'fine' : 'security';
      if (state !== wrong) return [];
      const where = home === undefined ? 'no range' : `\`${home.name}\`, which is ${kindText(home)}`;
      const found = `\`${region.node.path}\` (${spanText(extent)}) lies in ${where}${expected(spmc, wanted)}`;
      return [misfitAt(manifest, region.node, placeName(region), found)];
    }),
  );
}

function expected({ file, ranges }: SpmcManifest, wanted: Kind): string {
  const some = ranges.some(({ device, secure }) => device === wanted.device && secure === wanted.secure);
  return some ? `, expected ${kindText(wanted)}` : `, and ${file} has no ${kindText(wanted)}`;
}

function kindText({ secure, device }: Kind): string {
  return `${secure ? 'secure' : 'non-secure'} ${device ? 'device memory' : 'memory'}`;
}

/** The property that says where a region lies. */
function placeName({ node }: AnyRegion): string {
  return node.properties.has('base-address') ? 'base-address' : 'load-address-relative-offset';
}
