/** What walks have found in this manager, and it does no more: each is a scenario in `found/`, as it was written when it was found. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';

const FOLDER = 'test/explore/found';

test.each(readdirSync(FOLDER))('%s', async (name) => {
  const reading = await readMachine(readFileSync(`${FOLDER}/${name}`, 'utf8'), name);
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  const missed: string[] = [];

  runScenario(reading.scenario, (event) => {
    if (event.kind === 'judged' && event.missed !== undefined) missed.push(event.missed);
  });

  expect(missed).toEqual([]);
});
