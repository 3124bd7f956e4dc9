import { brokenAt, brokenWhen, type Check } from './check.ts';
import { contains, hex, meet, spanText } from './extent.ts';
import { PAGE_SIZE } from './regions.ts';
import { imageOf, type LoadedPartition, type SpmcManifest, workingMemoryOf } from './spmc-manifest.ts';
import { VM_RULES } from './vm-rules.ts';

const LOAD = 'load_address';

const memoryText = (partition: LoadedPartition): string =>
  `the memory of \`${partition.node.name}\` (${spanText(workingMemoryOf(partition))})`;

/** The partitions whose memory is known: those that have some, and are loaded into it. */
function placed({ partitions }: SpmcManifest): readonly LoadedPartition[] {
  return partitions.filter(({ memorySize, node }) => memorySize > 0n && node.properties.has(LOAD));
}

/** What the manifest of a manager says of the partitions that it starts. */
export const VM_CHECKS: readonly Check<SpmcManifest>[] = [
  {
    rule: VM_RULES.foreign,
    find: ({ partitions }) =>
      partitions.flatMap(({ node, isFfaPartition }) =>
        brokenWhen(!isFfaPartition, node, 'is_ffa_partition', `\`${node.name}\` has no \`is_ffa_partition\``),
      ),
  },
  {
    rule: VM_RULES.sameName,
    find: ({ partitions }) => {
      const names = partitions.map(({ name }) => name);
      return partitions.flatMap(({ node, name }, index) =>
        brokenWhen(
          name !== '' && names.indexOf(name) < index,
          node,
          'debug_name',
          `\`debug_name\` is "${name}", as in \`vm${names.indexOf(name) + 1}\``,
        ),
      );
    },
  },
  {
    rule: VM_RULES.unaligned,
    find: ({ partitions }) =>
      partitions.flatMap(({ node, loadAddress }) =>
        brokenWhen(
          loadAddress % PAGE_SIZE !== 0n,
          node,
          LOAD,
          `\`${LOAD}\` is ${hex(loadAddress)}, expected a multiple of 0x1000`,
        ),
      ),
  },
  {
    rule: VM_RULES.noSize,
    find: ({ partitions }) =>
      partitions.flatMap(({ node, memorySize }) =>
        brokenWhen(memorySize === 0n, node, 'mem_size', '`mem_size` is 0, expected at least a page'),
      ),
  },
  {
    rule: VM_RULES.outside,
    find: (manifest) =>
      placed(manifest).flatMap((partition) => {
        const memory = workingMemoryOf(partition);
        const home = manifest.ranges.find((range) => contains(range, memory));
        const found = `${memoryText(partition)} lies in ${home === undefined ? 'no range' : `\`${home.name}\``}`;
        return brokenWhen(
          home === undefined || !home.secure || home.device,
          partition.node,
          LOAD,
          `${found}, expected one of secure memory`,
        );
      }),
  },
  {
    rule: VM_RULES.overlap,
    find: (manifest) =>
      placed(manifest).flatMap((partition, index, all) => {
        const memory = workingMemoryOf(partition);
        const other = all.slice(0, index).find((before) => meet(workingMemoryOf(before), memory));
        if (other === undefined) return [];
        return [brokenAt(partition.node, LOAD, `${memoryText(partition)} overlaps ${memoryText(other)}`)];
      }),
  },
  {
    rule: VM_RULES.overManager,
    find: (manifest) => {
      const image = imageOf(manifest);
      if (image === undefined) return [];
      return placed(manifest).flatMap((partition) =>
        brokenWhen(
          meet(workingMemoryOf(partition), image),
          partition.node,
          LOAD,
          `${memoryText(partition)} overlaps the manager (${spanText(image)})`,
        ),
      );
    },
  },
];
