/** What tshark shows of Gunyah's messages is what `decode` shows of them: the same fields at the same places. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { AnnotatedField } from '../../src/core/abi/annotation.ts';
import { inspect } from '../../src/core/decode/inspect.ts';
import { rmRuleById } from '../../src/core/gunyah/rules/registry.ts';
import { messageText, replyText } from '../../src/core/gunyah/wire/message-text.ts';
import { exportedBytes, played, recordingOf } from '../trace/export.ts';
import { readItems, readPcapng } from '../trace/read-pcapng.ts';
import { EXAMPLE_MESSAGES } from './message-examples.ts';
import { fieldsOf, SOUND_MESSAGES, TSHARK, tsharkOf } from './tshark.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const EXAMPLES = recordingOf(
  EXAMPLE_MESSAGES.flatMap(({ id, payload, replies }, seq) => {
    const message = { seq, from: 'hlos', sequence: seq, id: `0x${id.toString(16)}`, payload: hex(payload) };
    const answers = Object.values(replies);
    if (answers.length === 0) return [{ kind: 'notice', ...message }];
    return answers.map((reply) => ({ kind: 'request', ...message, reply: hex(reply) }));
  }),
);
const RECORDINGS = ['a message of every kind', 'machines/gunyah.yaml', 'machines/both.yaml'] as const;
const recordingNamed = (name: string): string | Promise<string> =>
  name.endsWith('.yaml') ? played(name) : EXAMPLES;

/** A field by the last part of its name, its place in the message, and its bytes. */
type Shown = readonly [name: string, offset: number, bytes: string];

/** What filters call fields whose names alone say too little. */
const CALLED: Readonly<Record<string, string>> = { id: 'msg_id', type: 'memory_type' };
const IN_HEADER = 8;

function annotated({ path, offset, raw }: AnnotatedField): Shown {
  const name = path
    .split('.')
    .at(-1)!
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
  return [offset >= IN_HEADER || name === 'id' ? (CALLED[name] ?? name) : name, offset, raw];
}

/** What `decode` makes of every message of a capture. */
function decoded(capture: Buffer): readonly (readonly Shown[])[] {
  return readPcapng(capture).packets.flatMap(({ bytes }) =>
    readItems(bytes)
      .items.filter(({ type }) => type === 'message')
      .map(({ value }) => inspect(value, { call: 'rm-packet' }).fields.map(annotated)),
  );
}

const FIELD = /<field name="gunyah\.rm\.([^"]*)"[^>]* size="(\d+)" pos="(\d+)"[^>]*? value="([0-9a-f]*)"/;

/** What tshark makes of them. Parts of fields, and what is generated, have no bytes of their own. */
function shown(capture: Buffer): readonly (readonly Shown[])[] {
  const pdml = tsharkOf(capture, '-Y', 'gunyah.rm.msg_id', '-T', 'pdml');
  return pdml
    .split('<packet>')
    .slice(1)
    .map((packet) => {
      const fields = packet.split('\n').flatMap((line): Shown[] => {
        const [, name = '', size = '', pos = '', value = ''] = FIELD.exec(line) ?? [];
        const own = name !== '' && size !== '0' && !line.includes('unmaskedvalue');
        const generated = ['packet', 'error.name', 'errno'].includes(name);
        return own && !generated ? [[name.split('.').at(-1)!, Number(pos), value]] : [];
      });
      const start = fields[0]![1];
      return fields
        .map(([name, pos, value]): Shown => [name, pos - start, value])
        .toSorted((a, b) => a[1] - b[1]);
    });
}

describe.runIf(TSHARK).each(RECORDINGS)('the messages of %s', (name) => {
  test('are shown as decode shows them', async () => {
    const capture = exportedBytes('pcapng', await recordingNamed(name));
    const wanted = decoded(capture);
    expect(wanted.length).toBeGreaterThan(20);
    expect(shown(capture)).toEqual(wanted);
  });

  test('are summed up as in a trace of text', async () => {
    const recording = await recordingNamed(name);
    const lines = recording.split('\n').map((line) => JSON.parse(line) as Line);
    const ranges = /^VM_HOST_IPA_RESERVE/;
    const summaries = lines.flatMap(({ kind, id, payload, reply = '', refusal }) => {
      if (kind !== 'request' && kind !== 'notice') return [];
      const text = messageText(Number(id), Buffer.from(payload, 'hex'));
      const rule = refusal === undefined ? '' : ` ${refusal.rule}`;
      const answer = `-> ${replyText(Number(id), Buffer.from(reply, 'hex'))}`;
      return kind === 'notice' ? [text] : [`${text}${rule}`, `${answer}${rule}`];
    });
    const rows = fieldsOf(recording, SOUND_MESSAGES, ['_ws.col.Info']).map(([info]) => info!);
    expect(rows.filter((row) => !ranges.test(row))).toEqual(summaries.filter((row) => !ranges.test(row)));
  });
});

interface Line {
  readonly kind?: string;
  readonly seq: number;
  readonly from: string;
  readonly sequence: number;
  readonly id: string;
  readonly payload: string;
  readonly reply?: string;
  readonly refusal?: { readonly rule: string; readonly status: string };
}

describe.runIf(TSHARK)('every refusal of machines/gunyah.yaml', () => {
  let recording = '';
  let refused: readonly Line[] = [];
  beforeAll(async () => {
    recording = await played('machines/gunyah.yaml');
    refused = recording
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
      .filter(({ refusal }) => refusal !== undefined);
  });

  test('has its rule in words, its error by name and as Linux has it, and an expert info', () => {
    const fields = [
      'kind',
      'vm',
      'rule',
      'rule.must',
      'rule.why',
      'rule.fix',
      'rm.error.name',
      'expert.refused',
    ];
    const rows = fieldsOf(
      recording,
      `${SOUND_MESSAGES} && gunyah.rule`,
      fields.map((field) => `gunyah.${field}`),
    );
    expect(refused.length).toBeGreaterThan(5);
    expect(rows.map((row) => row.slice(0, 7))).toEqual(
      refused.flatMap(({ from, refusal }) => {
        const { what, why, fix } = rmRuleById(refusal!.rule)!;
        const words = [from, refusal!.rule, what, why, fix];
        return [
          ['5', ...words, ''],
          ['6', ...words, refusal!.status],
        ];
      }),
    );
    expect(rows.map((row) => row[7] !== '')).toEqual(rows.map(([kind]) => kind === '6'));
  });

  test('leads from the request to the answer', () => {
    const rows = fieldsOf(recording, 'gunyah.rm.error', [
      'frame.number',
      'gunyah.response_to',
      'gunyah.call',
    ]);
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.map(([frame, to]) => Number(frame) - Number(to))).toEqual(rows.map(() => 1));
    const back = fieldsOf(recording, 'gunyah.response_in', ['frame.number', 'gunyah.response_in']);
    expect(back.map(([frame, by]) => [by, frame])).toEqual(rows.map(([frame, to]) => [frame, to]));
  });
});

test.runIf(TSHARK)('an answer belongs to the request of the same VM, number and message', () => {
  const message = { id: '0x51000015', payload: '0500000000000000', reply: '00000000' };
  const recording = recordingOf([
    { kind: 'request', seq: 1, from: 'hlos', sequence: 7, ...message },
    { kind: 'request', seq: 2, from: 'peer', sequence: 7, ...message },
    { kind: 'request', seq: 3, from: 'hlos', sequence: 8, ...message },
  ]);
  expect(
    fieldsOf(recording, 'gunyah.response_to', ['gunyah.vm', 'gunyah.rm.sequence', 'gunyah.response_to']),
  ).toEqual([
    ['hlos', '7', '1'],
    ['peer', '7', '3'],
    ['hlos', '8', '5'],
  ]);
});

describe.runIf(TSHARK)('a filter on both protocols', () => {
  let recording = '';
  beforeAll(async () => {
    recording = await played('machines/both.yaml');
  });

  test.each([
    ['gunyah && gunyah.kind == "request"', [8, 11, 12, 14, 15, 18, 20, 21, 23, 24, 25]],
    ['gunyah.rm.msg_id == "MEM_LEND"', [12, 14, 21]],
    ['gunyah.rm.msg_id == 0x51000013', [8]],
    ['gunyah.rm.error == "MEM_INVALID"', [12, 14]],
    ['gunyah.rm.errno == "-EINVAL"', [12, 14, 15]],
    ['gunyah.rule == "rm-region/held" && gunyah.broken', [12, 14]],
    ['gunyah.rm.region.base == 0x40100000', [12, 21]],
    ['gunyah.rm.acl.rights.write == 0 && gunyah.rm.vmid == 45', [8]],
    ['gunyah.rm.handle == 1 && gunyah.vm == "guest"', [23]],
    ['gunyah.rm.accept.flags.done == 1 && gunyah.rm.transfer == "lend"', [23]],
    ['gunyah.change.address == 0x40200000 && gunyah.change.what == "mapped"', [11]],
    ['ffa.rule == "send/held" || gunyah.expert.refused', [12, 13, 14, 15]],
  ])('%s', (filter, calls) => {
    const rows = fieldsOf(recording, filter, ['gunyah.call', 'ffa.call']);
    expect([...new Set(rows.map(([message, call]) => Number(message || call)))]).toEqual(calls);
  });

  test('of one protocol passes nothing of the other', () => {
    expect(fieldsOf(recording, 'ffa && gunyah', ['frame.number'])).toEqual([]);
    expect(fieldsOf(recording, '!ffa && !gunyah', ['frame.number'])).toEqual([]);
  });
});

describe.runIf(TSHARK)('a packet that was dropped', () => {
  test.each([
    ['210107001200005100', 'too many continuations', 'a packet of 9 bytes, MEM_LEND, sequence 7'],
    ['2101', 'shorter than a header', 'a packet of 2 bytes'],
    ['', 'shorter than a header', 'a packet of 0 bytes'],
  ])('%j is shown as far as it goes', (packet, why, text) => {
    const recording = recordingOf([{ kind: 'drop', seq: 4, from: 'peer', packet, why }]);
    const [row] = fieldsOf(recording, `${SOUND_MESSAGES} && gunyah.expert.dropped`, [
      'gunyah.rule',
      '_ws.col.Info',
    ]);
    expect(row![1]).toBe(`dropped, ${why}: ${text} ${row![0]}`);
  });
});
