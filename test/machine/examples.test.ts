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
    expect(steps).toBeGreaterThan(20);
  });

  test('is played by npm start, and told of in the README', () => {
    expect(JSON.parse(readFileSync('package.json', 'utf8')).scripts.start).toContain(`run ${file}`);
    expect(readFileSync('README.md', 'utf8')).toContain(`\`${file}\``);
  });
});
