import { stripVTControlCharacters } from 'node:util';
import { byteText } from '../../core/abi/hex.ts';
import type {
  CallEvent,
  PageChange,
  PreemptEvent,
  Refusal,
  RequestEvent,
  TraceEvent,
} from '../../core/board/trace.ts';
import { rmRuleById } from '../../core/gunyah/rules/registry.ts';
import { messageText, replyText } from '../../core/gunyah/wire/message-text.ts';
import { addressText } from '../../core/memory/pages.ts';
import { placeText } from '../../core/rules/place-text.ts';
import { ruleById } from '../../core/rules/registry.ts';
import type { RunEvent } from '../../core/scenario/runner.ts';
import type { Scenario, Step } from '../../core/scenario/scenario.ts';
import { callerText, expectationText, stepText, wantedText } from '../../core/scenario/step-text.ts';
import { recordedRefusal } from '../../core/timeline/recorded.ts';
import { answerText, questionText } from '../../core/trace/call-text.ts';
import { inTheWayText, settledText } from '../../core/trace/event-text.ts';
import type { Terminal } from './terminal.ts';
import { labelled, wrap } from './wrap.ts';

const INDENT = 5;
const LABEL = 9;
const MOST_CHANGES = 4;

export interface RunTextOptions {
  /** Where a step is written. */
  readonly placeOf: (index: number) => string;
  /** Whether calls are shown that were not refused. */
  readonly calls: boolean;
  /** The rule whose reasons the reader has just been told. */
  readonly told?: string;
}

/** Puts the events of a run into lines. */
export class RunText {
  private readonly scenario: Scenario;
  private readonly terminal: Terminal;
  private readonly placeOf: (index: number) => string;
  private readonly showsCalls: boolean;
  private readonly told: string | undefined;
  private current = -1;
  /** The lines of the current step, while nothing has been said about it. */
  private heading: string[] = [];

  constructor(scenario: Scenario, terminal: Terminal, options: RunTextOptions) {
    this.scenario = scenario;
    this.terminal = terminal;
    this.placeOf = options.placeOf;
    this.showsCalls = options.calls;
    this.told = options.told;
  }

  lines(event: RunEvent): string[] {
    switch (event.kind) {
      case 'step':
        return [...this.flush(), ...this.step(event.index)];
      case 'trace': {
        const lines = this.trace(event.event).map((line) => ' '.repeat(INDENT) + line);
        return lines.length === 0 ? [] : [...this.flush(), ...lines];
      }
      case 'judged':
        return event.missed === undefined ? this.met(event.index) : this.missed(event.index, event.missed);
    }
  }

  /** A step that did not come as expected, where nothing else is told. */
  onlyMissed(event: RunEvent): string[] {
    if (event.kind !== 'judged' || event.missed === undefined) return [];
    this.current = event.index;
    this.heading = this.headingOf(event.index, event.step);
    return this.missed(event.index, event.missed);
  }

  private step(index: number): string[] {
    this.current = index;
    const step = this.scenario.steps[index];
    if (step === undefined) return [];
    const { width, paint } = this.terminal;
    this.heading = this.headingOf(index, step);
    const note = step.note === undefined ? [] : wrap(`# ${step.note}`, width - INDENT);
    return note.map((line) => ' '.repeat(INDENT) + paint('aside', line));
  }

  private headingOf(index: number, step: Step): string[] {
    const { width, paint } = this.terminal;
    return labelled(String(index + 1).padStart(INDENT - 2), stepText(step), INDENT, width).map(
      (line) => line.slice(0, INDENT) + paint('heading', line.slice(INDENT)),
    );
  }

  private flush(): string[] {
    const { heading } = this;
    this.heading = [];
    return heading;
  }

  private met(index: number): string[] {
    const late = index === this.current ? '' : `step ${index + 1} `;
    const expected = expectationText(this.scenario.steps[index]?.expect);
    const { width, paint } = this.terminal;
    const text = `${late}ok${expected === '' ? '' : `, ${expected} as expected`}`;
    const lines = this.flush();
    const last = lines.at(-1);
    const fits = last !== undefined && stripVTControlCharacters(last).length + 2 + text.length <= width;
    if (fits && late === '') return [...lines.slice(0, -1), `${last}  ${paint('good', text)}`];
    const below = wrap(text, width - INDENT).map((line) => ' '.repeat(INDENT) + paint('good', line));
    return [...lines, ...below];
  }

  private missed(index: number, missed: string): string[] {
    const late = index === this.current ? '' : `step ${index + 1} `;
    const step = this.scenario.steps[index];
    const { width, paint } = this.terminal;
    const lines = [
      ...wrap(`${late}not as expected: ${missed}`, width - INDENT).map((line) => paint('bad', line)),
      ...this.label('expected', step === undefined ? '' : wantedText(step)),
      ...this.label('where', this.placeOf(index)),
    ];
    return [...this.flush(), ...lines.map((line) => ' '.repeat(INDENT) + line)];
  }

  private trace(event: TraceEvent): string[] {
    switch (event.kind) {
      case 'call':
        return this.showsCalls || event.refusal !== undefined || event.injected
          ? this.call(event)
          : this.effects(event);
      case 'fault':
        return [
          `${event.from} faults: ${event.fault.access} at ${addressText(event.fault.address)}, ${event.fault.kind}`,
        ];
      case 'preempt':
        return [interruptedText(event), ...interruptLines(event.scheduleReceiver)];
      case 'abort':
        return [`${event.from} is torn down`, ...this.changes(event.changes)];
      case 'tick':
        return [`time passes for ${event.from}`];
      case 'create':
        return [`${event.from} is created`];
      case 'settle':
        return [`${event.from} ${settledText(event)}`, ...this.changes(event.changes)];
      case 'request':
        return this.showsCalls || event.refusal !== undefined
          ? this.request(event)
          : this.changes(event.changes);
      case 'notice':
        return this.wrapped(`${event.from} is told ${messageText(event.id, event.payload)}`);
      case 'drop':
        return this.wrapped(`a packet of ${event.from} is thrown away: ${event.why}`);
    }
  }

  private request({ seq, from, id, payload, reply, refusal, changes }: RequestEvent): string[] {
    return [
      ...this.wrapped(`call ${seq}, ${from}: ${messageText(id, payload)}`),
      ...this.wrapped(`-> ${replyText(id, reply)}`, 2),
      ...(refusal === undefined ? [] : this.refusal(refusal)),
      ...this.changes(changes),
    ];
  }

  private wrapped(text: string, indent = 0): string[] {
    return wrap(text, this.terminal.width - INDENT - indent).map((line) => ' '.repeat(indent) + line);
  }

  private call(event: CallEvent): string[] {
    const { from, vcpu, next, refusal } = event;
    const question = `call ${event.seq}, ${callerText(from, vcpu)}: ${questionText(event.in)}`;
    const goesTo = next === from || next === '' ? '' : ` (to ${next})`;
    const answer = `-> ${answerText(event.out)}${goesTo}${event.injected ? ', injected' : ''}`;
    return [
      ...this.wrapped(question),
      ...this.wrapped(answer, 2),
      ...(refusal === undefined ? [] : this.refusal(refusal)),
      ...this.effects(event),
    ];
  }

  private effects({ changes, printed = [], scheduleReceiver }: CallEvent): string[] {
    return [
      ...this.changes(changes),
      ...printed.map((line) => `  prints      ${printable(line)}`),
      ...interruptLines(scheduleReceiver),
    ];
  }

  private refusal(refusal: Refusal): string[] {
    const rule = ruleById(refusal.rule) ?? rmRuleById(refusal.rule);
    const place = placeText(refusal);
    const { paint } = this.terminal;
    return [
      `  ${paint('bad', `${refusal.rule}${place === '' ? '' : `, ${place}`}`)}`,
      ...(rule === undefined || rule.id === this.told
        ? []
        : [...this.label('must', rule.what), ...this.label('why', rule.why), ...this.label('fix', rule.fix)]),
      ...(refusal.page === undefined ? [] : this.label('page', inTheWayText(recordedRefusal(refusal)))),
    ];
  }

  private changes(changes: readonly PageChange[]): string[] {
    const shown = changes.slice(0, MOST_CHANGES).map(changeText);
    const more = changes.length - shown.length;
    return more > 0 ? [...shown, `  and ${more} more runs of pages`] : shown;
  }

  private label(label: string, text: string): string[] {
    return labelled(label, text, LABEL, this.terminal.width - INDENT - 2).map((line) => `  ${line}`);
  }
}

function interruptedText({ from, next }: PreemptEvent): string {
  return `${from} is interrupted, ${next === '' ? 'nobody' : next} goes on`;
}

function interruptLines(scheduleReceiver: true | undefined): string[] {
  return scheduleReceiver === true ? ['  interrupt   schedule receiver'] : [];
}

/** What a guest prints, with nothing in it that a terminal would obey. */
function printable(line: string): string {
  return line.replace(/[^\x20-\x7e]/g, (character) => `\\x${byteText(character.charCodeAt(0))}`);
}

function changeText({ change, party, address, pages }: PageChange): string {
  return `  ${change.padEnd(12)}${addressText(address)}+${pages}  ${party}`;
}
