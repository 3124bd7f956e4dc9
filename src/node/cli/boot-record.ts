import { openSync, writeSync } from 'node:fs';
import type { MachineSpec } from '../../core/board/machine.ts';
import type { TraceEvent, TraceListener } from '../../core/board/trace.ts';
import { readRecordedEvent } from '../../core/decode/recorded-line.ts';
import { TextExporter } from '../../core/trace/text.ts';
import { type Happened, MachineClock } from './boot-story.ts';
import { runHeader, traceJson } from './run-json.ts';
import { unwritable } from './sink.ts';

/** What is recorded. */
export interface Recorded {
  readonly machine: MachineSpec;
  /** Partitions that have their first run before their eyes. */
  readonly initialising: readonly string[];
  /** What makes the calls. */
  readonly guest: string;
  /** What has happened on the machine, before it came here. */
  readonly happened?: readonly Happened[];
}

/** The first line of a recording, with the machine it is of. */
export function headerOf({ machine, initialising, guest }: Recorded): object {
  return { ...runHeader({ machine, initialising }), guest };
}

/** Hands on the other lines: of what has happened before, and of what happens, at once. */
export function recordEvents({ happened = [] }: Recorded, put: (line: string) => void): TraceListener {
  const clock = new MachineClock(happened);
  const lineOf = (event: TraceEvent, us: number) => JSON.stringify({ ...traceJson(event), t_us: us });
  for (const { event, us } of happened) put(lineOf(event, us));
  return (event) => put(lineOf(event, clock.now));
}

/**
 * Writes what happens to a file, so that what a machine that hangs did last is in it. Throws a CommandError when there can be none, and
 * when there is no more room for what happens.
 */
export function recordTo(name: string, recorded: Recorded): TraceListener {
  const file = opened(name);
  const put = (line: string) => {
    try {
      writeSync(file, `${line}\n`);
    } catch (error) {
      throw unwritable(name, error as NodeJS.ErrnoException);
    }
  };
  put(JSON.stringify(headerOf(recorded)));
  return recordEvents(recorded, put);
}

/** Prints what happens to the standard error, a line an event. */
export function traceToScreen(): TraceListener {
  const text = new TextExporter();
  return (event) => process.stderr.write(linesOf(event, text));
}

/** Prints nothing but accesses that the machine has refused the guest. */
export function faultsToScreen(): TraceListener {
  const text = new TextExporter();
  return (event) => {
    if (event.kind === 'fault') process.stderr.write(`tantalum: ${linesOf(event, text).trimStart()}`);
  };
}

function linesOf(event: TraceEvent, text: TextExporter): string {
  const recorded = readRecordedEvent(JSON.stringify(traceJson(event)), 1);
  return typeof recorded === 'object' && !('ok' in recorded) ? text.event(recorded) + text.end() : '';
}

function opened(name: string): number {
  try {
    return openSync(name, 'w');
  } catch (error) {
    throw unwritable(name, error as NodeJS.ErrnoException);
  }
}
