import type { TraceEvent } from '../../../core/board/trace.ts';
import type { RecordedEvent } from '../../../core/decode/recorded-event.ts';
import type { Example } from '../../../core/scenario/examples/example.ts';
import { isShown } from '../../../core/scenario/examples/is-shown.ts';
import { scenarioOf } from '../../../core/scenario/examples/world.ts';
import { runScenario } from '../../../core/scenario/runner.ts';
import type { Step } from '../../../core/scenario/scenario.ts';
import { expectationText, stepText } from '../../../core/scenario/step-text.ts';
import { eventText, outcomeOf, wentWrong, whoText } from '../../../core/timeline/event-words.ts';
import { recordedOf } from '../../../core/timeline/recorded.ts';
import { changeTexts, inTheWayText, refusalText } from '../../../core/trace/event-text.ts';
import { type Evidence, EvidenceFinder } from './evidence.ts';

/** One thing that happened in a step. */
export interface PlayedEvent {
  /** As in "call 3, os". */
  readonly who: string;
  readonly asked: string;
  /** '' for what has no answer. */
  readonly answered: string;
  readonly wrong: boolean;
  /** Rule and place, as in "send/held, bytes 112+16"; '' for what was not refused. */
  readonly refused: string;
  /** The page that was in the way, and what holds it; '' where none was. */
  readonly inTheWay: string;
  /** What the rule points at. */
  readonly evidence: Evidence | undefined;
  /** Runs of pages that changed hands. */
  readonly changes: readonly string[];
}

/** One step of an example, and what came of it. */
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
  readonly events: PlayedEvent[];
  missed: string | undefined;
}

/** Plays an example of a rule, broken or kept. How everybody starts is left out. */
export function playedExample(example: Example, way: 'broken' | 'kept'): readonly PlayedStep[] {
  const scenario = scenarioOf(example, way);
  const finder = new EvidenceFinder();
  const played = scenario.steps.map((step): Playing & { step: Step } => ({
    step,
    events: [],
    missed: undefined,
  }));
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
  return played
    .filter(({ step }, index) => isShown(example, index, step))
    .map(({ step, events, missed }) => ({
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
    who: whoText(recorded),
    asked: eventText(recorded),
    answered: outcomeOf(recorded),
    wrong: wentWrong(recorded),
    refused: refusal === undefined ? '' : refusalText(refusal),
    inTheWay: refusal === undefined ? '' : inTheWayText(refusal),
    evidence: finder.take(recorded, step?.act.verb === 'call' ? step.act.tx : undefined),
    changes: changesOf(recorded),
  };
}

function changesOf(event: RecordedEvent): readonly string[] {
  return 'changes' in event ? changeTexts(event.changes) : [];
}
