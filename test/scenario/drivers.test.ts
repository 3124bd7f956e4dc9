/** Partitions of a scenario that have a driver. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { functionName } from '../../src/core/abi/functions.ts';
import { DRIVER_MODELS, driverNamed } from '../../src/core/driver/models/registry.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import type { Scenario } from '../../src/core/scenario/scenario.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';

async function scenarioIn(file: string): Promise<Scenario> {
  const reading = await readMachine(readFileSync(file, 'utf8'), file);
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  return reading.scenario;
}

/** The calls of a partition, step by step, and what is not as expected. */
function played(scenario: Scenario, by: string) {
  const steps: string[][] = [];
  const missed: string[] = [];
  runScenario(scenario, (event) => {
    if (event.kind === 'step') steps.push([]);
    else if (event.kind === 'judged') missed.push(...(event.missed === undefined ? [] : [event.missed]));
    else if (event.event.kind === 'call' && event.event.from === by)
      steps.at(-1)!.push(functionName(event.event.in[0]!));
  });
  return { steps, missed };
}

describe('machines/linux-driver.yaml', () => {
  test('makes the calls of Linux', async () => {
    const { steps, missed } = played(await scenarioIn('machines/linux-driver.yaml'), 'os');

    expect(missed).toEqual([]);
    expect(steps[1]).toEqual([
      'FFA_VERSION',
      'FFA_ID_GET',
      'FFA_FEATURES',
      'FFA_RXTX_MAP_64',
      ...['FFA_FEATURES', 'FFA_FEATURES', 'FFA_FEATURES'],
      'FFA_NOTIFICATION_BITMAP_CREATE',
      ...['FFA_FEATURES', 'FFA_FEATURES', 'FFA_FEATURES'],
      ...['FFA_PARTITION_INFO_GET_REGS', 'FFA_PARTITION_INFO_GET_REGS'],
    ]);
    expect(steps[3]).toEqual(['FFA_MEM_SHARE_64', 'FFA_MEM_FRAG_TX']);
    expect(steps[8]).toEqual(['FFA_MSG_SEND_DIRECT_REQ_64']);
    expect(steps[12]).toEqual([]);
    expect(steps[13]).toEqual(['FFA_NOTIFICATION_BITMAP_DESTROY', 'FFA_RXTX_UNMAP']);
  });

  test.each(DRIVER_MODELS.map(({ name }) => [name]))('starts and ends with the driver %s', async (name) => {
    const scenario = await scenarioIn('machines/linux-driver.yaml');
    const first = { ...scenario, drivers: { os: driverNamed(name) }, steps: scenario.steps.slice(0, 3) };
    const last = { by: 'os', act: { verb: 'unmap' } } as const;

    // U-Boot takes the maximum that this manager tells later versions only, and not U-Boot.
    expect(played({ ...first, steps: [...first.steps, last] }, 'os').missed).toEqual([]);
  });
});

describe('an error number', () => {
  const missedWith = async (errno: 'EACCES' | 'EBUSY', refused?: string) => {
    const scenario = await scenarioIn('machines/linux-driver.yaml');
    const { steps } = scenario;
    const expectation = { errno, ...(refused === undefined ? {} : { refused }) };
    const changed = steps.map((step, index) => (index === 5 ? { ...step, expect: expectation } : step));
    return played({ ...scenario, steps: changed }, 'os').missed;
  };

  test.each([
    ['EACCES', undefined, []],
    ['EACCES', 'reclaim/held', []],
    ['EBUSY', undefined, ['it was refused: reclaim/held, DENIED, EACCES']],
    ['EBUSY', 'reclaim/held', ['it was refused: reclaim/held, DENIED, EACCES']],
    ['EACCES', 'reclaim/unknown-handle', ['it was refused: reclaim/held, DENIED, EACCES']],
  ] as const)('%s, refused by %s', async (errno, refused, missed) => {
    expect(await missedWith(errno, refused)).toEqual(missed);
  });
});
