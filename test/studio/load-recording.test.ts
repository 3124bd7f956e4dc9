/** How the worker reads a recording: as a stream, with the machine that it tells, or without. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { runHeader, traceJson } from '../../src/node/cli/run-json.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { overviewOf } from '../../src/studio/model/run/follow-overview.ts';
import { loadRecording } from '../../src/studio/worker/load-recording.ts';
import { toldMachine } from '../../src/studio/worker/told-machine.ts';
import { timelineIn } from '../timeline/support.ts';

const THREE = 'machines/three-worlds.yaml';

/** The recording of a machine file that was played. */
async function recording(file: string): Promise<string> {
  const reading = await readMachine(readFileSync(file, 'utf8'), file);
  if (!reading.ok) throw new Error(`${file} cannot be read`);
  const lines = [JSON.stringify(runHeader(reading.scenario))];
  runScenario(reading.scenario, (event) => {
    if (event.kind === 'trace') lines.push(JSON.stringify(traceJson(event.event)));
  });
  return `${lines.join('\n')}\n`;
}

/** A stream of so many bytes at a time. */
function streamOf(text: string, length: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += length) controller.enqueue(bytes.slice(at, at + length));
      controller.close();
    },
  });
}

test.each([1000, 1_000_000])('a recording that comes in parts of %i bytes is the run', async (length) => {
  const text = await recording(THREE);
  const told: (readonly [number, number])[] = [];

  const loaded = await loadRecording(streamOf(text, length), toldMachine, (...progress) => {
    told.push(progress);
  });

  expect(loaded).toMatchObject({ ok: true, notes: [] });
  const whole = await timelineIn(THREE);
  expect(loaded.ok && overviewOf(loaded.answers.timeline)).toEqual(overviewOf(whole));
  expect(told.length).toBe(Math.ceil(text.length / length));
  expect(told.at(-1)).toEqual([text.length, whole.events.length]);
});

test('a recording that tells no machine says so', async () => {
  const [, ...lines] = (await recording(THREE)).split('\n');
  const text = ['{"format":"ffa-trace","version":1}', ...lines].join('\n');

  const loaded = await loadRecording(streamOf(text, 5000), toldMachine, () => undefined);

  expect(loaded).toMatchObject({ ok: true, notes: [expect.stringContaining('does not tell its machine')] });
});

test.each([
  ['', 'no call'],
  ['{"format":"ffa-trace","version":1}\n', 'there is no call in it'],
])('a file without calls is none: %j', async (text, what) => {
  const loaded = await loadRecording(streamOf(text, 10), toldMachine, () => undefined);

  expect(loaded).toMatchObject({ ok: false, mistakes: [{ what: expect.stringContaining(what) }] });
});
