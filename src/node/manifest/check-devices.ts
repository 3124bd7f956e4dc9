import { brokenWhen, type Check } from './check.ts';
import { DEVICE_RULES } from './device-rules.ts';
import { MAX_STREAMS, regionsOf } from './regions.ts';

const STREAMS = 'stream-ids';
const PERMISSIONS = 'stream-ids-access-permissions';

/** Whether a list of permissions is there and no rule of its own speaks of its length. */
const isCountable = ({ length }: readonly number[]): boolean => length > 0 && length <= MAX_STREAMS;

export const DEVICE_CHECKS: readonly Check[] = [
  {
    rule: DEVICE_RULES.tooManyStreams,
    find: (manifest) =>
      regionsOf(manifest).flatMap(({ node, streamIds }) =>
        brokenWhen(
          streamIds.length > MAX_STREAMS,
          node,
          STREAMS,
          `\`${STREAMS}\` has ${streamIds.length} ids, expected at most ${MAX_STREAMS}`,
        ),
      ),
  },
  {
    rule: DEVICE_RULES.tooManyPermissions,
    find: ({ memoryRegions }) =>
      memoryRegions.flatMap(({ node, streamPermissions }) =>
        brokenWhen(
          streamPermissions.length > MAX_STREAMS,
          node,
          PERMISSIONS,
          `\`${PERMISSIONS}\` has ${streamPermissions.length} values, expected at most ${MAX_STREAMS}`,
        ),
      ),
  },
  {
    rule: DEVICE_RULES.missingSmmu,
    find: (manifest) =>
      regionsOf(manifest).flatMap(({ node, streamIds }) =>
        brokenWhen(
          streamIds.length > 0 && !node.properties.has('smmu-id'),
          node,
          STREAMS,
          `\`${node.path}\` has \`${STREAMS}\` but no \`smmu-id\``,
        ),
      ),
  },
  {
    rule: DEVICE_RULES.permissionCount,
    find: ({ memoryRegions }) =>
      memoryRegions.flatMap(({ node, streamIds, streamPermissions }) =>
        brokenWhen(
          isCountable(streamPermissions) && streamPermissions.length !== streamIds.length,
          node,
          PERMISSIONS,
          `\`${PERMISSIONS}\` has ${streamPermissions.length} values for ${streamIds.length} stream ids`,
        ),
      ),
  },
  {
    rule: DEVICE_RULES.permissionsDiffer,
    find: ({ memoryRegions }) =>
      memoryRegions.flatMap(({ node, streamPermissions }) =>
        brokenWhen(
          streamPermissions.some((permission) => permission !== streamPermissions[0]),
          node,
          PERMISSIONS,
          `\`${PERMISSIONS}\` are ${streamPermissions.join(', ')}, expected equal values`,
        ),
      ),
  },
  {
    rule: DEVICE_RULES.undeclaredStream,
    find: ({ memoryRegions, deviceRegions }) => {
      const declared = deviceRegions.flatMap(({ streamIds }) => streamIds);
      return memoryRegions.flatMap(({ node, streamIds }) =>
        streamIds.flatMap((id) => {
          const count = declared.filter((other) => other === id).length;
          return brokenWhen(
            count !== 1,
            node,
            STREAMS,
            `stream ${id} of \`${node.path}\` is declared in ${count} device regions, expected 1`,
          );
        }),
      );
    },
  },
  {
    rule: DEVICE_RULES.repeatedInterrupt,
    find: ({ deviceRegions }) => {
      const all = deviceRegions.flatMap(({ node, interrupts }) => interrupts.map(({ id }) => ({ node, id })));
      const ids = all.map(({ id }) => id);
      return all.flatMap(({ node, id }, index) =>
        brokenWhen(
          ids.indexOf(id) < index,
          node,
          'interrupts',
          `interrupt ${id} of \`${node.path}\` is listed before`,
        ),
      );
    },
  },
];
