/** Recordings in, files of other formats out. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type RunEvent, runScenario } from '../../src/core/scenario/runner.ts';
import { EXPORTERS } from '../../src/core/trace/exporters.ts';
import { TraceLines } from '../../src/core/trace/trace-lines.ts';
import { eventJson, TRACE_HEADER } from '../../src/node/cli/run-json.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';

export const CAPTURES = [
  'linux-7.2-notifications',
  'linux-7.2-probe-optee',
  'linux-7.2-share-1mib-scattered',
  'linux-7.2-spmc-v1.1-share',
].map((name) => `test/fixtures/captures/${name}.ndjson`);

/** What a recording is in another format. Throws for a line that cannot be read. */
export function exported(format: string, text: string): string {
  return exportedBytes(format, text).toString();
}

/** The same for a format that is not text. */
export function exportedBytes(format: string, text: string): Buffer {
  const reader = new TraceLines();
  const exporter = EXPORTERS.find(({ name }) => name === format)!.create();
  const parts = [exporter.begin('')];
  for (const line of text.split('\n')) {
    const read = reader.read(line);
    if ('ok' in read) throw new Error(JSON.stringify(read));
    if (read.kind === 'event') parts.push(exporter.event(read.event));
  }
  parts.push(exporter.end());
  return Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))),
  );
}

/** A recording of these events behind a header. */
export function recordingOf(events: readonly object[]): string {
  return [TRACE_HEADER, ...events].map((event) => JSON.stringify(event)).join('\n');
}

/** A register of 64 bits, as recordings write it. */
export const REGISTER: fc.Arbitrary<string> = fc
  .bigInt({ min: 0n, max: (1n << 64n) - 1n })
  .map((value) => `0x${value.toString(16)}`);

/** A call from registers as numbers. */
export function call(
  seq: number,
  from: string,
  question: readonly number[],
  answer: readonly number[],
  more: object = {},
): object {
  const hex = (registers: readonly number[]) => registers.map((value) => `0x${value.toString(16)}`);
  return { kind: 'call', seq, from, cpu: 0, in: hex(question), out: hex(answer), next: from, ...more };
}

/** The recording of a machine file that is played. */
export async function played(file: string): Promise<string> {
  const reading = await readMachine(readFileSync(file, 'utf8'), file);
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  const events: RunEvent[] = [];
  runScenario(reading.scenario, (event) => events.push(event));
  return recordingOf(events.map((event) => eventJson(event)));
}
