import { expect, test } from 'vitest';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import type { Act } from '../../src/core/scenario/act.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import type { Scenario, Step } from '../../src/core/scenario/scenario.ts';
import { RunText } from '../../src/node/cli/run-text.ts';
import { MACHINE, OS_BUFFERS, VAULT_BUFFERS } from '../board/machine.ts';

/** Vault understands everything. */
const TALKATIVE: MachineSpec = {
  ...MACHINE,
  partitions: MACHINE.partitions.map((partition) =>
    partition.name === 'vault' ? { ...partition, properties: 0x70f } : partition,
  ),
};
const STARTED: readonly Step[] = [
  { by: 'os', act: { verb: 'start', buffers: OS_BUFFERS } },
  { by: 'vault', act: { verb: 'start', buffers: VAULT_BUFFERS } },
];
const os = (act: Act): Step => ({ by: 'os', act });
const vault = (act: Act): Step => ({ by: 'vault', act });

/** What is told of steps after both partitions have started, without the calls. */
function told(...steps: readonly Step[]): readonly string[] {
  const scenario: Scenario = { machine: TALKATIVE, steps: [...STARTED, ...steps] };
  const terminal = { width: 100, paint: (_: string, text: string) => text };
  const text = new RunText(scenario, terminal, { placeOf: () => 'here', calls: false });
  const lines: string[] = [];
  runScenario(scenario, (event) => {
    lines.push(...text.lines(event));
  });
  return lines.slice(lines.findIndex((line) => line.startsWith('  3')));
}

test('lines that a guest prints are shown, and obeyed by no terminal', () => {
  const coloured = vault({
    verb: 'call',
    function: 'FFA_CONSOLE_LOG',
    args: { 1: 8, 2: 0x6d31_5b1b, 3: 0x0aff_2121 },
  });

  expect(told(coloured)).toContain('       prints      \\x1b[1m!!\\xff');
});

test('interrupts are told: of partitions, and of the scheduler', () => {
  const lines = told(
    vault({ verb: 'bind', to: 'os', bits: 1n }),
    os({ verb: 'notify', to: 'vault', bits: 1n }),
    os({ verb: 'request', to: 'vault' }),
    vault({ verb: 'preempt' }),
    os({ verb: 'run', to: 'vault' }),
    vault({ verb: 'respond' }),
  );

  expect(lines).toEqual([
    '  3  vault  bind os 0x1  ok',
    '  4  os  notify vault 0x1',
    '       interrupt   schedule receiver',
    '     ok',
    '  5  os  request vault',
    '  6  vault  preempt',
    '     vault is interrupted, os goes on',
    '     ok',
    '  7  os  run vault',
    '  8  vault  respond  ok',
    '     step 5 ok',
    '     step 7 ok',
  ]);
});

test('a step that does not come as expected says what had to come', () => {
  const lines = told(
    os({ verb: 'message', to: 'vault', bytes: Uint8Array.of(1, 2) }),
    vault({ verb: 'notifications', normal: 1n, framework: 0n }),
    vault({ verb: 'receive', from: 'hidden', bytes: Uint8Array.of(1, 2) }),
  );

  expect(lines.filter((line) => line.includes('not as expected') || line.includes('expected '))).toEqual([
    '     not as expected: normal is 0x0, framework is 0x100000000',
    '       expected success with normal 0x1, framework 0x0',
    '     not as expected: it is from os',
    '       expected success with from hidden, 01 02',
  ]);
});
