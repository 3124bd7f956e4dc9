/** Manifests as blobs: what partitions that ask for their own manifest are given. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { manifestBlob } from '../../src/node/machine/manifest-blob.ts';
import { parseDts } from '../../src/node/manifest/dts.ts';
import type { DtsNode } from '../../src/node/manifest/dts-tree.ts';
import { Findings } from '../../src/node/manifest/finding.ts';
import { isInstalled, read } from '../installed.ts';
import { MANIFESTS } from './support.ts';

async function parsed(text: string): Promise<DtsNode> {
  const findings = new Findings('test.dts');
  const root = await parseDts(text, findings);
  expect(findings.sorted()).toEqual([]);
  return root!;
}

/** The bytes of the structure block in hex, a word at a time; `^` stands for the start of a node, `$` for its end. */
async function structureOf(source: string): Promise<readonly string[]> {
  const blob = manifestBlob(await parsed(`/dts-v1/;\n/ { ${source} };\n`));
  const view = new DataView(blob.buffer);
  const [start, length] = [view.getUint32(8), view.getUint32(36)];
  return Array.from({ length: length / 4 }, (_, index) =>
    view
      .getUint32(start + index * 4)
      .toString(16)
      .padStart(8, '0'),
  );
}

describe('a blob has', () => {
  const BEGIN = '00000001';
  const END = '00000002';
  const PROPERTY = '00000003';
  const NOTHING = '00000000';

  test.each<[string, string, readonly string[]]>([
    ['a number in a cell', 'a = <0x1234>;', ['00000004', NOTHING, '00001234']],
    ['numbers of other widths', 'a = /bits/ 16 <0x1234 0x5678>;', ['00000004', NOTHING, '12345678']],
    ['bytes, filled up to a word', 'a = [01 02 03];', ['00000003', NOTHING, '01020300']],
    ['texts, each with its end', 'a = "ab", "c";', ['00000005', NOTHING, '61620063', NOTHING]],
    ['nothing at all', 'a;', [NOTHING, NOTHING]],
  ])('%s', async (_, source, words) => {
    expect(await structureOf(source)).toEqual([BEGIN, NOTHING, PROPERTY, ...words, END, '00000009']);
  });

  test('phandles for nodes that are referred to: their own, or the first free one', async () => {
    const words = await structureOf('a = <&two &one>; one: o { phandle = <1>; }; two: t { };');
    expect(words).toEqual([
      ...[BEGIN, NOTHING, PROPERTY, '00000008', NOTHING, '00000002', '00000001'],
      ...[BEGIN, '6f000000', PROPERTY, '00000004', '00000002', '00000001', END],
      ...[BEGIN, '74000000', PROPERTY, '00000004', '00000002', '00000002', END],
      ...[END, '00000009'],
    ]);
  });

  test('the path of a node that is named outside of cells, and unit addresses', async () => {
    const words = await structureOf('a = &n; n: n@1 { };');
    expect(words.slice(2, 7)).toEqual([PROPERTY, '00000005', NOTHING, '2f6e4031', NOTHING]);
  });
});

describe.runIf(isInstalled('dtc', 'manifests compiled by dtc'))('dtc reads the same', () => {
  const back = (blob: Uint8Array): string =>
    read('dtc', ['-I', 'dtb', '-O', 'dts', '-q'], blob).out.toString();

  test.each(['vault-1.0.dts', 'scribe-1.1.dts', 'phoenix-1.1.dts', 'manager.dts'])(
    'from %s',
    async (name) => {
      const source = readFileSync(path.join(MANIFESTS, name));
      const compiled = read('dtc', ['-I', 'dts', '-O', 'dtb', '-q'], source);
      expect(compiled.status).toBe(0);
      expect(back(manifestBlob(await parsed(source.toString())))).toBe(back(compiled.out));
    },
  );
});
