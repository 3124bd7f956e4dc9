/** Consoles print anything between the lines that matter, and any amount of it. */

import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { LogReader } from '../../../src/core/decode/log/log-reader.ts';
import { readInput } from '../../../src/core/decode/read-input.ts';
import { hex } from '../../abi/support.ts';
import { kernelOf } from '../support.ts';
import { readLog, SHARE_80 } from './support.ts';

const CALL = 'VERBOSE: SPM(5): 0x84000073 0x50 0x50 0x0 0x0 0x0 0x0 0x0';
const ANSWER = 'VERBOSE: SPM(5): 0x84000060 0x0 0xfffffffe 0x0 0x0 0x0 0x0 0x0';
const BYTES = hex(SHARE_80);
const DUMP = kernelOf(BYTES).trimEnd().split('\n');
const KNOWN = [CALL, ...DUMP, ANSWER];

/** What stands in such logs, in pieces. */
const WORDS = [
  ...[
    '0x84000073',
    '0x84000060',
    '0xc4000061',
    '84000077',
    '0x0',
    '0x50',
    '0xfffffffe',
    '-2',
    'ffff800012345678',
  ],
  ...[
    'SPM(5): ',
    'VERBOSE: ',
    'E/TC:0 0 ',
    '(XEN) ',
    '[    1.500000] ',
    'x0 : ',
    'x1=',
    'x29: ',
    'a0=0x84000073',
    'r',
  ],
  ...[
    '00000000: ',
    '00000010: ',
    '0000000040000000  ',
    '00 00 2f 00',
    'aa bb cc dd ee ff 00 11 ',
    '*',
    '|....|',
  ],
  ...[
    'FFA_MEM_SHARE',
    'FFA_ERROR',
    'FFA_DENIED',
    ' returned ',
    ' handle 0x1',
    ' recipients [',
    'Overlapping memory ranges: ',
  ],
  ...[
    'host_ffa_call ',
    'ffa_func=0x84000073',
    '[000]\t 0.000001: ',
    '{',
    '[',
    ' ',
    '  ',
    '\t',
    ',',
    '\u001b[1;31m',
    '\u001b[',
  ],
];
const line = fc.oneof(
  fc.string({ maxLength: 80 }).map((text) => text.replace(/[\r\n]/g, ' ')),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }).map((words) => words.join('')),
);

describe('whatever stands between them', () => {
  test('a call, its dump and its answer are found', () => {
    const gaps = fc.array(fc.array(line, { maxLength: 3 }), {
      minLength: KNOWN.length + 1,
      maxLength: KNOWN.length + 1,
    });
    fc.assert(
      fc.property(gaps, (garbage) => {
        const lines = garbage.flatMap((gap, at) => (at < KNOWN.length ? [...gap, KNOWN[at]!] : gap));
        const { pieces, log } = readLog(lines.join('\n'));
        const at = (known: string) => log.facts.filter((fact) => lines[fact.line - 1] === known);
        expect(at(CALL)).toMatchObject([{ kind: 'call', function: 'FFA_MEM_SHARE_32' }]);
        expect(at(ANSWER)).toMatchObject([{ kind: 'answer', status: 'INVALID_PARAMETERS' }]);
        expect(pieces.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toContain(
          Buffer.from(BYTES).toString('hex'),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('there is an answer, and every line that it names is there', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const input = readInput(lines.join('\n'));
        if (!input.ok) return;
        for (const { line: first, lastLine } of [...(input.log?.facts ?? []), ...(input.log?.unread ?? [])]) {
          expect(first).toBeGreaterThanOrEqual(1);
          expect(lastLine).toBeLessThanOrEqual(lines.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('however it was captured', () => {
  const plain = readLog(KNOWN.join('\n'));

  test.each([
    ['with carriage returns', KNOWN.join('\r\n')],
    ['with carriage returns before them', KNOWN.join('\n\r')],
    ['with colours', KNOWN.map((text) => `\u001b[0;33m${text}\u001b[0m`).join('\n')],
    ['behind the clock of a terminal', KNOWN.map((text) => `2026-11-21T10:00:00.123Z ${text}`).join('\n')],
    ['behind the name of a console', KNOWN.map((text) => `uart0 | ${text}`).join('\n')],
  ])('%s', (_, text) => {
    const { pieces, log } = readLog(text);
    expect(pieces.map(({ bytes }) => bytes)).toEqual(plain.pieces.map(({ bytes }) => bytes));
    expect(log.facts.map(({ kind, status }) => [kind, status])).toEqual(
      plain.log.facts.map(({ kind, status }) => [kind, status]),
    );
  });

  test('with bytes of noise, which are no text', () => {
    const noise = Uint8Array.of(0, 0xff, 0xfe, 0x07, 0x0a);
    const text = new TextEncoder().encode(`\n${KNOWN.join('\n')}\n`);
    const { format, pieces, log } = readLog(Uint8Array.of(...noise, ...text, ...noise));
    expect(format).toBe('log');
    expect(pieces).toHaveLength(1);
    expect(log.facts).toHaveLength(2);
  });

  test('a descriptor with some text in it is no log', () => {
    const bytes = Uint8Array.of(...new Uint8Array(40), ...new TextEncoder().encode(CALL));
    expect(readInput(bytes)).toMatchObject({ format: 'raw bytes' });
  });
});

describe('the work', () => {
  /** Characters that patterns were given while lines were read. */
  function workOf(lines: readonly string[]): number {
    let work = 0;
    const exec = RegExp.prototype.exec;
    const spy = vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function (this: RegExp, text) {
      work += text.length;
      return exec.call(this, text);
    });
    try {
      const reader = new LogReader();
      for (const text of lines) reader.read(text);
      reader.finish();
    } finally {
      spy.mockRestore();
    }
    return work;
  }

  const many = (text: string, count: number) => Array.from({ length: count }, () => text);

  test.each([
    ['plain lines', 'usb 1-1: new high-speed device number 2'],
    ['calls', CALL],
    ['rows of one dump', DUMP[0]!],
    ['rows of any dump', '00000000: 00 11 22 33 44 55 66 77'],
    ['registers', 'x0 : 0000000084000073 x1 : 0000000000000050'],
    ['ids', '0x84000073 '.repeat(90)],
    ['bytes', 'x: aa aa aa aa aa aa aa aa aa '.repeat(30)],
    ['offsets', '00000000: '.repeat(100)],
    ['escapes', '\u001b['.repeat(500)],
    ['starts of every kind', WORDS.join(' ')],
  ])('grows no faster than the number of %s', (_, text) => {
    const [some, twice] = [workOf(many(text, 200)), workOf(many(text, 400))];
    expect(twice).toBeLessThanOrEqual(some * 2.05);
  });

  test.each(WORDS.map((word) => [word]))('does not grow with the length of a line of %j', (word) => {
    const [some, more] = [word.repeat(2_000), word.repeat(20_000)];
    expect(workOf([more])).toBeLessThanOrEqual(workOf([some]) * 1.05);
  });
});
