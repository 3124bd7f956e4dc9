/** Recordings of Gunyah's machines and of guests in every format, and as what `decode` reads of them. Nothing that happened is left out unsaid. */

import { beforeAll, describe, expect, test } from 'vitest';
import { inspect } from '../../src/core/decode/inspect.ts';
import { readInput } from '../../src/core/decode/read-input.ts';
import { eventsOf, problemsOf } from './chrome-problems.ts';
import { exported, exportedBytes, played } from './export.ts';
import { readItems, readPcapng } from './read-pcapng.ts';

const DROPS = [
  { kind: 'drop', seq: 99, from: 'hlos', packet: '21fd0000120000510102', why: 'too many continuations' },
  { kind: 'drop', seq: 99, from: 'hlos', packet: '', why: 'shorter than a header' },
  { kind: 'drop', seq: 99, from: 'hlos', packet: 'ff'.repeat(300), why: 'longer than a packet' },
];
/** Where a packet says what it is. */
const KIND = 4;
/** No kernel's driver traces them. */
const UNTRACED = /^(MEM_APPEND|MEM_LOOKUP_SGL|VM_.*)$/;

interface Line {
  readonly kind?: string;
  readonly message?: string;
}

describe.each(['machines/gunyah.yaml', 'machines/both.yaml'])('a recording of %s', (file) => {
  let recording = '';
  let lines: readonly Line[] = [];
  const count = (...kinds: readonly string[]) => lines.filter(({ kind = '' }) => kinds.includes(kind)).length;
  beforeAll(async () => {
    recording = [await played(file), ...DROPS.map((drop) => JSON.stringify(drop))].join('\n');
    lines = recording.split('\n').map((line) => JSON.parse(line) as Line);
    expect(count('request')).toBeGreaterThan(10);
  });

  test('as text has a line for everything', () => {
    const text = exported('text', recording);
    expect(text.split('\n')).toHaveLength(count('call', 'fault', 'abort', 'request', 'notice', 'drop') + 1);
  });

  test('for Perfetto is in order, and has a slice for each request', () => {
    const events = eventsOf(exported('perfetto', recording));
    expect(problemsOf(events)).toEqual([]);
    const slices = events.filter(({ ph, cat }) => ph === 'X' && String(cat).startsWith('request'));
    expect(slices).toHaveLength(count('request'));
  });

  test('as pcapng has two packets for each question, and one for everything else', () => {
    const { packets } = readPcapng(exportedBytes('pcapng', recording));
    expect(packets).toHaveLength(count('call', 'request') * 2 + count('fault', 'abort', 'notice', 'drop'));
  });

  test('as pcapng holds messages that decode knows', () => {
    const { packets } = readPcapng(exportedBytes('pcapng', recording));
    const kinds = packets.flatMap(({ bytes }) =>
      readItems(bytes)
        .items.filter(({ type }) => type === 'message')
        .map(({ value }) => inspect(value).kind),
    );
    expect(kinds).toEqual(Array.from({ length: count('request') * 2 + count('notice') }, () => 'rm-packet'));
  });

  test('as ftrace has calls, and requests about memory from question to answer', () => {
    const written = exported('ftrace', recording).trimEnd().split('\n');
    const requests = lines.filter(({ kind, message = '' }) => kind === 'request' && !UNTRACED.test(message));
    const notify = requests.filter(({ message }) => message === 'MEM_NOTIFY').length;
    expect(written.filter((line) => line.includes(': host_ffa_call '))).toHaveLength(count('call'));
    expect(written.filter((line) => line.includes(': gh_rm_mem_'))).toHaveLength(
      requests.length * 2 - notify,
    );
  });

  test('for decode is a piece for each message and each dropped packet', () => {
    const read = readInput(recording);
    const pieces = read.ok ? read.pieces.filter(({ kind = '' }) => kind.startsWith('rm-')) : [];
    expect(pieces).toHaveLength(count('request') * 2 + count('notice', 'drop'));
  });
});

describe('what a hypervisor settles as time passes', () => {
  const SETTLED = 'settles what guests left, as time passes';
  const PAGES = 'returned 0x406fe000+2 android; returned 0x40400000+2 android';
  let recording = '';
  beforeAll(async () => {
    recording = await played('machines/guests.yaml');
  });

  test('as text is a line with the pages', () => {
    const line = exported('text', recording)
      .split('\n')
      .find((text) => text.includes('settles'));
    expect(line?.split(/ {2,}/).slice(1)).toEqual(['hypervisor', SETTLED, PAGES]);
  });

  test('for Perfetto is a moment on the track of the hypervisor', () => {
    const events = eventsOf(exported('perfetto', recording));
    expect(problemsOf(events)).toEqual([]);
    const settled = events.filter(({ name }) => name === SETTLED);
    const track = events.find(({ ph, tid }) => ph === 'M' && tid === settled[0]?.tid);
    expect(settled).toMatchObject([{ ph: 'i', args: { pages: PAGES.split('; ') } }]);
    expect(track).toMatchObject({ args: { name: 'hypervisor' } });
  });

  test('as pcapng is a packet with the pages, and remarks', () => {
    const { packets } = readPcapng(exportedBytes('pcapng', recording));
    const settled = packets.filter(({ bytes }) => bytes[KIND] === 9);
    const types = settled.flatMap(({ bytes }) => readItems(bytes).items.map(({ type }) => type));
    expect(types).toEqual(['partition', 'change', 'change']);
    expect(settled.map(({ comments }) => comments)).toEqual([[SETTLED, PAGES]]);
  });

  test('as ftrace has no line: no kernel traces it', () => {
    expect(exported('ftrace', recording)).not.toContain('settle');
  });
});
