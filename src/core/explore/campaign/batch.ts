import { Lab } from '../lab.ts';
import { type Shrunk, shrink } from '../shrink.ts';
import { whyNoModel } from '../suits.ts';
import { type FoundScenario, toScenario } from '../to-scenario.ts';
import { type Finding, walk } from '../walk.ts';
import { type Campaign, callsOf, machineAt, machineOf, WALKS_A_BATCH, walksOf } from './campaign.ts';

/** Of one batch, so many findings are cut down; others are counted. What breaks once breaks often. */
export const MOST_SHRUNK = 2;

/** Something that does not hold, as it is told and written down. */
export interface Found {
  readonly walk: number;
  /** The machine, by its place in the campaign's list. */
  readonly machine: number;
  readonly invariant: string;
  readonly problem: string;
  /** Moves that are left of the walk; all of them where it was not cut down. */
  readonly moves: number;
  /** Undefined where it was not cut down. */
  readonly scenario: FoundScenario | undefined;
}

/** What came of a batch. */
export interface BatchResult {
  readonly batch: number;
  readonly walks: number;
  readonly calls: number;
  readonly found: readonly Found[];
  /** How often each part of the specification was met. */
  readonly met: Readonly<Record<string, number>>;
  /** How often the manager refused under each rule. */
  readonly rules: Readonly<Record<string, number>>;
}

/** A lab for each machine of a campaign, built when a walk is taken on it. */
export class Labs {
  private readonly campaign: Pick<Campaign, 'machines' | 'model'>;
  private readonly built: Map<number, Lab> = new Map();

  constructor(campaign: Pick<Campaign, 'machines' | 'model'>) {
    this.campaign = campaign;
  }

  /** The lab of the machine at a place. */
  of(machine: number): Lab {
    const { campaign } = this;
    const built = this.built.get(machine);
    if (built !== undefined) return built;
    const spec = machineAt(campaign, machine);
    const lab = new Lab(spec, { model: campaign.model && whyNoModel(spec) === undefined });
    this.built.set(machine, lab);
    return lab;
  }

  /** Those that are built. */
  all(): Iterable<Lab> {
    return this.built.values();
  }
}

/** Takes the walks of a batch. `walked` hears how many calls it has made, after each walk. */
export function runBatch(
  labs: Labs,
  campaign: Campaign,
  batch: number,
  walked?: (calls: number) => void,
): BatchResult {
  const first = batch * WALKS_A_BATCH;
  const end = Math.min(first + WALKS_A_BATCH, walksOf(campaign));
  const found: Found[] = [];
  let calls = 0;
  for (let number = first; number < end; number++) {
    const machine = machineOf(campaign, number);
    const lab = labs.of(machine);
    const before = lab.calls;
    const finding = walk(lab, { ...campaign, walk: number, calls: callsOf(campaign, number) });
    calls += lab.calls - before;
    walked?.(calls);
    if (finding === undefined) continue;
    const shrunk = found.length < MOST_SHRUNK ? shrink(lab, finding) : undefined;
    found.push(foundOf(lab, machine, finding, shrunk));
  }
  return { batch, walks: end - first, calls, ...seenIn(labs.all()), found };
}

/** What labs came across, which begin to count anew. */
export function seenIn(labs: Iterable<Lab>): Pick<BatchResult, 'met' | 'rules'> {
  const met = new Map<string, number>();
  const rules = new Map<string, number>();
  for (const { beside, refusals } of labs) {
    const parts = beside?.model.coverage.met;
    for (const [part, times] of parts ?? []) met.set(part, (met.get(part) ?? 0) + times);
    for (const [rule, times] of refusals) rules.set(rule, (rules.get(rule) ?? 0) + times);
    parts?.clear();
    refusals.clear();
  }
  return { met: Object.fromEntries(met), rules: Object.fromEntries(rules) };
}

/** A finding as it is told, on the machine at a place. `shrunk` is what is left of it, where it was cut down. */
export function foundOf(lab: Lab, machine: number, finding: Finding, shrunk: Shrunk | undefined): Found {
  const { walk: number } = finding;
  const { breach, moves } = shrunk ?? finding;
  return {
    ...{
      walk: number,
      machine,
      invariant: breach.invariant.id,
      problem: breach.problem,
      moves: moves.length,
    },
    scenario: shrunk && toScenario(lab, shrunk),
  };
}
