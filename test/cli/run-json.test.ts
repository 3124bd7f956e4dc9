import { describe, expect, test } from 'vitest';
import { EXAMPLE, MISSED, SMALL } from './run-files.ts';
import { tantalum } from './support.ts';

/** A line of any kind. */
interface Line {
  readonly kind?: string;
  readonly step?: number;
  readonly ok?: boolean;
  readonly in?: readonly string[];
  readonly out?: readonly string[];
  readonly tx?: string;
  readonly refusal?: object;
  readonly pages?: readonly object[];
}

function linesOf(...args: string[]): readonly Line[] {
  return tantalum(['run', '--json', ...args])
    .out.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function linesFrom(input: string): readonly Line[] {
  const { out } = tantalum(['run', '--json', '-'], { input });
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

describe('every line is an object', () => {
  test.each([
    ['all as expected', SMALL, { ok: true, kind: 'end', steps: 9, missed: 0 }],
    ['something not', MISSED, { ok: false, kind: 'end', steps: 9, missed: 8 }],
  ])('between what it is and how it ended: %s', (_, input, end) => {
    const lines = linesFrom(input);
    expect(lines[0]).toMatchObject({ format: 'ffa-trace', version: 1 });
    expect(lines.at(-2)).toMatchObject({ kind: 'pages' });
    expect(lines.at(-1)).toEqual(end);
    for (const line of lines.slice(1, -2))
      expect(['step', 'call', 'fault', 'abort', 'judged']).toContain(line.kind);
  });

  test('also of the example, where every step is judged once', () => {
    const lines = linesOf(EXAMPLE);
    const numbers = (kind: string) => lines.filter((line) => line.kind === kind).map(({ step }) => step!);
    const all = Array.from({ length: 43 }, (_, index) => index + 1);
    expect(numbers('step')).toEqual(all);
    expect(numbers('judged').toSorted((left, right) => left - right)).toEqual(all);
    expect(lines.at(-1)).toEqual({ ok: true, kind: 'end', steps: 43, missed: 0 });
  });
});

test('the header has the machine, with the profile it is played as, and who makes its first run in the recording', () => {
  const input = `initialising: [vault]\n${SMALL}`;
  const { out } = tantalum(['run', '--json', '-', '--profile', 'hafnium'], { input });
  const [header = ''] = out.split('\n');
  expect(JSON.parse(header)).toMatchObject({
    machine: {
      profile: 'hafnium',
      memory: { dram: { base: 0x4000_0000, size: 0x10_0000, secure: false } },
      partitions: {
        os: { id: 0, memory: [{ base: 0x4000_0000, size: 0x10_0000, rights: 'RWX' }] },
        vault: { id: 0x8001, level: 'S-EL1', memory: [{ base: 0x0e00_0000, size: 0x1_0000, rights: 'RWX' }] },
      },
      initialising: ['vault'],
    },
  });
});

describe('the events', () => {
  const lines = linesFrom(SMALL);
  const ofKind = (kind: string): readonly Line[] => lines.filter((line) => line.kind === kind);

  test('a step', () => {
    expect(ofKind('step')[2]).toEqual({
      kind: 'step',
      step: 3,
      line: 9,
      by: 'os',
      do: 'lend',
      note: 'For a while.',
    });
  });

  test('a call: registers, what TX held, the pages that changed', () => {
    const call = ofKind('call').find(({ tx }) => tx !== undefined)!;
    expect(call).toMatchObject({
      kind: 'call',
      seq: 7,
      from: 'os',
      cpu: 0,
      next: 'os',
      changes: [{ change: 'claimed', party: 'os', address: '0x40010000', pages: 1 }],
    });
    expect(call.in).toHaveLength(18);
    expect(call.in?.slice(0, 3)).toEqual(['0x84000072', '0x70', '0x70']);
    expect(call.out?.[0]).toBe('0x84000061');
    expect(call.tx).toMatch(/^([0-9a-f]{2}){112}$/);
  });

  test('a refusal: the rule and its place', () => {
    expect(ofKind('call').find(({ refusal }) => refusal !== undefined)?.refusal).toEqual({
      rule: 'reclaim/held',
      status: 'DENIED',
      holder: { handle: '0x5', owner: 'os', since: 7 },
    });
  });

  test('a fault', () => {
    expect(ofKind('fault')).toEqual([
      {
        kind: 'fault',
        seq: 11,
        from: 'os',
        cpu: 0,
        fault: { access: 'read', address: '0x40010000', kind: 'translation' },
        page: { owner: 'os', held: { kind: 'lend', handle: '0x5', since: 7 } },
      },
    ]);
  });

  test('the end of a partition', () => {
    expect(ofKind('abort')).toEqual([
      {
        kind: 'abort',
        seq: 13,
        from: 'vault',
        changes: [
          { change: 'unmapped', party: 'vault', address: '0x40010000', pages: 1 },
          { change: 'returned', party: 'vault', address: '0xe000000', pages: 1 },
          { change: 'returned', party: 'vault', address: '0xe001000', pages: 1 },
        ],
      },
    ]);
  });

  test('a judgement, which comes late for a request', () => {
    expect(ofKind('judged').map(({ step, ok }) => [step, ok])).toEqual(
      [1, 2, 3, 5, 6, 4, 7, 8, 9].map((step) => [step, true]),
    );
    expect(linesFrom(MISSED).filter(({ ok, kind }) => kind === 'judged' && ok === false)[0]).toEqual({
      kind: 'judged',
      step: 2,
      ok: false,
      missed: 'it reads 00 00',
      expected: 'success with 01 02',
    });
  });

  test('the page map', () => {
    const pages = ofKind('pages')[0]?.pages;
    expect(pages?.slice(0, 4)).toEqual([
      {
        address: '0x40000000',
        pages: 1,
        secure: false,
        device: false,
        owner: 'os',
        access: [{ partition: 'os', rights: 'RW-' }],
        held: { kind: 'mailbox', since: 6 },
      },
      expect.objectContaining({ address: '0x40001000', access: [{ partition: 'os', rights: 'R--' }] }),
      expect.objectContaining({ address: '0x40002000', pages: 14 }),
      {
        address: '0x40010000',
        pages: 1,
        secure: false,
        device: false,
        owner: 'os',
        access: [],
        held: { kind: 'lend', handle: '0x5', since: 7 },
      },
    ]);
  });
});

test('the calls of a run can be decoded', () => {
  const { out } = tantalum(['run', EXAMPLE, '--json']);
  const { code, out: decoded } = tantalum(['decode', '-', '--call', 'share'], { input: out });
  expect(code).toBe(0);
  expect(decoded.split('\n').filter((line) => line.startsWith('call '))).toEqual([
    'call 12: FFA_MEM_SHARE_32, TX',
    'call 29: FFA_MEM_SHARE_32, TX',
    'call 31: FFA_MEM_SHARE_32, TX',
  ]);
});
