import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { CAPTURES, call, played, recordingOf } from '../trace/export.ts';
import { fieldsOf, SOUND, TSHARK } from './tshark.ts';

interface Line {
  readonly kind?: string;
  readonly seq: number;
  readonly from?: string;
  readonly el?: string;
  readonly cpu?: number;
  readonly next?: string;
  readonly in: readonly string[];
  readonly out: readonly string[] | null;
  readonly refusal?: { readonly rule: string };
}

/** A packet as the recording tells it, from the lines themselves. */
interface Packet {
  readonly kind: 'call' | 'answer' | 'fault' | 'teardown';
  readonly partition: string;
  readonly line: Line;
  readonly registers: readonly string[];
}

const KIND = { call: '1', answer: '2', fault: '3', teardown: '4' };
const ERROR = '0x84000060';

function packetsOf(recording: string): readonly Packet[] {
  return recording
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
    .filter(({ kind = 'call' }) => ['call', 'fault', 'abort'].includes(kind))
    .flatMap((line): Packet[] => {
      const partition = line.from ?? line.el ?? '';
      if (line.kind === 'fault') return [{ kind: 'fault', partition, line, registers: [] }];
      if (line.kind === 'abort') return [{ kind: 'teardown', partition, line, registers: [] }];
      const call: Packet = { kind: 'call', partition, line, registers: line.in };
      if (line.out === null) return [call];
      return [call, { kind: 'answer', partition: line.next ?? partition, line, registers: line.out }];
    });
}

const long = (register = '0x0') => `0x${register.slice(2).padStart(16, '0')}`;
const isFfa = (id: string) => /^0x[8c]40000[6-8]./.test(id) || id === '0x84000090';
const status = ({ kind, registers }: Packet) => {
  if (kind !== 'answer') return '';
  if (registers[0] === ERROR) return String(Number.parseInt(registers[2]!, 16) | 0);
  return registers[0]!.endsWith('ffffffff') ? '-1' : '';
};

const RECORDINGS = ['machines/three-worlds.yaml', ...CAPTURES];

const TOLD = ['kind', 'call', 'cpu', 'partition', 'function', 'answer', 'status', 'rule'].map(
  (name) => `ffa.${name}`,
);
const REGISTERS = Array.from({ length: 18 }, (_, register) => `ffa.x${register}`);
const FRAMES = ['ffa.response_in', 'ffa.response_to'];

describe.runIf(TSHARK).each(RECORDINGS)('tshark on %s', (file) => {
  let packets: readonly Packet[] = [];
  let rows: readonly (readonly string[])[] = [];
  const columns = (fields: readonly string[]) => {
    const places = fields.map((field) => ALL.indexOf(field));
    return rows.map((row) => places.map((place) => row[place]!));
  };
  const ALL = ['frame.interface_name', ...TOLD, ...REGISTERS, ...FRAMES];
  beforeAll(async () => {
    const recording = file.endsWith('.yaml') ? await played(file) : readFileSync(file, 'utf8');
    packets = packetsOf(recording);
    rows = fieldsOf(recording, SOUND, ALL);
  });

  test('finds what the recording says', () => {
    expect(columns(['frame.interface_name', ...TOLD])).toEqual(
      packets.map((packet) => {
        const { kind, partition, line, registers } = packet;
        const call = kind === 'call' || kind === 'answer';
        return [
          partition,
          KIND[kind],
          String(line.seq),
          String(line.cpu ?? 0),
          partition,
          call ? `0x${line.in[0]!.slice(-8).padStart(8, '0')}` : '0x00000000',
          kind === 'answer' && isFfa(registers[0]!) ? registers[0] : '',
          status(packet),
          call ? (line.refusal?.rule ?? '') : '',
        ];
      }),
    );
  });

  test('shows every register', () => {
    expect(columns(REGISTERS)).toEqual(
      packets.map(({ registers }) =>
        REGISTERS.map((_, register) => (registers.length === 0 ? '' : long(registers[register]))),
      ),
    );
  });

  test('leads from a call to its answer and back', () => {
    const calls = new Map<string, number[]>();
    const expected = packets.map(() => ['', '']);
    for (const [index, { kind, partition }] of packets.entries()) {
      const waiting = calls.get(partition) ?? [];
      calls.set(partition, waiting);
      if (kind === 'call') waiting.push(index);
      const asked = kind === 'answer' ? waiting.pop() : undefined;
      if (asked === undefined) continue;
      expected[asked]![0] = String(index + 1);
      expected[index]![1] = String(asked + 1);
    }
    expect(columns(FRAMES)).toEqual(expected);
  });
});

test.runIf(TSHARK)('a direct request is answered where the other side responds', () => {
  const recording = recordingOf([
    call(1, 'vault', [0x8400_006b], [0x8400_006b], { next: 'os' }),
    call(2, 'os', [0x8400_006f, 0x8001], [0x8400_006f, 0x8001], { next: 'vault' }),
    call(3, 'vault', [0x8400_0069], [0x8400_0061, 0, 0x8001]),
    call(4, 'vault', [0x8400_0070, 0x8001_0000], [0x8400_0070, 0x8001_0000], { next: 'os' }),
  ]);
  expect(fieldsOf(recording, 'ffa.response_in', ['frame.number', 'ffa.response_in'])).toEqual([
    ['1', '4'],
    ['3', '8'],
    ['5', '6'],
  ]);
});

describe.runIf(TSHARK)('a filter on three worlds', () => {
  let recording = '';
  beforeAll(async () => {
    recording = await played('machines/three-worlds.yaml');
  });

  test.each([
    ['ffa.status', [17, 29, 32, 43]],
    ['ffa.status == -6', [17, 29]],
    ['ffa.status.name == "DENIED" && ffa.function == "FFA_MEM_SHARE_32"', [29]],
    ['ffa.function.name == "FFA_MEM_DONATE" && ffa.kind == "call"', [40]],
    ['ffa.rule == "send/held" && ffa.kind == "answer"', [29]],
    ['ffa.broken', [29, 32, 43]],
    ['ffa.handle == 0x200000007', [28, 30]],
    ['ffa.constituent.address == 0x40300000', [28, 29]],
    ['ffa.partition_info.uuid == "378daedc-f06b-4446-8314-40ab933c87a3"', [10]],
    ['ffa.transaction.flags.zero_memory == 1 && ffa.kind == "call"', [20]],
    ['ffa.fault.kind == "permission"', [22]],
    ['ffa.partition == "notary" && ffa.receiver.permissions.data_access == "RW"', [23, 41]],
  ])('%s', (filter, calls) => {
    const found = fieldsOf(recording, filter, ['ffa.call']).map(([call]) => Number(call));
    expect([...new Set(found)]).toEqual(calls);
  });
});
