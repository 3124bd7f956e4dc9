import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BROKEN_FILE, EXAMPLE, MISSED, SMALL } from './run-files.ts';
import { tantalum } from './support.ts';

describe('exit codes', () => {
  test.each([
    ['0 when all came as expected', ['-'], SMALL, 0],
    ['0 with --json', ['-', '--json'], SMALL, 0],
    ['0 with --quiet', ['-', '--quiet'], SMALL, 0],
    ['0 for the example of npm start', [EXAMPLE, '--quiet'], '', 0],
    ['1 when something did not', ['-'], MISSED, 1],
    ['1 with --json', ['-', '--json'], MISSED, 1],
    ['1 with --quiet', ['-', '--quiet'], MISSED, 1],
    ['2 for a file with mistakes', ['-'], BROKEN_FILE, 2],
    ['2 for a file with mistakes, with --json', ['-', '--json'], BROKEN_FILE, 2],
    ['2 for a file that is not there', ['nowhere.yaml'], '', 2],
    ['2 for a directory', ['machines'], '', 2],
    ['2 without a file', [], '', 2],
    ['2 for an unknown option', ['-', '--verbose'], SMALL, 2],
  ])('%s', (_, args, input, code) => {
    const { code: ended, out, err } = tantalum(['run', ...args], { input });
    expect(ended).toBe(code);
    expect(out === '').toBe(code === 2);
    expect(err === '').toBe(code !== 2);
  });
});

describe('mistakes of a file', () => {
  test('are all told, each with its place, and with what to do next', () => {
    expect(tantalum(['run', '-'], { input: BROKEN_FILE }).err).toBe(
      `tantalum: standard input:1:34: size is 100, expected a size in whole pages: 4096, 4K, 16M, 1G
tantalum: standard input:3:15: do is "strat", expected one of start, partitions, reached, share, lend, donate, continue, retrieve, relinquish, reclaim, request, respond, wait, yield, run, preempt, message, receive, bitmap, unbitmap, bind, unbind, notify, notifications, read, write, release, unmap, call, abort, withdraw, lie, tick, create, check, rm-share, rm-lend, rm-donate, rm-append, rm-accept, rm-release, rm-reclaim, rm-notify, rm-hear, rm-vm, rm-request, rm-packet; did you mean start?
  docs/scenarios.md describes machine files, and tantalum schema prints what they may hold.
`,
    );
  });

  test('are cut off after twenty', () => {
    const steps = Array.from({ length: 23 }, () => '- { by: os, do: nothing }').join('\n');
    const { err } = tantalum(['run', '-'], { input: `memory: {}\npartitions: {}\nsteps:\n${steps}\n` });
    const lines = err.trimEnd().split('\n');
    expect(lines).toHaveLength(22);
    expect(lines[19]).toMatch(/^tantalum: standard input:23:17: do is "nothing"/);
    expect(lines[20]).toBe('tantalum: standard input: and 3 more mistakes');
  });
});

describe('a fault', () => {
  test('is shown where it makes a step come otherwise than expected', () => {
    const { code, out } = tantalum(['run', EXAMPLE, '--inject', 'FFA_MEM_LEND=NO_MEMORY']);
    expect(code).toBe(1);
    expect(out).toContain('-> FFA_ERROR NO_MEMORY, injected');
  });

  test('is marked in the recording', () => {
    const { out } = tantalum(['run', EXAMPLE, '--json', '--inject', 'FFA_MEM_LEND=NO_MEMORY']);
    const injected = out.split('\n').filter((line) => line.includes('"injected":true'));
    expect(injected).toHaveLength(1);
    expect(tantalum(['trace', '-'], { input: out }).out).toContain('FFA_ERROR NO_MEMORY; injected');
  });

  test('that cannot be read is told of with the place', () => {
    const { code, err } = tantalum(['run', EXAMPLE, '--inject', 'FFA_MEM_LEND#x=BUSY']);
    expect(code).toBe(2);
    expect(err).toContain('At character 14 it needs the number of a call, from 1 on.');
  });
});

describe('a file', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('is named where it goes wrong, when it is read and when it is run', () => {
    const file = join(folder, 'machine.yaml');
    writeFileSync(file, BROKEN_FILE);
    expect(tantalum(['run', file]).err).toContain(`tantalum: ${file}:1:34: size is 100`);
    writeFileSync(file, MISSED);
    expect(tantalum(['run', file, '--quiet']).out).toContain(`where    ${file}:8\n`);
  });
});
