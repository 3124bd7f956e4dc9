import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/node/cli/commands.ts';
import { CAPTURES, PROGRAM, ROOT, tantalum } from './support.ts';

describe('help', () => {
  test.each([[['--help']], [['-h']], [['help']]])('%j lists the commands, with examples', (args) => {
    const { code, out, err } = tantalum(args);
    expect([code, err]).toEqual([0, '']);
    for (const { name, summary } of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} .*${summary}`, 'm'));
    expect(out).toContain('Examples:\n  $ tantalum decode ');
    expect(out).toContain('Exit codes: 0 all is well, 1 a rule is broken, 2 the input cannot be read.');
  });

  test.each(COMMANDS.map(({ name }) => name))('of %s, asked for in either way', (name) => {
    const { code, out } = tantalum([name, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: tantalum ${name}`);
    expect(out).toContain('Examples:');
    expect(tantalum(['help', name])).toEqual({ code, out, err: '' });
  });

  test('comes when nothing is asked for, as a mistake', () => {
    const { code, out, err } = tantalum([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage: tantalum');
  });
});

describe('mistakes', () => {
  test('an unknown command suggests one', () => {
    expect(tantalum(['decod'])).toEqual({
      code: 2,
      out: '',
      err: "error: unknown command 'decod'\n(Did you mean decode?)\nRun tantalum --help for commands and examples.\n",
    });
  });

  test('a missing file says how to read from a pipe', () => {
    const { code, err } = tantalum(['decode'], { input: 'FFA_MEM_SHARE returned -2' });
    expect(code).toBe(2);
    expect(err).toMatch(/missing required argument 'file'\n.*\nGive a path, or - to read from a pipe\.\n$/);
  });

  test('an unknown option says where options are explained', () => {
    const { code, err } = tantalum(['decode', '-', '--jsn']);
    expect(code).toBe(2);
    expect(err).toBe(
      "error: unknown option '--jsn'\n(Did you mean --json?)\nRun tantalum decode --help for options and examples.\n",
    );
  });
});

test('--version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  for (const option of ['--version', '-V'])
    expect(tantalum([option])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test('a pipe that is closed early ends the program quietly', () => {
  const all = `'${process.execPath}' '${PROGRAM}' decode ${CAPTURES}/share-v1.2-1mib-fragment0.bin --all --json`;
  const { stdout, stderr } = spawnSync('sh', ['-c', `${all} | head -n 1`], { cwd: ROOT, encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['{\n', '']);
});

describe('the program file', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('runs by itself and through a link', () => {
    const link = join(folder, 'tantalum');
    symlinkSync(PROGRAM, link);
    for (const program of [PROGRAM, link])
      expect(spawnSync(program, ['--version'], { encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
  });

  test('says how to build what is not built', () => {
    mkdirSync(join(folder, 'bin'));
    const copy = join(folder, 'bin', 'tantalum');
    copyFileSync(PROGRAM, copy);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    expect(spawnSync(process.execPath, [copy], { encoding: 'utf8' })).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'tantalum: not built yet\n  Run `npm run build` first.\n',
    });
  });
});
