/** `--html` of `tantalum run` and `replay`, and `trace --to html`: one file for a bug report. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { EXAMPLE, MISSED, SMALL } from './run-files.ts';
import { tantalum } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'tantalum-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const REPORT = join(folder, 'report.html');
const RECORDING = tantalum(['run', EXAMPLE, '--json']).out;
/** The answer to the first share is another one. */
const OTHERWISE = RECORDING.replace('"out":["0x84000061","0x0","0x7"', '"out":["0x84000061","0x0","0x5"');

/** What stands in an element of a report, as it is in the file. */
function elementOf(report: string, start: string): string {
  const at = report.indexOf(start);
  const begin = report.indexOf('>', at) + 1;
  return report.slice(begin, report.indexOf('</script>', begin));
}

function recordingIn(report: string): string {
  return gunzipSync(Buffer.from(elementOf(report, '<script type="text/plain"'), 'base64')).toString();
}

function factsIn(report: string): Record<string, unknown> {
  return JSON.parse(elementOf(report, '<script type="application/json"'));
}

/** The lines of the summary, without its elements. */
function summaryOf(report: string): readonly string[] {
  const [, summary = ''] = /<section class="summary"[^>]*>(.*?)<\/section>/s.exec(report) ?? [];
  return summary
    .split('\n')
    .map((line) => line.replaceAll(/<[^>]*>/g, '').trim())
    .filter((line) => line !== '');
}

describe('the report of a run', () => {
  test('has its recording and its machine, and replaces the report before it', () => {
    writeFileSync(REPORT, 'x'.repeat(1_000_000));
    const { code, out, err } = tantalum([
      'run',
      EXAMPLE,
      '--html',
      REPORT,
      '--profile',
      'hafnium',
      '--quiet',
    ]);
    const report = readFileSync(REPORT, 'utf8');

    expect(code).toBe(0);
    expect(out).toBe('43 steps, all as expected\n');
    expect(err).toBe(`tantalum: ${REPORT} has ${Math.ceil(report.length / 1000)} kB\n`);
    expect(report).toContain('<title>three-worlds.yaml - Tantalum report</title>');
    expect(summaryOf(report)[1]).toBe('43 steps, all as expected');
    expect(summaryOf(report).at(-1)).toMatch(
      /^tantalum run three-worlds\.yaml --profile hafnium; Tantalum \d+\.\d+\.\d+$/,
    );
    expect(recordingIn(report)).toBe(tantalum(['run', EXAMPLE, '--json', '--profile', 'hafnium']).out);
    expect(factsIn(report)).toMatchObject({
      name: 'three-worlds.yaml',
      machine: {
        profile: { name: 'hafnium' },
        partitions: [{ name: 'linux' }, { name: 'vault' }, { name: 'notary' }],
      },
    });
    expect(factsIn(report)).not.toHaveProperty('opensAt');
  });

  test('tells each step that is not as expected, with its line, and opens at the first', () => {
    const { code, out, err } = tantalum(['run', '-', '--html', '-'], { input: MISSED });

    expect(code).toBe(1);
    expect(err).toBe(`tantalum: the report has ${Math.ceil(out.length / 1000)} kB\n`);
    expect(summaryOf(out).slice(0, 8)).toEqual([
      'standard input',
      '9 steps, 8 not as expected',
      'Two partitions and a page.',
      expect.stringMatching(/^tantalum run -; Tantalum /),
      '2  os  read 2 at 0x40010000',
      'not as expected: it reads 00 00',
      'expected success with 01 02',
      'where    standard input:8Show it',
    ]);
    expect(factsIn(out)).toMatchObject({ name: 'standard input', opensAt: 3 });
  });

  test('says which calls were made to go wrong, and goes beside JSON', () => {
    const machine = join(folder, '<script>.yaml');
    writeFileSync(machine, SMALL);
    const args = ['run', machine, '--html', REPORT, '--json', '--inject', 'FFA_MEM_RECLAIM=DENIED*3'];
    const { out } = tantalum(args);
    const report = readFileSync(REPORT, 'utf8');

    expect(recordingIn(report)).toBe(out);
    expect(summaryOf(report)).toContainEqual(
      expect.stringContaining(
        'tantalum run &#39;&lt;script&gt;.yaml&#39; --inject &#39;FFA_MEM_RECLAIM=DENIED*3&#39;; Tantalum',
      ),
    );
    expect(report).not.toContain('<script>.yaml');
    expect(report).not.toContain(folder);
  });
});

describe('the report of a replay', () => {
  test('says that all comes as recorded', () => {
    const { code, out } = tantalum(['replay', '-', '--html', '-'], { input: RECORDING });

    expect(code).toBe(0);
    expect(summaryOf(out).slice(0, 2)).toEqual(['standard input', '47 events, all as recorded']);
    expect(recordingIn(out)).toBe(RECORDING);
  });

  test('tells what differs, opens there, and has what comes behind it', () => {
    const { code, out } = tantalum(['replay', '-', '--html', REPORT], { input: OTHERWISE });
    const report = readFileSync(REPORT, 'utf8');

    expect(code).toBe(1);
    expect(out).toMatch(/^standard input:24: call 12 of linux does not come as recorded\n/);
    expect(summaryOf(report).map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      'standard input',
      'call 12 of linux does not come as recorded',
      expect.stringMatching(/^tantalum replay -; Tantalum /),
      'standard input:24: call 12 of linux does not come as recorded',
      'FFA_MEM_SHARE_32 total length 0x70, fragment length 0x70',
      'expected seen',
      'x2 0x5 0x7 handle lowShow it',
    ]);
    expect(factsIn(report)).toMatchObject({ opensAt: 12 });
    expect(recordingIn(report)).toBe(OTHERWISE);
  });

  test('is not there where the recording cannot be read to its end', () => {
    const file = join(folder, 'unread.html');
    const { code } = tantalum(['replay', '-', '--html', file], { input: `${RECORDING}{"kind":"call"}\n` });

    expect({ code, there: existsSync(file) }).toEqual({ code: 2, there: false });
  });
});

test('the report of a trace has the recording, with its machine, and counts what went wrong', () => {
  const { code, out } = tantalum(['trace', '-', '--to', 'html'], { input: RECORDING });

  expect(code).toBe(0);
  expect(summaryOf(out).slice(0, 2)).toEqual(['standard input', '47 events, 8 refused or faulted']);
  expect(recordingIn(out)).toBe(RECORDING);
  expect(factsIn(out)).toMatchObject({ machine: { partitions: [{ name: 'linux' }, {}, {}] } });
});

describe('no report is written', () => {
  test.each([
    ['into a folder that is not there', '/no/such/folder/report.html', 'Make its folder first'],
    ['over a folder', folder, 'Give a file in that folder.'],
    ['over what is read', EXAMPLE, 'is what is being read'],
    ['to a disk that is full', '/dev/full', 'Make room there'],
  ])('%s', (_, file, said) => {
    const { code, err } = tantalum(['run', EXAMPLE, '--quiet', '--html', file]);

    expect(err).toContain(said);
    expect(code).toBe(2);
  });

  test.each(['run', 'replay'])('beside JSON on the standard output by %s', (command) => {
    const { code, out, err } = tantalum([command, EXAMPLE, '--json', '--html', '-']);

    expect(err).toContain('would both go to the standard output');
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});
