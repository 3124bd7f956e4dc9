/** `tantalum explore --exhaustive` as a user meets it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { PROGRAM, ROOT, tantalum } from './support.ts';

const explore = (...args: readonly string[]) => tantalum(['explore', '--exhaustive', ...args]);

test('says that a world is closed, and what was met in it', () => {
  const { code, out } = explore('loans-small');

  expect(out).toMatch(/^loans-small: .*\n445 states, 16,049 edges, [\d,]+ calls, depth 13\n/);
  expect(out).toMatch(/rules seen: .*reclaim\/held/s);
  expect(out).toMatch(/^held against the invariants alone; --specification asks/m);
  expect(out).toMatch(/closed: there is no other state, and all is as it has to be\n$/);
  expect(code).toBe(0);
}, 120_000);

test('says the same to programs', () => {
  const { code, out } = explore('loans-small', '--json');

  expect(JSON.parse(out)).toMatchObject({
    world: 'loans-small',
    closed: true,
    states: 445,
    edges: 16_049,
    depth: 13,
  });
  expect(code).toBe(0);
}, 120_000);

test('lists the worlds when there is none of that name', () => {
  const { code, err } = explore('nowhere');

  expect(err).toMatch(/there is no world nowhere\n +There are: loans, .*loans-small/);
  expect(code).toBe(2);
});

test('finds out before it begins whether it could write down what breaks', () => {
  const { code, out, err } = explore('loans', '--out', '/proc/nowhere');

  expect(err).toMatch(
    /^tantalum: \/proc\/nowhere cannot be written to: .*\n +Name a folder that can be with --out/,
  );
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

test('says how far it came when there is no more room', () => {
  const { code, out, err } = explore('loans', '--memory', '1');

  expect(out).toMatch(/not closed: [\d,]+ states are known that were not gone on from\n$/);
  expect(err).toMatch(/the world has more states than 1 MiB hold\n +Give it more with --memory/);
  expect(code).toBe(2);
}, 120_000);

test('has the specification follow each step when it is asked to', () => {
  const { code, out } = explore('loans-small', '--specification', '--json');

  expect(JSON.parse(out)).toMatchObject({ closed: true, states: 445, edges: 16_049, known: 0, depth: 13 });
  expect(code).toBe(0);
}, 120_000);

test.each([
  ['--seed <n>', '7'],
  ['--for <time>', '1m'],
  ['--queue <url>', 'redis://localhost'],
  ['--discard', undefined],
  ['--board <board>', 'qemu'],
])('takes no option that is for walks: %s', (option, value) => {
  const { code, err } = explore(
    'loans-small',
    option.split(' ')[0]!,
    ...(value === undefined ? [] : [value]),
  );

  expect(err).toContain(`'--exhaustive <world>' cannot be used with option '${option}'`);
  expect(code).toBe(2);
});

test.each([
  [['--memory', '64'], '--memory is for small worlds\n  Name one with --exhaustive <world>'],
  [['--specification'], '--specification is for small worlds\n  Name one with --exhaustive <world>'],
  [['--discard'], '--discard throws away what a queue holds\n  Name the queue with --queue <url>'],
])('walks take no option that they have no use for: %j', (options, says) => {
  const { code, err } = tantalum(['explore', '--calls', '1', ...options]);

  expect(err).toContain(says);
  expect(code).toBe(2);
});

test('says what was explored when it is stopped with Ctrl-C, which ends with 130', async () => {
  const program = spawn(process.execPath, [PROGRAM, 'explore', '--exhaustive', 'loans'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const said: Buffer[] = [];
  program.stdout.on('data', (part: Buffer) => said.push(part));
  // It says what it explores when it has begun, and is heard from then on.
  await once(program.stdout, 'data');
  program.kill('SIGINT');
  const [code] = await once(program, 'close');

  expect(code).toBe(130);
  expect(Buffer.concat(said).toString()).toMatch(/not closed: [\d,]+ states/);
}, 120_000);
