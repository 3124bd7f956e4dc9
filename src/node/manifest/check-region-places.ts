import { brokenAt, brokenWhen, type Check } from './check.ts';
import { ADDRESS_END, type Extent, hex, meet, spanText } from './extent.ts';
import type { PartitionManifest } from './partition.ts';
import { REGION_RULES } from './region-rules.ts';
import { type AnyRegion, extentOf, PAGE_SIZE, regionsOf } from './regions.ts';

const BASE = 'base-address';
const OFFSET = 'load-address-relative-offset';

/** The property that says where a region lies. */
const basePropertyOf = ({ node }: AnyRegion): string => (node.properties.has(BASE) ? BASE : OFFSET);

/** Where regions lie and how far they reach. */
export const REGION_PLACE_CHECKS: readonly Check[] = [
  {
    rule: REGION_RULES.twoBases,
    find: ({ memoryRegions }) =>
      memoryRegions.flatMap(({ node }) =>
        brokenWhen(
          node.properties.has(BASE) && node.properties.has(OFFSET),
          node,
          OFFSET,
          `\`${node.path}\` has \`${BASE}\` and \`${OFFSET}\`, expected one of them`,
        ),
      ),
  },
  {
    rule: REGION_RULES.noBase,
    find: ({ memoryRegions }) =>
      memoryRegions.flatMap(({ node }) =>
        brokenWhen(
          !node.properties.has(BASE) && !node.properties.has(OFFSET),
          node,
          BASE,
          `\`${node.path}\` has neither \`${BASE}\` nor \`${OFFSET}\`, expected one of them`,
        ),
      ),
  },
  {
    rule: REGION_RULES.relativeOverflow,
    find: ({ memoryRegions, loadAddress = 0n }) =>
      memoryRegions.flatMap(({ node, loadOffset = 0n }) =>
        brokenWhen(
          loadAddress + loadOffset >= ADDRESS_END,
          node,
          OFFSET,
          `\`load-address\` ${hex(loadAddress)} and \`${OFFSET}\` ${hex(loadOffset)} exceed 64 bits`,
        ),
      ),
  },
  {
    rule: REGION_RULES.noPages,
    find: (manifest) =>
      regionsOf(manifest).flatMap(({ node, pageCount }) =>
        brokenWhen(pageCount === 0, node, 'pages-count', '`pages-count` is 0, expected at least 1'),
      ),
  },
  {
    rule: REGION_RULES.pastEnd,
    find: (manifest) =>
      placed(manifest).flatMap(({ region, extent }) =>
        brokenWhen(
          extent.start < ADDRESS_END && extent.end > ADDRESS_END,
          region.node,
          'pages-count',
          `\`${region.node.path}\` covers ${spanText(extent)}, expected an end within 64 bits`,
        ),
      ),
  },
  {
    rule: REGION_RULES.unaligned,
    find: (manifest) =>
      regionsOf(manifest).flatMap((region) => {
        // Load addresses are page-aligned, so an offset can be judged without one.
        const start = extentOf(region, manifest.loadAddress ?? 0n)?.start ?? 0n;
        return brokenWhen(
          start % PAGE_SIZE !== 0n,
          region.node,
          basePropertyOf(region),
          `\`${region.node.path}\` starts at ${hex(start)}, expected a multiple of 0x1000`,
        );
      }),
  },
  {
    rule: REGION_RULES.overLoadAddress,
    find: ({ memoryRegions, loadAddress }) =>
      memoryRegions.flatMap((region) => {
        const extent = region.baseAddress === undefined ? undefined : extentOf(region, undefined);
        if (extent === undefined || loadAddress === undefined) return [];
        return brokenWhen(
          extent.start <= loadAddress && loadAddress < extent.end,
          region.node,
          BASE,
          `\`${region.node.path}\` covers ${spanText(extent)} with the load address ${hex(loadAddress)} in it`,
        );
      }),
  },
  {
    rule: REGION_RULES.overlap,
    find: (manifest) => {
      const all = placed(manifest);
      return all.flatMap(({ region, extent }, index) => {
        const other = all.slice(0, index).find((before) => meet(before.extent, extent));
        if (other === undefined) return [];
        const found = `\`${region.node.path}\` (${spanText(extent)}) overlaps`;
        const theirs = `\`${other.region.node.path}\` (${spanText(other.extent)})`;
        return [brokenAt(region.node, basePropertyOf(region), `${found} ${theirs}`)];
      });
    },
  },
];

/** The regions whose place is known and that have pages. */
function placed(manifest: PartitionManifest): readonly { region: AnyRegion; extent: Extent }[] {
  return regionsOf(manifest).flatMap((region) => {
    const extent = extentOf(region, manifest.loadAddress);
    return extent === undefined || extent.start === extent.end ? [] : [{ region, extent }];
  });
}
