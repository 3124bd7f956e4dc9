/** Logs on the command line. */

import { describe, expect, test } from 'vitest';
import { hex } from '../abi/support.ts';
import { SHARE_80 } from '../decode/log/support.ts';
import { kernelOf } from '../decode/support.ts';
import { tantalum } from './support.ts';

const CALL = 'VERBOSE: SPM(5): 0x84000073 0x50 0x50 0x0 0x0 0x0 0x0 0x0\n';
const SUCCESS = 'VERBOSE: SPM(5): 0x84000061 0x0 0x7 0x0 0x0 0x0 0x0 0x0\n';
const REFUSED = 'VERBOSE: SPM(5): 0x84000060 0x0 0xfffffffe 0x0 0x0 0x0 0x0 0x0\n';
const DUMP = kernelOf(hex(SHARE_80));

const decode = (input: string, ...args: string[]) => tantalum(['decode', '-', ...args], { input });

describe('a log ends with', () => {
  test.each([
    ['0 where nothing is refused', CALL + DUMP + SUCCESS, [], 0],
    ['1 where a call is', CALL + DUMP + REFUSED, [], 1],
    ['1 where somebody says why', `${CALL}VERBOSE: Invalid memory sender ID.\n`, [], 1],
    ['1 where a dump breaks a rule', CALL + DUMP, ['--call', 'lend'], 1],
    ['1 in JSON, too', CALL + REFUSED, ['--json'], 1],
    ['2 where a numbered call is asked for', CALL, ['--seq', '1'], 2],
  ])('%s', (_, input, args, code) => {
    expect(decode(input, ...args).code).toBe(code);
  });
});

describe('a log as text', () => {
  test('tells facts and dumps in the order of their lines', () => {
    const { out } = decode(CALL + DUMP + SUCCESS);
    expect(out).toMatch(/^input {3}log: line 1 has the registers of FFA_MEM_SHARE_32\n\nline 1: call /);
    expect(out).toContain('\nlines 2..6: a dump of 80 bytes\nshare, FF-A 1.0, 80 bytes: valid\n');
    expect(out).toContain('\nwhy     share: the call on line 1 sends as many bytes\n');
    expect(out).toMatch(
      /\nline 7: answer FFA_SUCCESS_32 to FFA_MEM_SHARE of line 1 \(TF-A\)\n {2}handle low 0x7\n$/,
    );
  });

  test('tells what a status usually means, and where to read on', () => {
    expect(decode(CALL + REFUSED).out).toContain(`
line 2: answer FFA_ERROR INVALID_PARAMETERS to FFA_MEM_SHARE of line 1 (TF-A)
  usually descriptor/access-size: The stated size of an access descriptor is 16,
          or 32 for a caller of FF-A 1.2.
          descriptor/header-reserved: Reserved fields of the header are zero.
`);
    expect(decode(CALL + REFUSED).out).toMatch(/\n {10}or \d+ more: tantalum explain descriptor\n/);
  });

  test('counts what is only mentioned, and shows it when all is asked for', () => {
    const log = `${CALL}handler func:0x84000065\n`;
    expect(decode(log).out).toContain('\n1 line names a function without registers; --all shows what.\n');
    expect(decode(log, '--all').out).toContain('\nline 2: mention of FFA_RX_RELEASE\n');
  });

  test('lists the first lines that were not read', () => {
    const log = CALL + Array.from({ length: 12 }, (_, at) => `the SPMC hums ${at}\u001b[0m\n`).join('');
    const { out } = decode(log);
    expect(out).toContain('\nnot read\n  line 2: nothing in it is recognised\n    the SPMC hums 0\n');
    expect(out).toMatch(/the SPMC hums 9\n {2}and 2 more, which --json lists\n$/);
  });

  test.each([60, 80])('fits into %i columns', (columns) => {
    const log = `${CALL}${DUMP}${REFUSED}SHARE 0x1 (from VM 0x0, attributes 0x2f, flags 0x8, tag 0, to 1 recipients [VM 0x8001: 0x6 (offset 48)]): fully sent with 1 fragments, 1 retrieved\nthe SPMC hums\n`;
    const { out } = tantalum(['decode', '-'], { input: log, environment: { COLUMNS: String(columns) } });
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(columns);
  });
});

describe('judge', () => {
  test('has the dumps of a log judged', () => {
    const { out } = tantalum(['judge', '-'], { input: CALL + DUMP });
    expect(out).toMatch(/^line 2: share, FF-A 1\.0, 80 bytes\nspec {5}accepted\n/);
  });

  test('says what else there is where a log has none', () => {
    expect(tantalum(['judge', '-'], { input: CALL })).toEqual({
      code: 2,
      out: '',
      err: 'tantalum: the log dumps no descriptor\n  Run tantalum decode - to see what else it says.\n',
    });
  });
});
