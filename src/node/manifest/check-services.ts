import {
  PROPERTY_DIRECT_RECEIVE,
  PROPERTY_DIRECT_SEND,
  PROPERTY_DIRECT2_RECEIVE,
  PROPERTY_DIRECT2_SEND,
  PROPERTY_INDIRECT,
} from '../../core/abi/bits.ts';
import { isNilUuid, uuidText } from '../../core/abi/uuid.ts';
import { VERSION_1_2, versionText } from '../../core/abi/versions.ts';
import { brokenAt, brokenWhen, type Check } from './check.ts';
import type { Service } from './partition.ts';
import { SERVICE_RULES } from './service-rules.ts';

const MAX_UUIDS = 4;
const DIRECT2 = PROPERTY_DIRECT2_RECEIVE | PROPERTY_DIRECT2_SEND;
const METHODS = PROPERTY_DIRECT_RECEIVE | PROPERTY_DIRECT_SEND | PROPERTY_INDIRECT | DIRECT2;

const method = ({ messagingMethod }: Service): string =>
  `\`messaging-method\` is 0x${messagingMethod.toString(16)}`;

export const SERVICE_CHECKS: readonly Check[] = [
  {
    rule: SERVICE_RULES.tooMany,
    find: ({ services }) => {
      const surplus = services[MAX_UUIDS];
      if (surplus === undefined) return [];
      return [brokenAt(surplus.node, 'uuid', `found ${services.length} UUIDs, expected at most 4`)];
    },
  },
  {
    rule: SERVICE_RULES.nil,
    find: ({ services }) =>
      services.flatMap(({ uuid, node }) =>
        brokenWhen(isNilUuid(uuid), node, 'uuid', '`uuid` is the nil UUID'),
      ),
  },
  {
    rule: SERVICE_RULES.duplicate,
    find: ({ services }) => {
      const texts = services.map(({ uuid }) => uuidText(uuid));
      return services.flatMap(({ node }, index) =>
        brokenWhen(texts.indexOf(texts[index]!) < index, node, 'uuid', `\`uuid\` repeats ${texts[index]}`),
      );
    },
  },
  {
    rule: SERVICE_RULES.method,
    find: ({ services }) =>
      distinct(services).flatMap((service) =>
        brokenWhen(
          service.messagingMethod === 0 || (service.messagingMethod & ~METHODS) !== 0,
          service.node,
          'messaging-method',
          `${method(service)}, expected bits of 0x${METHODS.toString(16)}`,
        ),
      ),
  },
  {
    rule: SERVICE_RULES.methodVersion,
    find: ({ services, ffaVersion }) =>
      distinct(services).flatMap((service) =>
        brokenWhen(
          (service.messagingMethod & DIRECT2) !== 0 && ffaVersion < VERSION_1_2,
          service.node,
          'messaging-method',
          `${method(service)} at FF-A ${versionText(ffaVersion)}, expected no direct requests 2 before 1.2`,
        ),
      ),
  },
];

/** One service for each value that stands in the source: UUIDs in cells may share one. */
function distinct(services: readonly Service[]): readonly Service[] {
  return services.filter(
    ({ node, messagingMethod }, index) =>
      services.findIndex((other) => other.node === node && other.messagingMethod === messagingMethod) ===
      index,
  );
}
