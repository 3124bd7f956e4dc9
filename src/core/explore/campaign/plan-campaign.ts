import type { MachineSpec } from '../../board/machine.ts';
import { whyNoModel, whyNoWalks } from '../suits.ts';
import type { Campaign } from './campaign.ts';

/** What came of a wish: the campaign, or why there is none. */
export type PlannedCampaign =
  | {
      readonly ok: true;
      readonly campaign: Campaign;
      /** Why the specification is left aside, on all machines or on some, where it was wished for. */
      readonly aside: string | undefined;
    }
  | { readonly ok: false; readonly why: string };

/** The campaign that somebody wishes for, with the specification only if there is a machine that has what it decides. */
export function planCampaign({ machines: wished, model, ...plan }: Campaign): PlannedCampaign {
  const machines = wished.map(machineForWalks);
  const [why] = reasons(machines, whyNoWalks);
  if (why !== undefined) return { ok: false, why };
  const without = model ? reasons(machines, whyNoModel) : [];
  const somewhere = model && without.length < machines.length;
  return {
    ok: true,
    campaign: { ...plan, machines, model: somewhere },
    aside: asideText(without, machines.length),
  };
}

function asideText([first, ...others]: readonly string[], machines: number): string | undefined {
  if (first === undefined || others.length + 1 === machines) return first;
  return `on ${others.length + 1} of ${machines} machines ${first}`;
}

/** Why something cannot be done, for each machine on which it cannot. */
function reasons(
  machines: readonly MachineSpec[],
  why: (machine: MachineSpec) => string | undefined,
): readonly string[] {
  return machines.map(why).filter((given) => given !== undefined);
}

/** A machine as walks are taken on it: nothing there reads what partitions are given when they start. */
function machineForWalks(machine: MachineSpec): MachineSpec {
  return { ...machine, partitions: machine.partitions.map(({ boot: _, ...partition }) => partition) };
}
