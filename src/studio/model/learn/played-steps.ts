import type { TraceEvent } from '../../../core/board/trace.ts';
import type { RecordedEvent } from '../../../core/decode/recorded-event.ts';
import { runScenario } from '../../../core/scenario/runner.ts';
import type { Scenario, Step } from '../../../core/scenario/scenario.ts';
import { expectationText, stepText } from '../../../core/scenario/step-text.ts';
import { eventName, eventText, outcomeOf, wentWrong, whoText } from '../../../core/timeline/event-words.ts';
import { recordedOf } from '../../../core/timeline/recorded.ts';
import { changeTexts, inTheWayText, refusalText } from '../../../core/trace/event-text.ts';
import { type Evidence, EvidenceFinder } from './evidence.ts';

/** One thing that happened in a step. */
export interface PlayedEvent {
  /** The partition or VM, and what it did: the name of a function, of a message. */
  readonly by: string;
  readonly name: string;
  /** As in "call 3, os". */
  readonly who: string;
  readonly asked: string;
  /** '' for what has no answer. */
  readonly answered: string;
  readonly wrong: boolean;
  /** Id of the rule that refused it; '' for what was not refused. */
  readonly rule: string;
  /** Rule and place, as in "send/held, bytes 112+16"; '' for what was not refused. */
  readonly refused: string;
  /** The page that was in the way, and what holds it; '' where none was. */
  readonly inTheWay: string;
  /** What the rule points at. */
  readonly evidence: Evidence | undefined;
  /** Runs of pages that changed hands. */
  readonly changes: readonly string[];
}

/** One step, and what came of it. */
export interface PlayedStep {
  /** As in "os  share 0x40004000 to vault". */
  readonly text: string;
  /** '' for none. */
  readonly note: string;
  /** What came of it, as in "refused: send/held, as expected"; what was not as expected. */
  readonly outcome: string;
  readonly asExpected: boolean;
  readonly events: readonly PlayedEvent[];
}

/** What came of a step, while it is played. */
interface Playing {
  readonly step: Step;
  readonly events: PlayedEvent[];
  missed: string | undefined;
}

/** Plays a scenario, and says of each of its steps what came of it. */
export function playSteps(scenario: Scenario): readonly PlayedStep[] {
  const finder = new EvidenceFinder();
  const played = scenario.steps.map((step): Playing => ({ step, events: [], missed: undefined }));
  let current = played[0];
  runScenario(scenario, (event) => {
    if (event.kind === 'step') current = played[event.index];
    else if (event.kind === 'trace') {
      const shown = eventOf(event.event, current?.step, finder);
      if (shown !== undefined) current?.events.push(shown);
    } else {
      const judged = played[event.index];
      if (judged !== undefined) judged.missed = event.missed;
    }
  });
  return played.map(({ step, events, missed }) => ({
    text: stepText(step),
    note: step.note ?? '',
    outcome: missed ?? expectedText(step),
    asExpected: missed === undefined,
    events,
  }));
}

function expectedText({ expect }: Step): string {
  const expected = expectationText(expect);
  return expected === '' ? 'done' : `${expected}, as expected`;
}

function eventOf(event: TraceEvent, step: Step | undefined, finder: EvidenceFinder): PlayedEvent | undefined {
  const recorded = recordedOf(event);
  if (recorded === undefined) return undefined;
  const refusal = 'refusal' in recorded ? recorded.refusal : undefined;
  return {
    by: recorded.caller,
    name: eventName(recorded),
    who: whoText(recorded),
    asked: eventText(recorded),
    answered: outcomeOf(recorded),
    wrong: wentWrong(recorded),
    rule: refusal?.rule ?? '',
    refused: refusal === undefined ? '' : refusalText(refusal),
    inTheWay: refusal === undefined ? '' : inTheWayText(refusal),
    evidence: finder.take(recorded, step?.act.verb === 'call' ? step.act.tx : undefined),
    changes: changesOf(recorded),
  };
}

function changesOf(event: RecordedEvent): readonly string[] {
  return 'changes' in event ? changeTexts(event.changes) : [];
}
