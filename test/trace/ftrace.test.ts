import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TraceLines } from '../../src/core/trace/trace-lines.ts';
import { call, exported, REGISTER, recordingOf } from './export.ts';

const ftrace = (...events: readonly object[]): string => exported('ftrace', recordingOf(events));

describe('a call is written as the hypervisor prints it', () => {
  test.each([
    [
      'a success',
      call(12, 'os', [0x8400_0073, 0x70, 0x70], [0x8400_0061, 0, 7, 0, 0xab]),
      '[000]\t    0.012000: host_ffa_call ffa_func=0x84000073 a1=0x0 a2=0x7 a3=0x0 a4=ab handled=1 err=0\n',
    ],
    [
      'a refusal',
      call(1, 'os', [0x8400_0077, 7], [0x8400_0060, 0, 0xffff_fffa]),
      '[000]\t    0.001000: host_ffa_call ffa_func=0x84000077 a1=0x0 a2=0xfffffffa a3=0x0 a4=0 handled=1 err=-6\n',
    ],
    [
      'a call that never returned, at its time on its processor',
      { ...call(1, 'os', [0x8400_0090], []), out: null, cpu: 3, t_us: 12_345_678 },
      '[003]\t   12.345678: host_ffa_call ffa_func=0x84000090 a1=0x0 a2=0x0 a3=0x0 a4=0 handled=0 err=0\n',
    ],
    ['nothing for what is no call of FF-A', call(1, 'os', [0x8400_0008], [0]), ''],
    ['nothing for what is no call', { kind: 'abort', seq: 1, from: 'os' }, ''],
  ])('%s', (_, event, line) => {
    expect(ftrace(event)).toBe(line);
  });
});

describe('a line is read', () => {
  const FIELDS = 'ffa_func=0x84000073 a1=0x0 a2=0x7 a3=0x0 a4=0 handled=1 err=0';

  test.each([
    ['as the hypervisor prints it', `[001]\t    0.012345: host_ffa_call ${FIELDS}`],
    [
      'as tools of ftrace print it',
      `   kworker/0:1-42    [001] d..1.     0.012345: host_ffa_call: ${FIELDS}`,
    ],
    ['with 0x before a4', `[001]\t    0.012345: host_ffa_call ${FIELDS.replace('a4=', 'a4=0x')}`],
  ])('%s', (_, line) => {
    expect(exported('text', line)).toBe('1  12345 us  host/1  FFA_MEM_SHARE_32  -> w2 7\n');
  });

  test('with a status, which may stand in err alone', () => {
    const line = `[000]\t    0.000001: host_ffa_call ${FIELDS.replace('a2=0x7', 'a2=0x0').replace('err=0', 'err=-6')}`;
    expect(exported('text', line)).toBe('1  1 us  host  FFA_MEM_SHARE_32  -> FFA_ERROR DENIED\n');
  });

  test('and other events and comments are passed over', () => {
    const lines = [
      '# tracer: nop',
      '[000]\t    0.000001: hyp_enter  ',
      `[000]\t    0.000002: host_ffa_call ${FIELDS}`,
      '[000]\t    0.000003: hyp_exit  ',
      'CPU:0 [LOST 12 EVENTS]',
      `[000]\t    0.000004: host_ffa_call ${FIELDS}`,
    ];
    expect(exported('ftrace', lines.join('\n'))).toBe(`${lines[2]}\n${lines[5]}\n`);
  });

  test.each([
    ['fields that are not there', `[000]\t    0.000001: host_ffa_call ffa_func=0x84000073`, 35],
    [
      'a register that is no number',
      `[000]\t    0.000001: host_ffa_call ${FIELDS.replace('0x7', '0xg')}`,
      35,
    ],
  ])('unless it has %s', (_, line, column) => {
    expect(new TraceLines().read(line)).toMatchObject({ ok: false, line: 1, column });
  });
});

test('what is written reads back as it was', () => {
  const event = fc.record({
    kind: fc.constant('call'),
    seq: fc.nat(),
    cpu: fc.nat({ max: 255 }),
    t_us: fc.nat(),
    in: fc.tuple(fc.integer({ min: 0x8400_0060, max: 0x8400_0090 }).map((id) => `0x${id.toString(16)}`)),
    out: fc.option(
      fc.tuple(fc.constantFrom('0x84000061', '0x84000060'), REGISTER, REGISTER, REGISTER, REGISTER),
    ),
  });
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 5 }), (events) => {
      const once = ftrace(...events);
      const twice = exported('ftrace', once);
      expect(twice).toBe(once);
    }),
  );
});
