import type { MachineSpec } from '../../core/board/machine.ts';
import { type PlannedCampaign, planCampaign } from '../../core/explore/campaign/plan-campaign.ts';
import type { Profile } from '../../core/rules/profile.ts';
import { profileNamed } from '../../core/rules/profiles/registry.ts';
import { ALONE } from '../../node/machine/alone.ts';
import { readMachineText } from '../../node/machine/read-machine-text.ts';
import { GROUNDS, type Plan, type PlannedMachine } from '../model/explore/plan.ts';
import type { FileMistake } from '../model/file-mistake.ts';

/** The campaign of a plan, why there is none, or what is wrong with its machine file. */
export type PlanReading = PlannedCampaign | { readonly ok: false; readonly mistakes: readonly FileMistake[] };

/** Finds or reads the machine of a plan. A plan that names what there is not is the page's mistake: it throws a RangeError. */
export async function plannedCampaign({ machine, profile: name, ...plan }: Plan): Promise<PlanReading> {
  const profile = name === '' ? undefined : named(name);
  const machines = await machinesOf(machine, profile);
  return 'mistakes' in machines
    ? { ok: false, mistakes: machines.mistakes }
    : planCampaign({ ...plan, machines });
}

async function machinesOf(
  machine: PlannedMachine,
  profile: Profile | undefined,
): Promise<readonly MachineSpec[] | { readonly mistakes: readonly FileMistake[] }> {
  if (machine.of === 'grounds') {
    const ground = GROUNDS.find(({ name }) => name === machine.name);
    if (ground === undefined) throw new RangeError(`there is no machine ${machine.name}`);
    return ground.machines(profile);
  }
  const reading = await readMachineText(machine.text, ALONE);
  if (!reading.ok) return reading;
  const read = reading.scenario.machine;
  return [profile === undefined ? read : { ...read, profile }];
}

function named(name: string): Profile {
  const profile = profileNamed(name);
  if (profile === undefined) throw new RangeError(`there is no profile ${name}`);
  return profile;
}
