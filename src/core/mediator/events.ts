import { answer, errorStatus, type Frame, isError, w } from '../abi/frame.ts';
import { functionId } from '../abi/functions.ts';
import { STATUS } from '../abi/statuses.ts';
import { STOPPED } from '../abi/stopped.ts';
import { packHalves, upperHalf } from '../abi/words.ts';
import { FRAMEWORK } from '../spmc/framework-messages.ts';
import { ANSWERED } from './behind.ts';
import type { Mediation } from './mediation.ts';

const FFA_MSG_SEND_DIRECT_REQ: number = functionId('FFA_MSG_SEND_DIRECT_REQ');
const FFA_MSG_SEND_DIRECT_RESP: number = functionId('FFA_MSG_SEND_DIRECT_RESP');
const FFA_RUN: number = functionId('FFA_RUN');
const HYPERVISOR = 0;

/** The framework function of each message; its response is the next number. Source: xen-mediator 11. */
const FUNCTION = { created: 4, destroyed: 6 } as const;

/** Results after which the sender tries again. */
const AGAIN: ReadonlySet<number> = new Set([STATUS.INTERRUPTED, STATUS.RETRY]);

/** Secure partitions that are told, one after the other, that a guest was created or destroyed. */
export interface Telling {
  readonly event: keyof typeof FUNCTION;
  readonly slot: number;
  /** Who is to be told, the next one first; and who knows. */
  readonly left: readonly number[];
  readonly told: readonly number[];
  /** Who asked for another try until there were none left. */
  readonly later: readonly number[];
  /** How often the next one was tried, or run on. */
  readonly repeats: number;
}

/** What came of it. */
export interface Told {
  readonly telling: Telling;
  /** Whether somebody refused: then those behind it have not been told. */
  readonly refused: boolean;
}

export function telling(event: Telling['event'], slot: number, left: readonly number[]): Telling {
  return { event, slot, left, told: [], later: [], repeats: 0 };
}

/**
 * Goes on with a telling: with the next message, or with what `reply`, an answer to the last, calls for. Returns what came of it when it is over;
 * otherwise it is noted, and a secure partition has the processor: `outside`.
 */
export function goOn(
  m: Mediation,
  begun: Telling,
  processor: number,
  frame: Frame,
  reply: boolean,
): Told | undefined {
  let state = begun;
  let answered = reply;
  for (;;) {
    if (answered) {
      const next = afterReply(m, state, frame);
      if ('refused' in next) return next;
      state = next;
    }
    const [partition] = state.left;
    if (partition === undefined) return { telling: state, refused: false };
    const stopped = answered && STOPPED.has(w(frame, 0));
    if (stopped) answer(frame, FFA_RUN, w(frame, 1));
    else ask(m, state, partition, frame);
    frame.fill(0, 16);
    const outside = m.behind.enter(processor, frame);
    if (outside !== ANSWERED) {
      m.tellings.set(processor, state);
      m.outside = outside;
      return undefined;
    }
    answered = true;
  }
}

function ask(m: Mediation, { event, slot }: Telling, partition: number, frame: Frame): void {
  frame.fill(0);
  frame[0] = FFA_MSG_SEND_DIRECT_REQ;
  frame[2] = packHalves(HYPERVISOR, partition);
  frame[4] = (FRAMEWORK | FUNCTION[event]) >>> 0;
  frame[10] = m.guests.idBehind[slot];
}

function afterReply(m: Mediation, state: Telling, frame: Frame): Telling | Told {
  const [partition = 0, ...left] = state.left;
  const more = state.repeats < m.limits.eventRepeats;
  const status = statusIn(state, partition, frame);
  if (AGAIN.has(status) && more) return { ...state, repeats: state.repeats + 1 };
  const next = { ...state, left, repeats: 0 };
  if (status === 0) return { ...next, told: [...state.told, partition] };
  if (state.event === 'created') return { telling: state, refused: true };
  // Nobody can stop a guest from going. Who has no time now is told later, everybody else knows, or never will.
  return AGAIN.has(status) ? { ...next, later: [...state.later, partition] } : next;
}

/** What a partition answers: 0 for agreement, INVALID_PARAMETERS for what is no answer. */
function statusIn({ event }: Telling, partition: number, frame: Frame): number {
  if (isError(frame)) return errorStatus(frame);
  if (STOPPED.has(w(frame, 0))) return STATUS.INTERRUPTED;
  const fits =
    w(frame, 0) === FFA_MSG_SEND_DIRECT_RESP &&
    upperHalf(w(frame, 1)) === partition &&
    w(frame, 2) === (FRAMEWORK | (FUNCTION[event] + 1)) >>> 0;
  return fits ? w(frame, 3) | 0 : STATUS.INVALID_PARAMETERS;
}
