import { isSecureId } from '../../core/abi/operations.ts';
import { majorOf, minorOf, versionText } from '../../core/abi/versions.ts';
import { brokenAt, brokenWhen, type Check } from './check.ts';
import { ADDRESS_END, hex, meet, spanText } from './extent.ts';
import { RANGE_RULES } from './range-rules.ts';
import { PAGE_SIZE } from './regions.ts';
import { imageOf, type SpmcManifest } from './spmc-manifest.ts';
import { SPMC_RULES } from './spmc-rules.ts';

type SpmcCheck = Check<SpmcManifest>;

const ATTRIBUTE_CHECKS: readonly SpmcCheck[] = [
  {
    rule: SPMC_RULES.id,
    find: ({ attribute: { node, spmcId } }) =>
      brokenWhen(
        !isSecureId(spmcId),
        node,
        'spmc_id',
        `\`spmc_id\` is 0x${spmcId.toString(16)}, expected bit 15 to be set`,
      ),
  },
  {
    rule: SPMC_RULES.version,
    find: ({ attribute: { node, majorVersion, minorVersion } }, { version }) =>
      brokenWhen(
        majorVersion !== majorOf(version) || minorVersion > minorOf(version),
        node,
        majorVersion === majorOf(version) ? 'min_ver' : 'maj_ver',
        `the version is ${majorVersion}.${minorVersion}, expected ${majorOf(version)}.0 to ${versionText(version)}`,
      ),
  },
  {
    rule: SPMC_RULES.entrypoint,
    find: (manifest) => {
      const { node, entrypoint } = manifest.attribute;
      const image = imageOf(manifest);
      if (image === undefined || entrypoint === undefined) return [];
      return brokenWhen(
        entrypoint < image.start || entrypoint >= image.end,
        node,
        'entrypoint',
        `\`entrypoint\` is ${hex(entrypoint)}, expected an address in ${spanText(image)}`,
      );
    },
  },
  {
    rule: SPMC_RULES.managerInMemory,
    find: (manifest) => {
      const image = imageOf(manifest);
      const range = manifest.ranges.find((each) => !each.device && image !== undefined && meet(each, image));
      if (image === undefined || range === undefined) return [];
      const found = `the image at ${spanText(image)} lies in \`${range.node.path}\` (${spanText(range)})`;
      return [brokenAt(manifest.attribute.node, 'load_address', found)];
    },
  },
];

const RANGE_CHECKS: readonly SpmcCheck[] = [
  {
    rule: RANGE_RULES.none,
    find: ({ node, ranges }) =>
      brokenWhen(
        ranges.every(({ device }) => device),
        node,
        'device_type',
        'found no memory, expected a node with `device_type = "memory"` or "ns-memory"',
      ),
  },
  {
    rule: RANGE_RULES.empty,
    find: ({ ranges }) =>
      ranges.flatMap(({ node, name, start, end }) =>
        brokenWhen(start === end, node, 'reg', `\`${name}\` at ${hex(start)} has no byte`),
      ),
  },
  {
    rule: RANGE_RULES.unaligned,
    find: ({ ranges }) =>
      ranges.flatMap(({ node, name, start, end }) =>
        brokenWhen(
          start !== end && (start % PAGE_SIZE !== 0n || end % PAGE_SIZE !== 0n),
          node,
          'reg',
          `\`${name}\` is ${spanText({ start, end })}, expected whole pages of 0x1000`,
        ),
      ),
  },
  {
    rule: RANGE_RULES.pastEnd,
    find: ({ ranges }) =>
      ranges.flatMap(({ node, name, start, end }) =>
        brokenWhen(
          end > ADDRESS_END,
          node,
          'reg',
          `\`${name}\` is ${spanText({ start, end })}, expected an end within 64 bits`,
        ),
      ),
  },
  {
    rule: RANGE_RULES.overlap,
    find: ({ ranges }) =>
      ranges.flatMap((range, index) => {
        const other = ranges.slice(0, index).find((before) => meet(before, range));
        if (other === undefined) return [];
        const found = `\`${range.name}\` (${spanText(range)}) overlaps \`${other.name}\` (${spanText(other)})`;
        return [brokenAt(range.node, 'reg', found)];
      }),
  },
];

export const SPMC_CHECKS: readonly SpmcCheck[] = [...ATTRIBUTE_CHECKS, ...RANGE_CHECKS];
