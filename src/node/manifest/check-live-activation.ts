import { isNilUuid, uuidText } from '../../core/abi/uuid.ts';
import { brokenWhen, type Check } from './check.ts';
import { hex, meet } from './extent.ts';
import { LIVE_ACTIVATION_RULES } from './live-activation-rules.ts';
import { writtenNumber } from './properties.ts';
import { IMAGE_UUID } from './read-image-uuid.ts';
import { extentOf, PAGE_SIZE, REGION_PERMISSIONS, REGION_READ, REGION_WRITE } from './regions.ts';

const REGISTER = 'live-activation-register';

export const LIVE_ACTIVATION_CHECKS: readonly Check[] = [
  {
    rule: LIVE_ACTIVATION_RULES.liveActivationSupport,
    find: ({ node, liveActivationSupport, lifecycleSupport, executionContextCount }) =>
      brokenWhen(
        liveActivationSupport && (!lifecycleSupport || executionContextCount !== 1),
        node,
        'live-activation-support',
        `found \`live-activation-support\` with${lifecycleSupport ? '' : 'out'} \`lifecycle-support\` and ` +
          `${executionContextCount} execution contexts`,
      ),
  },
  {
    rule: LIVE_ACTIVATION_RULES.liveActivationRegisterMissing,
    find: ({ node, liveActivationSupport }) =>
      brokenWhen(
        liveActivationSupport && !node.properties.has(REGISTER),
        node,
        'live-activation-support',
        `found \`live-activation-support\` without \`${REGISTER}\``,
      ),
  },
  {
    rule: LIVE_ACTIVATION_RULES.liveActivationRegisterTaken,
    find: ({ node, liveActivationRegister, bootRegister }) =>
      brokenWhen(
        liveActivationRegister !== undefined && liveActivationRegister === bootRegister,
        node,
        REGISTER,
        `\`${REGISTER}\` is ${liveActivationRegister}, as is \`gp-register-num\``,
      ),
  },
  {
    rule: LIVE_ACTIVATION_RULES.imageUuidCount,
    find: ({ node, imageUuids }) =>
      brokenWhen(
        imageUuids.length > 1,
        node,
        IMAGE_UUID,
        `\`${IMAGE_UUID}\` has ${imageUuids.length} UUIDs, expected 1`,
      ),
  },
  {
    rule: LIVE_ACTIVATION_RULES.imageUuidNil,
    find: ({ node, imageUuids }) =>
      brokenWhen(imageUuids.some(isNilUuid), node, IMAGE_UUID, `\`${IMAGE_UUID}\` is the nil UUID`),
  },
  {
    rule: LIVE_ACTIVATION_RULES.imageUuidOfService,
    find: ({ node, imageUuids, services }) =>
      imageUuids.flatMap((uuid) =>
        brokenWhen(
          services.some((service) => uuidText(service.uuid) === uuidText(uuid)),
          node,
          IMAGE_UUID,
          `\`${IMAGE_UUID}\` is ${uuidText(uuid)}, which is also a service`,
        ),
      ),
  },
  {
    rule: LIVE_ACTIVATION_RULES.liveStatePermissions,
    find: ({ liveStateBuffer: region }) =>
      region === undefined
        ? []
        : brokenWhen(
            (region.attributes & REGION_PERMISSIONS) !== (REGION_READ | REGION_WRITE),
            region.node,
            'attributes',
            `\`attributes\` of the live state buffer are ${region.attributes}, expected 3`,
          ),
  },
  {
    rule: LIVE_ACTIVATION_RULES.liveStatePlacement,
    find: ({ node, liveStateBuffer: region, loadAddress }) => {
      const extent = region === undefined ? undefined : extentOf(region, loadAddress);
      if (region === undefined || extent === undefined || loadAddress === undefined) return [];
      // How much memory follows the load address is known from an extension only; a page of image is certain.
      const memory = {
        start: loadAddress,
        end: loadAddress + (writtenNumber(node, 'mem-size') ?? PAGE_SIZE),
      };
      return brokenWhen(
        meet(extent, memory),
        region.node,
        region.baseAddress === undefined ? 'load-address-relative-offset' : 'base-address',
        `the live state buffer starts at ${hex(extent.start)}, inside the working memory`,
      );
    },
  },
];
