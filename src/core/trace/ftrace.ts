/**
 * Lines of ftrace: calls of FF-A as pKVM prints them, which `decode/host-call.ts` describes and reads, and requests to Gunyah's resource
 * manager as `memory-events.ts` has them.
 */

import { errorStatus, type Frame, isError, w, x } from '../abi/frame.ts';
import { isFfaId } from '../abi/functions.ts';
import type { RecordedCall, RecordedEvent, RecordedRequest } from '../decode/recorded-event.ts';
import { type Span, TraceClock } from './clock.ts';
import { callerText } from './event-text.ts';
import type { Exporter } from './exporter.ts';
import { memoryEvents } from './memory-events.ts';

const MICROSECONDS = 1_000_000;
/** As wide as kernels print the name of a task. */
const TASK = 16;

/** Writes the FF-A calls of a recording, and the requests about memory. */
export class FtraceExporter implements Exporter {
  readonly #clock = new TraceClock();

  begin(): string {
    return '';
  }

  event(event: RecordedEvent): string {
    const span = this.#clock.spanOf(event);
    if (event.kind === 'request') return requestLines(event, span).join('');
    return event.kind === 'call' && isFfaId(w(event.in, 0)) ? callLine(event, span) : '';
  }

  end(): string {
    return '';
  }
}

/** As the hypervisor's own buffer has it: without a task. */
function callLine({ cpu, in: question, out }: RecordedCall, { start }: Span): string {
  const [a1, a2, a3, a4] = [1, 2, 3, 4].map((register) => hex(out, register));
  const status = out !== undefined && isError(out) ? errorStatus(out) : 0;
  const fields = `ffa_func=0x${w(question, 0).toString(16)} a1=0x${a1} a2=0x${a2} a3=0x${a3} a4=${a4}`;
  const outcome = `handled=${out === undefined ? 0 : 1} err=${status}`;
  return `[${processor(cpu)}]\t${seconds(start)}: host_ffa_call ${fields} ${outcome}\n`;
}

/** As a kernel's buffer has it. The VM stands where the task is. */
function requestLines(request: RecordedRequest, { start, end }: Span): readonly string[] {
  const { caller, cpu } = request;
  const task = callerText({ caller, cpu: 0 }).replace(/[^!-~]/g, '_');
  const before = `${task.padStart(TASK)}-0       [${processor(cpu)}] ..... `;
  return memoryEvents(request).map(
    ({ name, text, when }) => `${before}${seconds(when === 'asked' ? start : end)}: ${name}: ${text}\n`,
  );
}

function processor(cpu: number): string {
  return String(cpu).padStart(3, '0');
}

function seconds(microseconds: number): string {
  const whole = Math.floor(microseconds);
  const rest = String(whole % MICROSECONDS).padStart(6, '0');
  return `${String(Math.floor(whole / MICROSECONDS)).padStart(5)}.${rest}`;
}

function hex(frame: Frame | undefined, register: number): string {
  return frame === undefined ? '0' : x(frame, register).toString(16);
}
