import { type Broken, brokenWhen, type Check } from './check.ts';
import { isUserLevel } from './execution.ts';
import { REGION_RULES } from './region-rules.ts';
import {
  type AnyRegion,
  REGION_ATTRIBUTES,
  REGION_EXECUTE,
  REGION_PERMISSIONS,
  REGION_READ,
  REGION_WRITE,
  regionsOf,
} from './regions.ts';

const READ_WRITE = REGION_READ | REGION_WRITE;
const MEMORY_PERMISSIONS: readonly number[] = [
  REGION_READ,
  READ_WRITE,
  REGION_READ | REGION_EXECUTE,
  READ_WRITE | REGION_EXECUTE,
];
const DEVICE_PERMISSIONS: readonly number[] = [REGION_READ, READ_WRITE];

const hex = (value: number): string => `0x${value.toString(16)}`;

/** What may be done with regions. */
export const REGION_ATTRIBUTE_CHECKS: readonly Check[] = [
  {
    rule: REGION_RULES.memoryPermissions,
    find: ({ memoryRegions }) => permissions(memoryRegions, MEMORY_PERMISSIONS),
  },
  {
    rule: REGION_RULES.writableCode,
    find: ({ memoryRegions, exceptionLevel }) =>
      memoryRegions.flatMap(({ node, attributes }) =>
        brokenWhen(
          isUserLevel(exceptionLevel) && (attributes & REGION_PERMISSIONS) === REGION_PERMISSIONS,
          node,
          'attributes',
          `\`attributes\` are ${hex(attributes)}, expected no memory both writable and executable`,
        ),
      ),
  },
  {
    rule: REGION_RULES.devicePermissions,
    find: ({ deviceRegions }) => permissions(deviceRegions, DEVICE_PERMISSIONS),
  },
  {
    rule: REGION_RULES.unknownAttributes,
    find: (manifest) =>
      regionsOf(manifest).flatMap(({ node, attributes }) =>
        brokenWhen(
          (attributes & ~REGION_ATTRIBUTES) !== 0,
          node,
          'attributes',
          `\`attributes\` are ${hex(attributes)}, read as ${hex(attributes & REGION_ATTRIBUTES)}`,
        ),
      ),
  },
];

function permissions(regions: readonly AnyRegion[], allowed: readonly number[]): readonly Broken[] {
  return regions.flatMap(({ node, attributes }) =>
    brokenWhen(
      !allowed.includes(attributes & REGION_PERMISSIONS),
      node,
      'attributes',
      `\`attributes\` are ${hex(attributes)}, expected ${allowed.join(', ')}, or one of these plus 8`,
    ),
  );
}
