import type { MachineSpec } from '../../board/machine.ts';
import { whyNoModel, whyNoWalks } from '../suits.ts';
import type { Campaign } from './campaign.ts';

/** What came of a wish: the campaign, or why there is none. */
export type PlannedCampaign =
  | {
      readonly ok: true;
      readonly campaign: Campaign;
      /** Why the specification is left aside, where it was wished for. */
      readonly aside: string | undefined;
    }
  | { readonly ok: false; readonly why: string };

/** The campaign that somebody wishes for, with the specification only where all its machines have what that decides. */
export function planCampaign({ machines: wished, model, ...plan }: Campaign): PlannedCampaign {
  const machines = wished.map(machineForWalks);
  const why = firstReason(machines, whyNoWalks);
  if (why !== undefined) return { ok: false, why };
  const aside = model ? firstReason(machines, whyNoModel) : undefined;
  return { ok: true, campaign: { ...plan, machines, model: model && aside === undefined }, aside };
}

/** Why something cannot be done on one of several machines; undefined when it can on all. */
function firstReason(
  machines: readonly MachineSpec[],
  why: (machine: MachineSpec) => string | undefined,
): string | undefined {
  return machines.map(why).find((given) => given !== undefined);
}

/** A machine as walks are taken on it: nothing there reads what partitions are given when they start. */
function machineForWalks(machine: MachineSpec): MachineSpec {
  return { ...machine, partitions: machine.partitions.map(({ boot: _, ...partition }) => partition) };
}
