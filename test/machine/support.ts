/** Reading texts as machine files. */

import path from 'node:path';
import type { Act } from '../../src/core/scenario/act.ts';
import type { Scenario } from '../../src/core/scenario/scenario.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';

export const ROOT: string = path.resolve(import.meta.dirname, '../..');
export const MANIFESTS: string = path.join(ROOT, 'test/fixtures/manifests');

/** Manifests named in the texts are those of the fixtures. */
const FILE = path.join(MANIFESTS, 'machine.yaml');

/** What is wrong with a file: "line:column: what, expected what". */
export async function mistakesOf(text: string): Promise<readonly string[]> {
  const reading = await readMachine(text, FILE);
  if (reading.ok) return [];
  return reading.mistakes.map(
    ({ line, column, what, expected }) =>
      `${line}:${column}: ${what.replaceAll(`${MANIFESTS}/`, '')}, expected ${expected}`,
  );
}

/** What a good file means. */
export async function scenarioOf(text: string): Promise<Scenario> {
  const reading = await readMachine(text, FILE);
  if (!reading.ok) throw new Error((await mistakesOf(text)).join('\n'));
  return reading.scenario;
}

/** A machine for tables of steps, which begin in line 4: an OS, and a guest with two contexts. */
export function withSteps(steps: string): string {
  return `memory: { dram: { base: 0x40000000, size: 16M } }
partitions: { os: { id: 0, memory: [{ base: 0x40000000, size: 1M }] }, guest: { id: 1, contexts: 2 } }
steps:
${steps}
`;
}

/** What the first step does. */
export async function actOf(step: string): Promise<Act> {
  const { steps } = await scenarioOf(withSteps(step));
  return steps[0]!.act;
}
