import { openSync, writeSync } from 'node:fs';
import type { TraceEvent, TraceListener } from '../../core/board/trace.ts';
import { readRecordedEvent } from '../../core/decode/recorded-line.ts';
import { TextExporter } from '../../core/trace/text.ts';
import { CommandError } from './exit.ts';
import { TRACE_HEADER, traceJson } from './run-json.ts';

/** Writes what happens to a file, at once: what a machine that hangs did last is in it. Throws a CommandError when there can be none. */
export function recordTo(name: string): TraceListener {
  const file = opened(name);
  const began = performance.now();
  const put = (line: object) => writeSync(file, `${JSON.stringify(line)}\n`);
  put({ ...TRACE_HEADER, guest: 'a guest in QEMU' });
  return (event) => {
    put({ ...traceJson(event), t_us: Math.round((performance.now() - began) * 1000) });
  };
}

/** Prints what happens to the standard error, a line an event. */
export function traceToScreen(): TraceListener {
  const text = new TextExporter();
  return (event: TraceEvent) => {
    const recorded = readRecordedEvent(JSON.stringify(traceJson(event)), 1);
    if (typeof recorded === 'object' && !('ok' in recorded))
      process.stderr.write(text.event(recorded) + text.end());
  };
}

function opened(name: string): number {
  try {
    return openSync(name, 'w');
  } catch (error) {
    throw new CommandError(
      `cannot write ${name}: ${(error as Error).message}`,
      'Give a file that can be written.',
    );
  }
}
