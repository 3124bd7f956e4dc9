/** What goes wrong is shortened, and becomes a scenario that plays. */

import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { provingGround } from '../../src/core/explore/ground.ts';
import { Lab } from '../../src/core/explore/lab.ts';
import { replay, shrink } from '../../src/core/explore/shrink.ts';
import { toScenario } from '../../src/core/explore/to-scenario.ts';
import { walk } from '../../src/core/explore/walk.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { machineFile } from '../../src/node/machine/write-machine.ts';

/** A manager with a defect: what is lent stays with its owner, too. */
function defective(): Lab {
  const lab = new Lab(provingGround(), { model: true });
  const { ledger } = lab.stand.built;
  const open = ledger.open.bind(ledger);
  ledger.open = (owner, kind, _kept, physical, base) => open(owner, kind, 7, physical, base);
  return lab;
}

test('a walk that fails is cut down to a few moves, which fail alike', () => {
  const lab = defective();
  const finding = walk(lab, { seed: 5, walk: 0, calls: 1000, faults: false })!;
  const shrunk = shrink(lab, finding);

  expect(shrunk.breach.invariant.id).toBe(finding.breach.invariant.id);
  expect(shrunk.moves.length).toBeLessThanOrEqual(10);
  expect(replay(lab, shrunk.moves, shrunk.ended)?.breach.problem).toBe(shrunk.breach.problem);
});

test('they play as a scenario, in which a manager without the defect does as the specification says', async () => {
  const lab = defective();
  const finding = walk(lab, { seed: 5, walk: 0, calls: 1000, faults: false })!;
  const found = toScenario(lab, shrink(lab, finding));
  const file = stringify({ ...machineFile(lab.stand.spec), ...found });

  const reading = await readMachine(file, 'found.yaml');

  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  expect(found.about).toMatch(/\(\S+, users 3\.1/);
  expect(runScenario(reading.scenario, () => {}).missed).toBe(0);
});
