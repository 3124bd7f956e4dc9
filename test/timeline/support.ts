import { readFileSync } from 'node:fs';
import type { Board } from '../../src/core/board/board.ts';
import { type PageRun, pageReport } from '../../src/core/board/page-report.ts';
import type { RecordedEvent } from '../../src/core/decode/recorded-event.ts';
import { transactionOf } from '../../src/core/memory/page-word.ts';
import { pageOf } from '../../src/core/memory/pages.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import type { Scenario } from '../../src/core/scenario/scenario.ts';
import { recordedOf } from '../../src/core/timeline/recorded.ts';
import { type Timeline, timelineOf } from '../../src/core/timeline/timeline.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';

/** What a machine file has to play. */
export async function scenarioIn(file: string): Promise<Scenario> {
  const reading = await readMachine(readFileSync(file, 'utf8'), file);
  if (!reading.ok) throw new Error(`${file} cannot be read`);
  return reading.scenario;
}

/** What happens when a machine file is played, as a recording has it. */
export async function played(file: string) {
  const scenario = await scenarioIn(file);
  const events: RecordedEvent[] = [];
  const { board } = runScenario(scenario, (event) => {
    const recorded = event.kind === 'trace' ? recordedOf(event.event) : undefined;
    if (recorded !== undefined) events.push(recorded);
  });
  return { events, board, machine: scenario.machine };
}

/** The timeline of a machine file. */
export async function timelineIn(file: string): Promise<Timeline> {
  const { events, machine } = await played(file);
  return timelineOf(events, machine);
}

/** The number of the event of a call. */
export function eventOfCall({ events }: Timeline, seq: number): number {
  return [...events].findIndex((event) => event.kind !== 'fault' && event.seq === seq);
}

/**
 * Who holds every page, and for which transaction: where a manager holds what a mediator's guest sent, the one that the guest made, and that recordings
 * tell of.
 */
export function baseReport(board: Board): readonly PageRun[] {
  return pageReport(board).map(({ held, ...run }) => {
    const { ledger, witness } = board;
    const top = transactionOf(ledger.map.get(pageOf(run.address)));
    return { ...run, ...witness.hold(ledger.baseOf(top) || top) };
  });
}
