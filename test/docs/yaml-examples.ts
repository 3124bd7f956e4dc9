/** The examples in the documentation that are machine files, or steps that continue one. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { type RunEvent, runScenario } from '../../src/core/scenario/runner.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';

export interface Example {
  readonly line: number;
  readonly text: string;
}

/** A page of docs/. */
export function pageNamed(name: string): string {
  return readFileSync(path.resolve(import.meta.dirname, '../../docs', name), 'utf8');
}

/** The examples of a page: whole files, and steps that belong to the last whole file before the first of them, as whole files. */
export function yamlExamples(page: string): {
  readonly files: readonly Example[];
  readonly steps: readonly Example[];
} {
  const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) => ({
    line: page.slice(0, match.index).split('\n').length + 1,
    text: match[1] ?? '',
  }));
  const files = examples.filter(({ text }) => !text.startsWith('-'));
  const steps = examples.filter(({ text }) => text.startsWith('-'));
  const machine = files.findLast(({ line }) => line < (steps[0]?.line ?? 0))?.text ?? '';
  return {
    files,
    steps: steps.map(({ line, text }) => ({ line, text: machine + text.replace(/^(?=.)/gm, '  ') })),
  };
}

/** Plays an example to its end. */
export async function play(text: string) {
  const reading = await readMachine(text, 'docs/example.yaml');
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes, undefined, 2));
  const events: RunEvent[] = [];
  const result = runScenario(reading.scenario, (event) => events.push(event));
  return { result, events, verbs: reading.scenario.steps.map(({ act }) => act.verb) };
}

/** What the steps of an example did not bring. */
export async function missedIn(text: string): Promise<readonly string[]> {
  const { events, verbs } = await play(text);
  expect(events.filter(({ kind }) => kind === 'judged')).toHaveLength(verbs.length);
  return events.flatMap((event) =>
    event.kind === 'judged' && event.missed !== undefined ? [`step ${event.index + 1}: ${event.missed}`] : [],
  );
}
