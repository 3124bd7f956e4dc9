import type { MachineSpec } from '../../core/board/machine.ts';
import type { Campaign } from '../../core/explore/campaign/campaign.ts';
import { planCampaign } from '../../core/explore/campaign/plan-campaign.ts';
import { provingGrounds } from '../../core/explore/ground.ts';
import { profileNamed } from '../../core/rules/profiles/registry.ts';
import { CommandError } from './exit.ts';
import { readScenario } from './read-scenario.ts';

/** Where walks are taken. */
export const BOARDS = ['in-process', 'qemu'] as const;
/** More calls than there is time for. */
const ENDLESS = 100_000_000;

/** What names a campaign. */
export interface PlanOptions {
  readonly board: (typeof BOARDS)[number];
  readonly seed: number;
  readonly calls: number;
  /** Seconds. */
  readonly for?: number;
  readonly machine?: string;
  readonly profile?: string;
  readonly faults?: true;
  readonly model: boolean;
  readonly queue?: string;
}

/** A campaign, and why the specification is left aside. */
export interface Planned {
  readonly campaign: Campaign;
  readonly aside: string | undefined;
}

/** The campaign that options name. Throws a CommandError when there is none. */
export async function plannedCampaign(options: PlanOptions): Promise<Planned> {
  const { seed, faults = false, machine: file, profile, board } = options;
  const calls = options.for === undefined ? options.calls : ENDLESS;
  checkBoard(options);
  const machines =
    file === undefined
      ? await grounds(profile, board)
      : [(await readScenario(file, profile)).scenario.machine];
  const planned = planCampaign({ seed, calls, faults, machines, model: options.model });
  if (!planned.ok)
    throw new CommandError(
      `${file ?? 'the machine'} cannot be explored: ${planned.why}`,
      'docs/proof.md says what can be explored.',
    );
  const { campaign, aside } = planned;
  return { campaign, aside: options.model ? aside : '--no-model' };
}

function checkBoard({ board, machine, queue, for: time }: PlanOptions): void {
  if (board !== 'qemu' && time !== undefined)
    throw new CommandError('--for is for the QEMU board', 'Say how many calls to make with --calls.');
  if (board === 'qemu' && machine !== undefined)
    throw new CommandError(
      'the machine of the QEMU board is its own',
      'Leave --machine out, or explore it with --board in-process.',
    );
  if (board === 'qemu' && queue !== undefined)
    throw new CommandError(
      'walks on the QEMU board are taken here, not by workers',
      'Leave --queue or --board out.',
    );
}

/** The machines that are explored when none is named. */
async function grounds(
  profile: string | undefined,
  board: PlanOptions['board'],
): Promise<readonly MachineSpec[]> {
  const named = profile === undefined ? undefined : profileNamed(profile);
  if (board === 'in-process') return provingGrounds(named);
  return [(await import('../qemu/explore/guest-ground.ts')).guestGround(named)];
}
