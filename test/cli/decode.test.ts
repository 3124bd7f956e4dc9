import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { encodeRelinquish } from '../../src/core/abi/relinquish.ts';
import { patched, recordedBytes } from '../abi/support.ts';
import { canonicalOf } from '../decode/support.ts';
import { CAPTURES, tantalum } from './support.ts';

const PAGE = `${CAPTURES}/share-v1.2-1page.bin`;
const TRACE = `${CAPTURES}/linux-7.2-share-1mib-scattered.ndjson`;
const bytes = recordedBytes('share-v1.2-1page');

interface Json {
  readonly kind: string;
  readonly version: string;
  readonly valid: boolean;
  readonly fields: readonly Record<string, unknown>[];
  readonly broken: readonly Record<string, unknown>[];
  readonly calls: readonly (Json & { readonly seq: number; readonly buffer: string })[];
}

function json(...args: string[]): Json {
  return JSON.parse(tantalum(['decode', '--json', ...args]).out) as Json;
}

describe('what holds no bytes', () => {
  test.each([
    ['a machine file', 'about: A share.\npartitions: {}\n', 'tantalum run plays it'],
    ['a manifest', '/dts-v1/;\n/ { id = <1>; };\n', 'tantalum check judges manifests'],
    ['a log that says too little', '[    1.0] mydrv: it did not work: -2\n', 'FFA_MEM_SHARE returned -2'],
  ])('%s: it is said who takes it', (_, input, said) => {
    const { code, err } = tantalum(['decode', '-'], { input });
    expect(err).toContain(said);
    expect(code).toBe(2);
  });

  test('nothing more is said of bytes that are written wrong', () => {
    const { err } = tantalum(['decode', '-'], { input: '01 2 03\n' });
    expect(err.trimEnd().split('\n')).toHaveLength(2);
  });
});

describe('exit codes', () => {
  test.each([
    ['0 for a valid descriptor', [PAGE, '--call', 'share'], 0],
    ['1 for a broken rule', [PAGE, '--call', 'lend'], 1],
    ['1 for a broken rule in JSON', [PAGE, '--call', 'lend', '--json'], 1],
    ['1 for bytes that are cut off', [PAGE, '--call', 'rxtx'], 1],
    ['2 for a file that is not there', ['nowhere.bin'], 2],
    ['2 for a directory', [CAPTURES], 2],
    ['2 for what is no dump', [`${CAPTURES}/README.md`], 2],
    ['2 for a missing file name', [], 2],
    ['2 for an unknown kind', [PAGE, '--call', 'loan'], 2],
    ['2 for an unknown version', [PAGE, '--ffa', '2.0'], 2],
    ['2 for an unknown option', [PAGE, '--color'], 2],
    ['2 for a payload of no message', [PAGE, '--call', 'rm-reply'], 2],
    ['2 for a message that there is not', [PAGE, '--message', 'MEM_BORROW'], 2],
    ['2 for a message in a descriptor', [PAGE, '--message', 'MEM_LEND', '--call', 'share'], 2],
    ['2 for a call that carries nothing', [TRACE, '--seq', '3'], 2],
    ['2 for a kind that no call carries', [TRACE, '--call', 'donate'], 2],
    ['2 for the number of a call where there are no calls', [PAGE, '--seq', '3'], 2],
    ['2 for a number that is none', [TRACE, '--seq', 'first'], 2],
  ])('%s', (_name, args, code) => {
    const { code: ended, out, err } = tantalum(['decode', ...args]);
    expect(ended).toBe(code);
    expect(out === '').toBe(code === 2);
    expect(err === '').toBe(code !== 2);
  });
});

describe('mistakes name the place and what to do next', () => {
  test.each([
    [['nowhere.bin'], 'tantalum: there is no file nowhere.bin\n  Give a path, or - to read from a pipe.\n'],
    [[CAPTURES], `tantalum: ${CAPTURES} is a directory\n  Give one of its files.\n`],
    [
      [TRACE, '--seq', '3'],
      'tantalum: call 3 carries no descriptor\n  There are: 29 (share), 32 (share), 37 (share), 38 (fragment).\n',
    ],
    [
      [TRACE, '--call', 'donate'],
      'tantalum: the recording holds nothing of kind donate\n  There are: 29 (share), 32 (share), 37 (share), 38 (fragment).\n',
    ],
    [[PAGE, '--seq', '3'], 'tantalum: only a recording has numbered calls\n  Leave --seq out.\n'],
  ])('%j', (args, message) => {
    expect(tantalum(['decode', ...args]).err).toBe(message);
  });

  test('in a dump', () => {
    const input = '00000000: 0000 2f00  ../.\n00000008: 0000\n';
    expect(tantalum(['decode', '-'], { input }).err).toBe(
      'tantalum: standard input:2:11: found offset 0x8, expected 0x4, which follows the bytes before\n' +
        '  Read as xxd, because rows start with an offset and a colon.\n',
    );
  });

  test('in an empty input', () => {
    expect(tantalum(['decode', '-']).err).toBe(
      'tantalum: standard input:1:1: found nothing, expected bytes or a dump of them\n' +
        '  Check where the bytes come from.\n',
    );
  });

  test('in a recording without descriptors', () => {
    const input = '{"format":"ffa-trace","version":1}\n{"seq":0,"in":["0x84000063"],"out":null}\n';
    expect(tantalum(['decode', '-'], { input })).toEqual({
      code: 2,
      out: '',
      err: 'tantalum: no call of the recording carries a descriptor\n  Record the TX and RX bytes of each call as "tx" and "rx".\n',
    });
  });
});

describe('--json', () => {
  test('one descriptor', () => {
    const { kind, version, valid, fields, broken } = json(PAGE);
    expect({ kind, version, valid, broken }).toEqual({
      kind: 'share',
      version: '1.2',
      valid: true,
      broken: [],
    });
    expect(fields[0]).toEqual({ path: 'sender', offset: 0, length: 2, value: '0x0000', raw: '0000' });
    expect(fields.map(({ raw }) => raw).join('')).toBe(Buffer.from(bytes).toString('hex'));
  });

  test('a broken rule', () => {
    expect(json(PAGE, '--call', 'lend').broken).toEqual([
      {
        rule: 'send/attributes-given',
        status: 'INVALID_PARAMETERS',
        offset: 2,
        length: 2,
        message:
          'attributes = 0x002f. Required: A lend to one receiver and a donation leave the memory attributes unspecified.',
        fix: 'Write 0 into the attributes.',
      },
    ]);
  });

  test('a recording: every call that carries a descriptor', () => {
    const { valid, calls } = json(TRACE);
    expect(valid).toBe(true);
    expect(calls.map(({ seq, buffer, kind, version }) => [seq, buffer, kind, version])).toEqual([
      [29, 'TX', 'share', '1.2'],
      [32, 'TX', 'share', '1.2'],
      [37, 'TX', 'share', '1.2'],
      [38, 'TX', 'fragment', '1.2'],
    ]);
  });

  test('a recording: the calls of a kind', () => {
    expect(json(TRACE, '--call', 'fragment').calls.map(({ seq }) => seq)).toEqual([38]);
  });

  test('a recording: one call, read as something else', () => {
    const { valid, calls } = json(TRACE, '--seq', '29', '--call', 'lend', '--ffa', '1.2');
    expect(valid).toBe(false);
    expect(calls).toMatchObject([{ seq: 29, kind: 'lend', version: '1.2', valid: false }]);
  });
});

describe('inputs', () => {
  test.each([
    ['share-v1.2-1page', 'share, FF-A 1.2, 112 bytes: valid'],
    ['share-v1.2-1mib-fragment0', 'share, FF-A 1.2, 4096 bytes: valid'],
    ['share-v1.1-1page', 'share, FF-A 1.1, 96 bytes: valid'],
    ['share-v1.1-1mib-fragment0', 'share, FF-A 1.1, 4096 bytes: valid'],
  ])('%s, which Linux wrote', (name, verdict) => {
    const { code, out } = tantalum(['decode', `${CAPTURES}/${name}.bin`]);
    expect(code).toBe(0);
    expect(out.split('\n')[1]).toBe(verdict);
  });

  test('bytes and dumps by a pipe mean the same', () => {
    const file = tantalum(['decode', PAGE]).out.split('\n').slice(1);
    const piped = tantalum(['decode', '-'], { input: readFileSync(PAGE) })
      .out.split('\n')
      .slice(1);
    const dumped = tantalum(['decode', '-'], { input: canonicalOf(bytes) }).out.split('\n');
    expect(piped).toEqual(file);
    expect(dumped[0]).toBe('input   hexdump -C: rows start with an offset before single bytes');
    expect(dumped.slice(1)).toEqual(file);
  });

  test('a recording that is cut says so', () => {
    const input = readFileSync(TRACE, 'utf8').slice(0, -200);
    const { code, out } = tantalum(['decode', '-', '--seq', '29'], { input });
    expect(code).toBe(0);
    expect(out).toMatch(/^note {4}Line 46 is cut off at .* and left out\.$/m);
    expect(out).toContain('call 29: FFA_MEM_SHARE_64, TX\nshare, FF-A 1.2, 112 bytes: valid\n');
  });

  test('the example of `npm start`', () => {
    expect(tantalum(['decode', 'machines/linux-7.2-share-1page.bin', '--call', 'share']).code).toBe(0);
  });
});

describe('the table', () => {
  test('bytes beside fields, what is wrong marked, and every broken rule explained', () => {
    const input = patched(encodeRelinquish({ handle: 5n, flags: 0, endpoints: [0x8001] }), 8, '05');
    const { code, out } = tantalum(['decode', '-', '--call', 'relinquish'], { input });
    expect(code).toBe(1);
    expect(out).toBe(`input   raw bytes: the input is no text
relinquish, FF-A 1.2, 18 bytes: 1 rule is broken
why     relinquish: as given
why     FF-A 1.2: a relinquish descriptor is alike in every version

                                 header
  0000  05 00 00 00 00 00 00 00  handle         0x5
! 0008  05 00 00 00              flags          0x00000005
                                   zero memory, zero after relinquish,
                                   transaction type: unspecified
  000c  01 00 00 00              endpointCount  1
                                 endpoints[0]
  0010  01 80                    endpoint       0x8001

! bytes 8..11: relinquish/flags-reserved, INVALID_PARAMETERS
  found   flags = 0x00000005
  rule    No flag other than bit 0 (clear) and bit 1 (time slice) is set.
  why     The other bits are reserved here.
  fix     Clear them.

note    The endpoint was taken for the caller. Whether it has the memory of this
        handle is not in the bytes, and was not judged.
`);
  });

  test('a structure that is cut off', () => {
    const input = encodeRelinquish({ handle: 5n, flags: 0, endpoints: [0x8001] }).slice(0, 17);
    const { code, out } = tantalum(['decode', '-', '--call', 'relinquish'], { input });
    expect(code).toBe(1);
    expect(out).toContain('relinquish, FF-A 1.2, 17 bytes: incomplete\n');
    expect(out).toContain('! 0010  01                       endpoint       1 of 2 bytes\n');
    expect(out).toContain('! bytes 16..17\n  found   endpoints[0]: needs 2 bytes at 16, and 1 are there\n');
  });

  test('long arrays are shortened, unless something is wrong there or all is asked for', () => {
    const whole = recordedBytes('share-v1.2-1mib-fragment0');
    const lines = (args: string[], input: Uint8Array) =>
      tantalum(['decode', '-', ...args], { input })
        .out.split('\n')
        .map((line) => line.trim());
    const short = lines([], whole);
    expect(short).toContain('...                            244 more like these; --all shows them');
    expect(short).toContain('composite.constituents[3]');
    expect(short).not.toContain('composite.constituents[4]');
    expect(lines([], patched(whole, 96 + 16 * 100, '01'))).toContain('composite.constituents[100]');
    expect(lines(['--all'], whole)).toContain('composite.constituents[100]');
  });

  test.each([60, 72, 100])('fits into %i columns', (columns) => {
    const environment = { COLUMNS: String(columns) };
    for (const args of [
      [PAGE, '--call', 'lend'],
      [PAGE, '--call', 'rxtx'],
      [`${CAPTURES}/linux-7.2-spmc-v1.1-share.ndjson`],
      [`${CAPTURES}/linux-7.2-notifications.ndjson`],
    ]) {
      const { out } = tantalum(['decode', ...args], { environment });
      const longest = Math.max(...out.split('\n').map(({ length }) => length));
      expect(longest).toBeLessThanOrEqual(columns);
      expect(longest).toBeGreaterThan(columns - 12);
    }
  });

  test('is not coloured in a pipe, NO_COLOR or not', () => {
    for (const NO_COLOR of ['', '1'])
      expect(tantalum(['decode', PAGE], { environment: { NO_COLOR } }).out).not.toContain('\u001b');
  });
});
