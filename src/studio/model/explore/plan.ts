import type { MachineSpec } from '../../../core/board/machine.ts';
import type { Campaign } from '../../../core/explore/campaign/campaign.ts';
import { crampedGround, provingGround, provingGrounds, twoProtocols } from '../../../core/explore/ground.ts';
import { whyNoModel } from '../../../core/explore/suits.ts';
import type { Profile } from '../../../core/rules/profile.ts';
import { profileNamed } from '../../../core/rules/profiles/registry.ts';

/** What somebody wants explored, as it goes to a worker. */
export interface Plan {
  readonly seed: number;
  readonly calls: number;
  readonly faults: boolean;
  /** The specification is asked, where it can be. */
  readonly model: boolean;
  /** A name of GROUNDS. */
  readonly ground: string;
  readonly profile: string;
}

/** Machines that walks can be taken on. */
interface GroundEntry {
  readonly name: string;
  readonly what: string;
  machines(profile: Profile): readonly MachineSpec[];
}

/** All of them; the first is what `tantalum explore` takes as well. */
export const GROUNDS: readonly GroundEntry[] = [
  { name: 'all', what: 'all three in turn', machines: provingGrounds },
  { name: 'proving', what: 'proving ground: 5 partitions', machines: (profile) => [provingGround(profile)] },
  { name: 'both', what: 'FF-A and Gunyah on one ledger', machines: (profile) => [twoProtocols(profile)] },
  {
    name: 'cramped',
    what: 'a manager with hardly any room',
    machines: (profile) => [crampedGround(profile)],
  },
];

/** The campaign of a plan, and why the specification is left aside; undefined where the plan names what there is not. */
export function campaignFor(
  plan: Plan,
): { readonly campaign: Campaign; readonly aside: string | undefined } | undefined {
  const ground = GROUNDS.find(({ name }) => name === plan.ground);
  const profile = profileNamed(plan.profile);
  if (ground === undefined || profile === undefined) return undefined;
  const machines = ground.machines(profile);
  const aside = plan.model ? machines.map(whyNoModel).find((why) => why !== undefined) : undefined;
  const { seed, calls, faults } = plan;
  return { campaign: { seed, calls, faults, machines, model: plan.model && aside === undefined }, aside };
}
