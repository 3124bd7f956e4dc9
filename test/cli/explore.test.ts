/** `tantalum explore` as a user meets it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { PROGRAM, ROOT, tantalum } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'tantalum-explore-'));
afterAll(() => rmSync(folder, { recursive: true }));

const explore = (...args: readonly string[]) => tantalum(['explore', ...args]);

test('says what was explored, and ends with 0 when nothing is wrong', () => {
  const { code, out } = explore('--calls', '400', '--workers', '1');

  const [first, aside, met] = out.split('\n');
  expect(first).toBe('400 calls on 1 walk, against 24 invariants');
  expect(aside).toBe('the specification was left aside: on 1 of 5 machines its hypervisor mediates');
  expect(met).toMatch(/^\d+ of \d+ parts of the specification were met/);
  expect(out).toMatch(/all as it has to be\n$/);
  expect(code).toBe(0);
});

test('shards, merged, report what the whole does, however many workers take part', () => {
  const calls = ['--calls', '21500', '--no-model', '--json'];
  const shards = [1, 2].map((part) => join(folder, `shard-${part}`));
  shards.forEach((out, index) => {
    expect(explore(...calls, '--workers', '1', '--shard', `${index + 1}/2`, '--out', out).code).toBe(0);
  });

  const merged = explore('--merge', ...shards, '--json');

  expect(merged.out).toBe(explore(...calls, '--workers', '2').out);
  const { rules, ...report } = JSON.parse(merged.out);
  expect(report).toEqual({
    campaign: { seed: 1, calls: 21_500, faults: false, model: false },
    ...{ walks: 22, calls: 21_500, found: [] },
  });
  expect(rules['send/not-owner']).toBeGreaterThan(0);
}, 600_000);

test('goes on where it was stopped with Ctrl-C, which ends with 130', async () => {
  const args = [
    'explore',
    '--calls',
    '60000',
    '--no-model',
    '--workers',
    '1',
    '--out',
    join(folder, 'stopped'),
  ];
  const program = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: Buffer[] = [];
  program.stderr.on('data', (part: Buffer) => said.push(part));
  while (!readdirSync(folder).includes('stopped')) await new Promise((resolve) => setTimeout(resolve, 20));
  program.kill('SIGINT');
  const [code] = await once(program, 'close');

  expect(code).toBe(130);
  expect(Buffer.concat(said).toString()).toMatch(
    /^tantalum: stopped with \d of 3 batches finished; the same command/,
  );
  expect(tantalum(args).out).toMatch(/^60,000 calls on 60 walks/);
}, 600_000);

describe('says what is wrong, and what to do', () => {
  const taken = join(folder, 'taken');
  writeFileSync(
    join(folder, 'alone.yaml'),
    'memory: { dram: { base: 0x10000, size: 4K } }\npartitions: {}\n',
  );

  it.each<[string, readonly string[], string]>([
    ['a shard that is none', ['--shard', '5/4'], '1/4, 2/4, 3/4 or 4/4'],
    ['a seed that is none', ['--seed', 'x'], 'a whole number from 0 to 4294967295'],
    ['a machine with nobody', ['--machine', join(folder, 'alone.yaml')], 'it has no two partitions'],
    ['a machine that is not there', ['--machine', '/no/such/file'], '/no/such/file'],
    ['a time that is none', ['--board', 'qemu', '--for', '5'], '90s, 30m or 1h'],
    ['a time for no guest', ['--for', '5s'], '--for is for the QEMU board'],
    [
      'a machine for a guest',
      ['--board', 'qemu', '--machine', 'machines/three-worlds.yaml'],
      'the machine of the QEMU board is its own',
    ],
    [
      'QEMU that is not there',
      ['--board', 'qemu', '--calls', '20', '--qemu', 'qemu-of-tomorrow'],
      'qemu-of-tomorrow is not installed',
    ],
    ['a folder without a campaign', ['--merge', folder], 'has no campaign'],
    ['a folder where none can be made', ['--out', '/proc/tantalum'], '/proc/tantalum cannot be worked in'],
  ])('%s', (_, args, message) => {
    const { code, err } = explore(...args);

    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('a folder that has another campaign', () => {
    expect(explore('--calls', '50', '--out', taken).code).toBe(0);

    const { code, err } = explore('--calls', '60', '--out', taken);

    expect(err).toContain('another campaign');
    expect(err).toContain('--out');
    expect(code).toBe(2);
  });
});
