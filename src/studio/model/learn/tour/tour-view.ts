import { versionText } from '../../../../core/abi/versions.ts';
import { type PageRun, pageReport } from '../../../../core/board/page-report.ts';
import { rightsText } from '../../../../core/memory/page-word.ts';
import { addressText, PAGE_SIZE } from '../../../../core/memory/pages.ts';
import { runScenario } from '../../../../core/scenario/runner.ts';
import type { Scenario } from '../../../../core/scenario/scenario.ts';
import { stepCount } from '../exercise-file.ts';
import { type PlayedStep, playSteps } from '../played-steps.ts';
import { TOUR } from './tour.ts';

/** Who may do what to a page. */
export interface TourAccess {
  readonly who: string;
  /** As in "RW-". */
  readonly rights: string;
}

/** A page of the machine. */
export interface TourPage {
  readonly address: string;
  readonly owner: string;
  readonly access: readonly TourAccess[];
  /** What holds it: "share", "lend", "mailbox"; '' for nothing. */
  readonly held: string;
  /** Whether there is something to say of it: something holds it, buffers apart, or who owns it is of the other world. */
  readonly remarkable: boolean;
}

/** A region of memory, page by page. */
export interface TourRegion {
  readonly name: string;
  readonly pages: readonly TourPage[];
}

/** A partition of the machine. */
export interface TourPartition {
  readonly name: string;
  /** As in "0x8001, S-EL1, FF-A 1.2". */
  readonly about: string;
  readonly secure: boolean;
}

/** The tour as it was played. */
export interface TourView {
  readonly partitions: readonly TourPartition[];
  /** Memory before the first stop, and after each. */
  readonly memory: readonly (readonly TourRegion[])[];
  /** What happened at each stop. */
  readonly played: readonly (readonly PlayedStep[])[];
}

/** Plays the tour, and looks at the memory of the machine after each stop. */
export function tourView(scenario: Scenario): TourView {
  const played = playSteps(scenario);
  const ends = TOUR.map((_, stop) =>
    TOUR.slice(0, stop + 1).reduce((sum, { steps }) => sum + stepCount(steps), 0),
  );
  return {
    partitions: partitionsOf(scenario),
    memory: [0, ...ends].map((end) => memoryAfter(scenario, end)),
    played: ends.map((end, stop) => played.slice(ends[stop - 1] ?? 0, end)),
  };
}

function partitionsOf({ machine }: Scenario): readonly TourPartition[] {
  return machine.partitions.map(({ name, id, level, version }) => ({
    name,
    about: `id 0x${id.toString(16)}, ${level}, FF-A ${versionText(version)}`,
    secure: level.startsWith('S-'),
  }));
}

/** The machine is small, and plays from its start as quickly as a copy of it could be made. */
function memoryAfter(scenario: Scenario, steps: number): readonly TourRegion[] {
  const { board } = runScenario({ ...scenario, steps: scenario.steps.slice(0, steps) });
  const runs = pageReport(board);
  const trusted = new Set(
    partitionsOf(scenario)
      .filter(({ secure }) => secure)
      .map(({ name }) => name),
  );
  return board.spec.memory.map(({ base, pages, secure }) => ({
    name: secure
      ? `Secure memory, from ${addressText(base)} on`
      : `Normal memory, from ${addressText(base)} on`,
    pages: runs
      .filter(({ address }) => address >= base && address < base + pages * PAGE_SIZE)
      .flatMap((run) => pagesOf(run, trusted.has(run.owner) !== secure)),
  }));
}

/** The pages of a run. `strayed`: who owns them is of the other world. */
function pagesOf({ address, pages, owner, access, held }: PageRun, strayed: boolean): readonly TourPage[] {
  return Array.from({ length: pages }, (_, index) => ({
    address: addressText(address + index * PAGE_SIZE),
    owner,
    access: access.map(({ partition, rights }) => ({ who: partition, rights: rightsText(rights) })),
    held: held?.kind ?? '',
    remarkable: strayed || (held !== undefined && held.kind !== 'mailbox'),
  }));
}
