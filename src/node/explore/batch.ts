import type { Lab } from '../../core/explore/lab.ts';
import { shrink } from '../../core/explore/shrink.ts';
import { type FoundScenario, toScenario } from '../../core/explore/to-scenario.ts';
import { type Finding, walk } from '../../core/explore/walk.ts';
import { type Campaign, callsOf, WALKS_A_BATCH, walksOf } from './campaign.ts';

/** Of one batch, so many findings are cut down; others are counted. What breaks once breaks often. */
const MOST_SHRUNK = 2;

/** Something that does not hold, as it is told and written down. */
export interface Found {
  readonly walk: number;
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
}

/** Takes the walks of a batch. */
export function runBatch(
  lab: Lab,
  campaign: Omit<Campaign, 'machine' | 'machineName'>,
  batch: number,
): BatchResult {
  const first = batch * WALKS_A_BATCH;
  const end = Math.min(first + WALKS_A_BATCH, walksOf(campaign));
  const before = lab.calls;
  const findings: Finding[] = [];
  lab.beside?.model.coverage.met.clear();
  for (let number = first; number < end; number++) {
    const finding = walk(lab, { ...campaign, walk: number, calls: callsOf(campaign, number) });
    if (finding !== undefined) findings.push(finding);
  }
  const calls = lab.calls - before;
  const met = Object.fromEntries(lab.beside?.model.coverage.met ?? []);
  return {
    batch,
    walks: end - first,
    calls,
    met,
    found: findings.map((each, index) => told(lab, each, index)),
  };
}

function told(lab: Lab, finding: Finding, index: number): Found {
  const { walk: number } = finding;
  const shrunk = index < MOST_SHRUNK ? shrink(lab, finding) : undefined;
  const { breach, moves } = shrunk ?? finding;
  return {
    ...{ walk: number, invariant: breach.invariant.id, problem: breach.problem, moves: moves.length },
    scenario: shrunk && toScenario(lab, shrunk),
  };
}
