/** Calls as lines of `host_ffa_call`, which `decode/host-call.ts` describes and reads. */

import { errorStatus, type Frame, isError, w, x } from '../abi/frame.ts';
import { isFfaId } from '../abi/functions.ts';
import type { RecordedCall, RecordedEvent } from '../decode/recorded-event.ts';
import { TraceClock } from './clock.ts';
import type { Exporter } from './exporter.ts';

const MICROSECONDS = 1_000_000;

/** Writes the FF-A calls of a recording. */
export class FtraceExporter implements Exporter {
  readonly #clock = new TraceClock();

  begin(): string {
    return '';
  }

  event(event: RecordedEvent): string {
    const { start } = this.#clock.spanOf(event);
    return event.kind === 'call' && isFfaId(w(event.in, 0)) ? `${ftraceLine(event, start)}\n` : '';
  }

  end(): string {
    return '';
  }
}

function ftraceLine({ cpu, in: question, out }: RecordedCall, microseconds: number): string {
  const whole = Math.floor(microseconds);
  const seconds = String(Math.floor(whole / MICROSECONDS)).padStart(5);
  const rest = String(whole % MICROSECONDS).padStart(6, '0');
  const [a1, a2, a3, a4] = [1, 2, 3, 4].map((register) => hex(out, register));
  const status = out !== undefined && isError(out) ? errorStatus(out) : 0;
  const fields = `ffa_func=0x${w(question, 0).toString(16)} a1=0x${a1} a2=0x${a2} a3=0x${a3} a4=${a4}`;
  const outcome = `handled=${out === undefined ? 0 : 1} err=${status}`;
  return `[${String(cpu).padStart(3, '0')}]\t${seconds}.${rest}: host_ffa_call ${fields} ${outcome}`;
}

function hex(frame: Frame | undefined, register: number): string {
  return frame === undefined ? '0' : x(frame, register).toString(16);
}
