import { RM_PARTS } from '../model/gunyah/resource-manager.ts';
import { FFA_PARTS } from '../model/model.ts';
import type { Campaign } from './campaign.ts';

/** Every part of the executable specification. */
export const ALL_PARTS: readonly string[] = [...FFA_PARTS, ...RM_PARTS];

/** The parts that a campaign can come across: those of Gunyah where one of its machines has VMs. */
export function partsOf({ machines }: Pick<Campaign, 'machines'>): readonly string[] {
  return machines.some(({ vms }) => vms.length > 0) ? ALL_PARTS : FFA_PARTS;
}
