import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { EXAMPLE } from './run-files.ts';
import { CAPTURES, tantalum } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tantalum-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RECORDING = tantalum(['run', EXAMPLE, '--json']).out;

/** The machine that the Linux of the captures ran on. */
const CAPTURED = path.join(folder, 'captured.yaml');
writeFileSync(
  CAPTURED,
  `memory: { secure: { base: 0x0e000000, size: 1M, secure: true }, dram: { base: 0x40000000, size: 512M } }
partitions:
  linux: { id: 0, memory: [{ base: 0x40200000, size: 510M }] }
  optee: { id: 0x8001, uuids: [486178e0-e7f8-11e3-bc5e-0002a5d5c51b], memory: [{ base: 0x0e000000, size: 64K }] }
`,
);

describe('tantalum replay', () => {
  test.each([
    ['that it tells', []],
    ['that is given', ['--machine', EXAMPLE]],
  ])('finds a run to be the same on the machine %s', (_, args) => {
    const { code, out } = tantalum(['replay', '-', ...args], { input: RECORDING });
    expect({ code, out }).toEqual({ code: 0, out: 'standard input: 47 events, all as recorded\n' });
  });

  test('shows the first call that comes otherwise, by names of registers', () => {
    const input = RECORDING.replaceAll('"out":["0x84000061","0x0","0x7"', '"out":["0x84000061","0x0","0x5"');
    const { code, out } = tantalum(['replay', '-', '--machine', EXAMPLE], { input });
    expect(code).toBe(1);
    expect(out).toMatch(
      /^standard input:\d+: call \d+ of linux does not come as recorded\n {2}FFA_\w+.*\n +expected +seen\n {2}x2 +0x5 +0x7 +\w/,
    );
  });

  test.each(['machines/gunyah.yaml', 'machines/both.yaml'])('finds %s to be the same', (file) => {
    const input = tantalum(['run', file, '--json']).out;
    const { code, out, err } = tantalum(['replay', '-'], { input });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^standard input: \d\d events, all as recorded\n$/);
  });

  test('shows the first request that comes otherwise, in words', () => {
    const file = 'machines/both.yaml';
    const input = tantalum(['run', file, '--json']).out.replace('"reply":"0a000000"', '"reply":"03000000"');
    const { code, out } = tantalum(['replay', '-', '--machine', file], { input });
    expect(code).toBe(1);
    expect(out).toMatch(
      /^standard input:\d+: call 12 of linux does not come as recorded\n {2}MEM_LEND acl\[1\], regions\[1\]\n +expected +seen\n {2}reply +DENIED +MEM_INVALID\n$/,
    );
    const { out: json } = tantalum(['replay', '-', '--machine', file, '--json'], { input });
    expect(JSON.parse(json)).toMatchObject({ seq: 12, from: 'linux', message: 'MEM_LEND' });
  });

  test('says which VM the machine does not have', () => {
    const input = tantalum(['run', 'machines/gunyah.yaml', '--json']).out;
    const { code, err } = tantalum(['replay', '-', '--machine', EXAMPLE], { input });
    expect(code).toBe(2);
    expect(err).toMatch(/^tantalum: standard input:\d+: the machine has no VM hlos\n/);
  });

  test('says the same to programs', () => {
    const args = [
      'replay',
      `${CAPTURES}/linux-7.2-share-1mib-scattered.ndjson`,
      '--machine',
      CAPTURED,
      '--json',
    ];
    const { code, out } = tantalum(args);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      ...{ same: false, events: 14, line: 16, seq: 14, from: 'linux', function: 'FFA_VERSION' },
      differences: [{ what: 'x0', name: 'version', expected: '0x10002 FF-A 1.2', seen: '0x10003 FF-A 1.3' }],
    });
  });

  test('leaves out a line that ends in the middle, and says so', () => {
    const input = RECORDING.trimEnd().slice(0, -5);
    const { code, err } = tantalum(['replay', '-', '--machine', EXAMPLE], { input });
    expect(code).toBe(0);
    expect(err).toMatch(/^standard input:\d+: the line ends in the middle and is left out\n$/);
  });

  test.each([
    ['there is no recording', '', [], 'standard input is empty'],
    ['it is something else', 'hello\n', [], 'standard input:1:1: found no recording'],
    ['its version is another', '{"format":"ffa-trace","version":2}\n', [], 'found version 2'],
    [
      'nobody tells its machine',
      '{"format":"ffa-trace","version":1}\n',
      [],
      'standard input does not tell its machine',
    ],
    [
      'the machine in it is none',
      '{"format":"ffa-trace","version":1,"machine":{"memory":{}}}\n',
      [],
      'the machine in standard input:1:1: partitions is missing',
    ],
    ['the machine is another', RECORDING, ['--machine', CAPTURED], 'the machine has no partition vault'],
    ['the machine is not there', RECORDING, ['--machine', 'nowhere.yaml'], 'nowhere.yaml'],
    [
      'a call is none',
      '{"format":"ffa-trace","version":1}\n{"seq":1,"in":[]}\n',
      ['--machine', EXAMPLE],
      'standard input:2:10: found \'"in":[]',
    ],
  ])('ends with 2 when %s', (_, input, args, message) => {
    const { code, out, err } = tantalum(['replay', '-', ...args], { input });
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});
