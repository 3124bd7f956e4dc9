import { expect, test } from 'vitest';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { recorded, replayed } from '../replay/record.ts';

const FILE = `
memory: { dram: { base: 0x40000000, size: 1M }, secure: { base: 0x0e000000, size: 1M, secure: true } }
partitions:
  os: { id: 0, memory: [{ base: 0x40000000, size: 1M }], buffers: { tx: 0x40000000, rx: 0x40001000 } }
  parrot: { id: 0x8001, memory: [{ base: 0x0e000000, size: 64K }], buffers: { tx: 0x0e000000, rx: 0x0e001000 }, program: echo }
  bank: { id: 0x8002, memory: [{ base: 0x0e010000, size: 64K }], buffers: { tx: 0x0e010000, rx: 0x0e011000 }, program: loan }
steps:
  - { by: os, do: start }
  - { by: os, do: request, to: parrot, data: [7, 8], answer: [7, 8] }
  - { by: os, do: write, at: 0x40010000, bytes: "01 02" }
  - { by: os, do: share, to: { bank: RW }, memory: [0x40010000], as: loan }
  - { by: os, do: request, to: bank, data: [0x84000073, 5], answer: [0, 1, 3, 1] }
  - { by: os, do: read, at: 0x40010000, bytes: "fe fd" }
  - { by: os, do: reclaim, handle: loan }
`;

test('partitions of a machine file run the programs that it names', async () => {
  const reading = await readMachine(FILE, 'machine.yaml');
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  const missed: string[] = [];

  const { ok } = runScenario(reading.scenario, (event) => {
    if (event.kind === 'judged' && event.missed !== undefined) missed.push(event.missed);
  });

  expect(missed).toEqual([]);
  expect(ok).toBe(true);
  const { programs = {}, ...scenario } = reading.scenario;
  expect(
    replayed({ ...scenario, initialising: Object.keys(programs) }, recorded(reading.scenario)),
  ).toBeUndefined();
});
