/** The machines that come with the project. */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';

const FILES = readdirSync('machines')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => `machines/${name}`);

describe.each(FILES)('%s', (file) => {
  test('comes as expected', async () => {
    const reading = await readMachine(readFileSync(file, 'utf8'), file);
    if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
    const missed: string[] = [];
    const { steps } = runScenario(reading.scenario, (event) => {
      if (event.kind === 'judged' && event.missed !== undefined)
        missed.push(`line ${reading.lines[event.index]}: ${event.missed}`);
    });
    expect(missed).toEqual([]);
    expect(steps).toBe(reading.scenario.steps.length);
  });

  test('is told of in the README, and played by npm start if it has steps', async () => {
    const reading = await readMachine(readFileSync(file, 'utf8'), file);
    const { start } = JSON.parse(readFileSync('package.json', 'utf8')).scripts;

    expect(start.includes(`run ${file}`)).toBe(reading.ok && reading.scenario.steps.length > 0);
    expect(readFileSync('README.md', 'utf8')).toContain(`\`${file}\``);
  });
});
