/** What tshark shows of the bytes in buffers is what `decode` shows of them: the same fields at the same places. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { annotate } from '../../src/core/abi/annotate.ts';
import type { AnnotatedField } from '../../src/core/abi/annotation.ts';
import { inspect } from '../../src/core/decode/inspect.ts';
import { structureNamed } from '../../src/core/decode/kinds.ts';
import { RecordedCalls } from '../../src/core/decode/recorded-calls.ts';
import { readRecordedBytes } from '../../src/core/decode/recorded-line.ts';
import { CAPTURES, exportedBytes, played } from '../trace/export.ts';
import { examplesRecording } from './examples-recording.ts';
import { TSHARK, tsharkOf } from './tshark.ts';

/** A field by the last part of its name, its place in the buffer, its bytes and its value. A part of a field has no bytes. */
type Shown = readonly [name: string, offset: number, bytes: string, value: string];

/** In words of filters. */
const words = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
const lastPart = (path: string) => path.split('.').at(-1)!;
/** What both show as a number, in whichever way, and what both show in words. */
const NUMBERS = new Set([
  'number',
  'count',
  'offset',
  'pages',
  'bytes-length',
  'endpoint',
  'address',
  'handle',
  'tag',
  'bits',
]);
const plain = (value: string) => (/^(0x[0-9a-f]+|[0-9]+)$/.test(value) ? String(BigInt(value)) : value);

function annotated({ path, offset, raw, value, kind, parts = [] }: AnnotatedField): readonly Shown[] {
  const compared = NUMBERS.has(kind) ? plain(value) : kind === 'uuid' ? value : '';
  const named = parts.filter(({ name }) => name !== 'reserved');
  return [
    [words(lastPart(path)), offset, raw, compared],
    ...named.map(({ name, value }): Shown => [words(name), offset, '', String(value)]),
  ];
}

/** What `decode` makes of every buffer of a recording; nothing for one with a field of which a part is missing or overlaid. */
function decoded(recording: string): readonly (readonly Shown[] | undefined)[] {
  const calls = new RecordedCalls();
  return recording.split('\n').flatMap((line, index) => {
    const read = line === '' || index === 0 ? 'other' : readRecordedBytes(line, index + 1);
    if (typeof read === 'string' || 'ok' in read || read.kind !== 'call') return [];
    return calls.piecesOf(read).map(({ bytes, kind, version, partitionInfoSize }) => {
      const size = partitionInfoSize === undefined ? {} : { partitionInfoSize };
      const seen = inspect(bytes, { call: kind, version, ...size });
      const { fields, faults } = annotate(bytes, structureNamed(kind!).annotation, seen.version!, size);
      const damaged = faults.some(({ detail }) => detail.startsWith('overlaps'));
      if (damaged || fields.some((field) => field.kind === 'cut')) return undefined;
      return fields.filter(({ kind }) => kind !== 'unknown').flatMap(annotated);
    });
  });
}

const FIELD =
  /<field name="ffa\.([^"]*)"[^>]* size="(\d+)" pos="(\d+)" show="([^"]*)"(?: value="([0-9a-f]*)")?/;
const NOT_IN_BUFFER = /^(broken|expert|response)/;

/** What tshark makes of them. */
function shown(recording: string): readonly (readonly Shown[])[] {
  const pdml = tsharkOf(exportedBytes('pcapng', recording), '-Y', 'ffa.buffer.content', '-T', 'pdml');
  return pdml
    .split('<packet>')
    .slice(1)
    .map((packet) => {
      const lines = packet.split('\n');
      const start = lines.findIndex((line) => line.includes('name="ffa.buffer.element_size"'));
      const from = Number(FIELD.exec(lines[start]!)![3]) + 4;
      return lines
        .slice(start + 1)
        .flatMap((line): Shown[] => {
          const [, name = '', size = '', pos = '', show = '', value = ''] = FIELD.exec(line) ?? [];
          if (name === '' || size === '0' || NOT_IN_BUFFER.test(name)) return [];
          const part = line.includes('unmaskedvalue');
          return [[lastPart(name), Number(pos) - from, part ? '' : value, plain(show)]];
        })
        .toSorted((a, b) => a[1] - b[1]);
    });
}

/** Values are compared where `decode` gives them. */
function comparable(found: readonly Shown[], wanted: readonly Shown[]): readonly Shown[] {
  return found.map(([name, offset, bytes, value], index) => [
    name,
    offset,
    bytes,
    wanted[index]?.[3] === '' ? '' : value,
  ]);
}

describe.runIf(TSHARK).each(['machines/three-worlds.yaml', ...CAPTURES, 'the examples of all rules'])(
  'the buffers of %s',
  (name) => {
    test('are shown as decode shows them', async () => {
      const recording = await recordingNamed(name);
      const [found, wanted] = [shown(recording), decoded(recording)];
      expect(found).toHaveLength(wanted.length);
      expect(wanted.filter((fields) => fields === undefined).length * 20).toBeLessThan(wanted.length);
      for (const [index, fields] of wanted.entries())
        if (fields !== undefined) expect(comparable(found[index]!, fields)).toEqual(fields);
    });
  },
);

async function recordingNamed(name: string): Promise<string> {
  if (name.endsWith('.yaml')) return played(name);
  return name.endsWith('.ndjson') ? readFileSync(name, 'utf8') : examplesRecording();
}
