import { describe, expect, test } from 'vitest';
import { BOOT_CASES } from './boot-cases.ts';
import { DRIVER_CASES } from './driver-cases.ts';
import { MACHINE_CASES } from './machine-cases.ts';
import { NAME_CASES } from './name-cases.ts';
import { SENSE_CASES } from './sense-cases.ts';
import { STEP_CASES } from './step-cases.ts';
import { mistakesOf, withSteps } from './support.ts';
import { YAML_CASES } from './yaml-cases.ts';

describe.each([
  ['what YAML rules out', YAML_CASES],
  ['keys and values of the machine', MACHINE_CASES],
  ['how partitions start', BOOT_CASES],
  ['machines that cannot be', SENSE_CASES],
  ['drivers', DRIVER_CASES],
  ['keys and values of steps', STEP_CASES],
  ['names that steps use', NAME_CASES],
])('%s', (_, cases) => {
  test.each(cases)('$name', async ({ text, mistakes }) => {
    expect(await mistakesOf(text)).toEqual(mistakes);
  });
});

test('R21: who calls a function by the name it had as SPCI is told its name', async () => {
  expect(await mistakesOf(withSteps('- { by: os, do: call, function: SPCI_MEM_SHARE }'))).toEqual([
    '4:33: function is "SPCI_MEM_SHARE", expected the name of an FF-A function, or a function id; did you mean FFA_MEM_SHARE?',
  ]);
});

test('no case is there twice', () => {
  const texts = [
    ...YAML_CASES,
    ...MACHINE_CASES,
    ...BOOT_CASES,
    ...SENSE_CASES,
    ...DRIVER_CASES,
    ...STEP_CASES,
    ...NAME_CASES,
  ].map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
});
