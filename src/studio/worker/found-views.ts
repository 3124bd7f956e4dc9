import type { BatchResult, Found } from '../../core/explore/campaign/batch.ts';
import { type Campaign, machineAt } from '../../core/explore/campaign/campaign.ts';
import { INVARIANTS } from '../../core/explore/invariants/registry.ts';
import { scenarioFile } from '../../node/explore/scenario-file.ts';
import { type FoundView, MOST_FOUND } from '../model/explore/views.ts';

/** What a batch found, with the machine file of each. */
export function foundInBatch(
  campaign: Campaign,
  { found }: Pick<BatchResult, 'found'>,
): readonly FoundView[] {
  return found.slice(0, MOST_FOUND).map((each) => foundView(campaign.seed, each, scenarioOf(campaign, each)));
}

function scenarioOf(campaign: Campaign, { machine, scenario }: Found): string | undefined {
  return scenario && scenarioFile(machineAt(campaign, machine), scenario);
}

/** A finding as a page lists it. */
export function foundView(
  seed: number,
  { walk, invariant, problem, moves }: Pick<Found, 'walk' | 'invariant' | 'problem' | 'moves'>,
  scenario: string | undefined,
): FoundView {
  return {
    ...{ where: `walk ${walk}`, invariant, what: whatHolds(invariant), problem, scenario },
    ...{ after: `after ${moves} moves`, file: `found-${seed}-${walk}.yaml` },
  };
}

/** What an invariant demands, as a sentence; nothing for one that is not on the list. */
export function whatHolds(invariant: string): string {
  return INVARIANTS.find(({ id }) => id === invariant)?.what ?? '';
}
