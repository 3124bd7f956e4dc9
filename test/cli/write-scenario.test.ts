/** What was found and cannot be written down. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { provingGround } from '../../src/core/explore/ground.ts';
import { CommandError } from '../../src/node/cli/exit.ts';
import { makeScenarioFolder, writeScenario } from '../../src/node/cli/write-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'tantalum-found-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCENARIO = { about: 'Something is wrong.', steps: [] };

test('a scenario is written where it was asked for', () => {
  const file = writeScenario(folder, 'found-1-2.yaml', provingGround(), SCENARIO);

  expect(file).toBe(join(folder, 'found-1-2.yaml'));
  expect(readFileSync(file, 'utf8')).toMatch(/^about: Something is wrong\.\n/);
});

test('its folder is made beforehand, with those above it', () => {
  const below = join(folder, 'one', 'two');

  makeScenarioFolder(below);

  expect(statSync(below).isDirectory()).toBe(true);
});

test.each<[string, string]>([
  ['no folder', join(folder, 'nowhere')],
  ['a file that is a folder', folder],
])('with %s the user is told, and what to do', (_, where) => {
  mkdirSync(join(folder, 'taken'), { recursive: true });

  const write = () => writeScenario(where, 'taken', provingGround(), SCENARIO);

  expect(write).toThrow(CommandError);
  expect(write).toThrow(/^something is wrong, and its scenario cannot be written: /);
});
