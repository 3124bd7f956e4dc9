/** Campaigns as they come from a file or from another machine, read as if anybody could have written them. */

import { z } from 'zod';
import type { MachineSpec } from '../../core/board/machine.ts';
import type { Campaign } from '../../core/explore/campaign/campaign.ts';
import { planCampaign } from '../../core/explore/campaign/plan-campaign.ts';
import { type MachineOnWire, machineSchema, offWire } from './machine-schema.ts';

/** What names walks, apart from machines. */
export const planShape = {
  seed: z.int().min(0).max(0xffff_ffff),
  calls: z.int().min(1).max(1e12),
  faults: z.boolean(),
  model: z.boolean(),
};

/** A campaign of which everything is plain data: profiles are names. */
export const campaignSchema = z.strictObject({ ...planShape, machines: z.array(machineSchema).min(1) });

/** What `campaignSchema` reads, when it has been read. */
export type CampaignOnWire = Omit<Campaign, 'machines'> & { readonly machines: readonly MachineOnWire[] };

/** The same with its profiles; or why its walks cannot be taken, as a sentence. `plain` is what the schema has checked, in the order it came in. */
export function campaignOf(plain: CampaignOnWire): Campaign | string {
  const machines: MachineSpec[] = [];
  for (const machine of plain.machines) {
    const spec = offWire(machine);
    if (spec === undefined) return `there is no profile ${machine.profile}`;
    machines.push(spec);
  }
  const { seed, calls, faults, model } = plain;
  const planned = planCampaign({ seed, calls, faults, model, machines });
  if (planned.ok && planned.campaign.model === model) return planned.campaign;
  return `its machine cannot be explored: ${planned.ok ? planned.aside : planned.why}`;
}
