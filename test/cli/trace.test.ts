import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventsOf, problemsOf } from '../trace/chrome-problems.ts';
import { readPcapng } from '../trace/read-pcapng.ts';
import { EXAMPLE } from './run-files.ts';
import { CAPTURES, tantalum } from './support.ts';

const HEADER = '{"format":"ffa-trace","version":1}\n';
const CALL = '{"seq":1,"from":"os","in":["0x84000069"],"out":["0x84000061"]}\n';
const CAPTURE = `${CAPTURES}/linux-7.2-share-1mib-scattered.ndjson`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tantalum-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a run, by a pipe', () => {
  const input = tantalum(['run', EXAMPLE, '--json']).out;

  test('as text: one line a call and a fault', () => {
    const { code, out, err } = tantalum(['trace', '-', '--to', 'text'], { input });
    expect([code, err]).toEqual([0, '']);
    const lines = out.split('\n');
    expect(lines).toHaveLength(43 + 4 + 1);
    expect(lines[17]).toBe(
      '18  vault   FFA_MEM_RELINQUISH                                                        -> FFA_SUCCESS_32; unmapped 0x40100000+1 vault',
    );
  });

  test('as text where no format is asked for', () => {
    expect(tantalum(['trace', '-'], { input })).toEqual(tantalum(['trace', '-', '--to', 'text'], { input }));
  });

  test('for Perfetto', () => {
    const { code, out, err } = tantalum(['trace', '-', '--to', 'perfetto'], { input });
    expect([code, err, problemsOf(eventsOf(out))]).toEqual([0, '', []]);
  });

  test('as ftrace, which can be read again', () => {
    const { out } = tantalum(['trace', '-', '--to', 'ftrace'], { input });
    const file = join(folder, 'phone.ftrace');
    writeFileSync(file, out);
    const again = tantalum(['trace', file, '--to', 'text']);
    expect([again.code, again.err]).toEqual([0, '']);
    expect(again.out.split('\n')[11]).toBe('12  12000 us  host  FFA_MEM_SHARE_32             -> w2 7');
  });
});

describe('as pcapng', () => {
  const args = ['trace', CAPTURE, '--to', 'pcapng'];

  test('it is bytes, in a file or in a pipe', () => {
    const file = join(folder, 'trace.pcapng');
    expect(tantalum([...args, '--out', file])).toEqual({ code: 0, out: '', err: '' });
    const { packets, comment } = readPcapng(readFileSync(file));
    expect([packets.length, comment]).toEqual([45 * 2 - 1, 'Linux 7.2.13 arm64 (Debian)']);
    expect(tantalum(args).out).toBe(readFileSync(file, 'utf8'));
  });

  test('it is kept from a terminal', () => {
    const terminal = { NODE_OPTIONS: '--import=data:text/javascript,process.stdout.isTTY=true' };
    expect(tantalum(args, { environment: terminal })).toEqual({
      code: 2,
      out: '',
      err: `tantalum: pcapng is bytes, which a terminal cannot show
  Write them to a file with --out FILE, or into a pipe: tantalum trace ${CAPTURE} --to pcapng | tshark -r -
`,
    });
    expect(tantalum(['trace', CAPTURE], { environment: terminal }).code).toBe(0);
  });
});

describe('a file', () => {
  test('is written to another', () => {
    const file = join(folder, 'trace.json');
    const args = ['trace', CAPTURE, '--to', 'perfetto', '--out', file];
    expect(tantalum(args)).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(file, 'utf8')).toBe(tantalum(['trace', CAPTURE, '--to', 'perfetto']).out);
  });

  test('is not written over what is being read', () => {
    const file = join(folder, 'note.ndjson');
    writeFileSync(file, HEADER + CALL);
    const { code, err } = tantalum(['trace', file, '--to', 'text', '--out', file]);
    expect([code, err]).toEqual([
      2,
      `tantalum: ${file} is what is being read\n  Give another file to write to.\n`,
    ]);
    expect(readFileSync(file, 'utf8')).toBe(HEADER + CALL);
  });

  test('is not left behind half written', () => {
    const file = join(folder, 'trace.json');
    const args = ['trace', '-', '--to', 'perfetto', '--out', file];
    expect(tantalum(args, { input: `${HEADER}${CALL}[]\n` }).code).toBe(2);
    expect(existsSync(file)).toBe(false);
  });

  test('is left alone when there is nothing to write', () => {
    const file = join(folder, 'trace.json');
    writeFileSync(file, 'precious');
    expect(tantalum(['trace', 'nowhere.ndjson', '--to', 'text', '--out', file]).code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });

  test.each([
    ['UTF-16, as some shells redirect', Buffer.from(`\ufeff${HEADER}${CALL}`, 'utf16le')],
    ['lines that end in CR LF', (HEADER + CALL).replaceAll('\n', '\r\n')],
    ['no line end at the end', (HEADER + CALL).trimEnd()],
  ])('may have %s', (_, input) => {
    expect(tantalum(['trace', '-', '--to', 'text'], { input })).toEqual({
      code: 0,
      out: '1  os  FFA_ID_GET  -> FFA_SUCCESS_32\n',
      err: '',
    });
  });

  test('may end in the middle of a line', () => {
    const input = HEADER + CALL + CALL.slice(0, 20);
    expect(tantalum(['trace', '-', '--to', 'text'], { input })).toEqual({
      code: 0,
      out: '1  os  FFA_ID_GET  -> FFA_SUCCESS_32\n',
      err: 'standard input:3: the line ends in the middle and is left out\n',
    });
  });

  test('may be very long', () => {
    const input = HEADER + CALL.repeat(100_000);
    const { code, out } = tantalum(['trace', '-', '--to', 'ftrace', '--out', join(folder, 'out')], { input });
    expect([code, out]).toEqual([0, '']);
    expect(readFileSync(join(folder, 'out'), 'utf8').split('\n')).toHaveLength(100_001);
  });
});

describe('ends with 2 for', () => {
  const HINT = '\n  docs/traces.md describes recordings.\n';
  const EXPECTED = 'a recording, whose first line says "format":"ffa-trace", or lines of host_ffa_call';

  test.each([
    ['nothing', '', `tantalum: standard input:1:1: found no call, expected ${EXPECTED}${HINT}`],
    ['another file', 'hello\n', `tantalum: standard input:1:1: found 'hello', expected ${EXPECTED}${HINT}`],
    [
      'a line without registers',
      `${HEADER}${CALL}{"seq":2,"in":3}\n`,
      `tantalum: standard input:3:10: found '"in":3}', expected "in", a list of registers in hex${HINT}`,
    ],
  ])('%s', (_, input, err) => {
    expect(tantalum(['trace', '-', '--to', 'text'], { input })).toEqual({ code: 2, out: '', err });
  });

  test.each([
    [
      'a file that is not there',
      ['nowhere.ndjson', '--to', 'text'],
      'tantalum: there is no file nowhere.ndjson\n',
    ],
    ['a folder to write to', [CAPTURE, '--to', 'text', '--out', '.'], 'tantalum: cannot write .: '],
    [
      'an unknown format',
      [CAPTURE, '--to', 'pdf'],
      "error: option '--to <format>' argument 'pdf' is invalid.",
    ],
  ])('%s', (_, args, err) => {
    const ended = tantalum(['trace', ...args]);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain(err);
  });
});
