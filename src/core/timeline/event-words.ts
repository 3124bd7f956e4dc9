import { errorStatus, isError, w } from '../abi/frame.ts';
import { functionName, functionOfId } from '../abi/functions.ts';
import { statusName } from '../abi/statuses.ts';
import type { RecordedEvent } from '../decode/recorded-event.ts';
import { messageName, messageText } from '../gunyah/wire/message-text.ts';
import { questionText } from '../trace/call-text.ts';
import { callerText, outcomeText, requestOutcome, settledText } from '../trace/event-text.ts';

/** What an event is called, in a word: of a call its function. */
export function eventName(event: RecordedEvent): string {
  switch (event.kind) {
    case 'call':
      return functionOfId(w(event.in, 0))?.name ?? functionName(w(event.in, 0));
    case 'request':
    case 'notice':
      return messageName(event.id);
    case 'fault':
      return 'fault';
    case 'abort':
      return 'end';
    case 'settle':
      return 'settlement';
    case 'drop':
      return 'dropped packet';
  }
}

/** What was asked, in a line. */
export function eventText(event: RecordedEvent): string {
  switch (event.kind) {
    case 'call':
      return questionText(event.in);
    case 'request':
      return messageText(event.id, event.payload);
    case 'notice':
      return `is told ${messageText(event.id, event.payload)}`;
    case 'fault':
      return `faults: ${event.access} at ${event.address}, ${event.fault}`;
    case 'abort':
      return 'is torn down';
    case 'settle':
      return settledText(event);
    case 'drop':
      return `sends a packet that is dropped: ${event.why}`;
  }
}

/** What came of it, in a line; '' for what has no answer. */
export function outcomeOf(event: RecordedEvent): string {
  if (event.kind === 'call') return outcomeText(event);
  return event.kind === 'request' ? requestOutcome({ ...event, changes: [] }).slice('-> '.length) : '';
}

/** The status of a refusal; undefined for what was not refused. Whoever waits for somebody else may hear an error that is not its own. */
export function statusOf(event: RecordedEvent): string | undefined {
  if (event.kind !== 'call') return event.kind === 'request' ? event.refusal?.status : undefined;
  const { out, next, refusal, caller } = event;
  if (refusal !== undefined) return refusal.status;
  const own = next === undefined || next === caller;
  return own && out !== undefined && isError(out) ? statusName(errorStatus(out)) : undefined;
}

/** Whether something went wrong: a refusal, a fault, a packet that was dropped. */
export function wentWrong(event: RecordedEvent): boolean {
  return event.kind === 'fault' || event.kind === 'drop' || statusOf(event) !== undefined;
}

/** Who does something with which number: "call 17, linux". */
export function whoText(event: RecordedEvent): string {
  const counted = event.kind === 'call' || event.kind === 'request';
  return `${counted ? '' : 'after '}call ${event.seq}, ${callerText(event)}`;
}
