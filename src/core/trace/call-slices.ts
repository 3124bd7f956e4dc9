import { isError, w } from '../abi/frame.ts';
import { functionName } from '../abi/functions.ts';
import type { RecordedCall } from '../decode/recorded-event.ts';
import { callArgs } from './call-args.ts';
import type { ChromeEvent } from './chrome-event.ts';
import type { Span } from './clock.ts';
import { MACHINE } from './tracks.ts';

const ARROW = { name: 'processor', cat: 'processor', pid: MACHINE } as const;

/** A call that waits for the processor to come back. */
interface Waiting {
  readonly tid: number;
  readonly caller: string;
  readonly slice: { readonly name: string; readonly cat: string; readonly pid: number };
}

/** An arrow that has not reached a call yet. */
interface Arrow {
  readonly id: number;
}

/**
 * Slices of calls, and arrows along which the processor goes from endpoint to endpoint. A call that hands the processor over lasts
 * until it comes back.
 */
export class CallSlices {
  /** By track. */
  readonly #waiting = new Map<number, Waiting>();
  /** By the name of the endpoint that has the processor and has not called yet. */
  readonly #arrows = new Map<string, Arrow>();
  #arrowCount = 0;

  call(call: RecordedCall, tid: number, span: Span): readonly ChromeEvent[] {
    const { in: question, out, caller, next } = call;
    // An error may be for another: whoever waited for one that aborts.
    const own = next === undefined || next === caller;
    const refused = call.refusal !== undefined || (own && out !== undefined && isError(out));
    const slice = {
      name: functionName(w(question, 0)),
      cat: refused ? 'call,refused' : 'call',
      pid: MACHINE,
    };
    const args = callArgs(call);
    const before = [...this.resume(tid, span.start)];
    const goesOver = next !== undefined && next !== '' && next !== caller;
    if (!goesOver) {
      const whole = { ...slice, tid, ph: 'X', ts: span.start, dur: span.end - span.start, args } as const;
      return [...before, whole, ...this.#arrive(caller, tid, span.start)];
    }
    const begin = { ...slice, tid, ph: 'B', ts: span.start, args } as const;
    const arrived = this.#arrive(caller, tid, span.start);
    this.#waiting.set(tid, { tid, caller, slice });
    return [...before, begin, ...arrived, ...this.#goOver(next, tid, span)];
  }

  /** Ends what waits on a track, because something else happens there. */
  resume(tid: number, ts: number): readonly ChromeEvent[] {
    const waiting = this.#waiting.get(tid);
    this.#waiting.delete(tid);
    return waiting === undefined ? [] : [{ ...waiting.slice, ph: 'E', tid, ts }];
  }

  /** Ends what is still open. */
  end(tid: number, ts: number): readonly ChromeEvent[] {
    const lost = [...this.#arrows.values()].map(({ id }) => arrowEnd(id, tid, ts));
    this.#arrows.clear();
    return [...lost, ...[...this.#waiting.keys()].flatMap((waiting) => this.resume(waiting, ts))];
  }

  #goOver(next: string, tid: number, { start, end }: Span): readonly ChromeEvent[] {
    const id = ++this.#arrowCount;
    const begin: ChromeEvent = { ...ARROW, ph: 's', id, tid, ts: start };
    const waiting = [...this.#waiting.values()].findLast(({ caller }) => caller === next);
    if (waiting !== undefined)
      return [begin, arrowEnd(id, waiting.tid, end), ...this.resume(waiting.tid, end)];
    const overtaken = this.#arrows.get(next);
    this.#arrows.set(next, { id });
    return overtaken === undefined ? [begin] : [begin, arrowEnd(overtaken.id, tid, start)];
  }

  #arrive(caller: string, tid: number, ts: number): readonly ChromeEvent[] {
    const arrow = this.#arrows.get(caller);
    this.#arrows.delete(caller);
    return arrow === undefined ? [] : [arrowEnd(arrow.id, tid, ts)];
  }
}

function arrowEnd(id: number, tid: number, ts: number): ChromeEvent {
  return { ...ARROW, ph: 'f', bp: 'e', id, tid, ts };
}
