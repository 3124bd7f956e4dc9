import { expect, test } from 'vitest';
import { judgeSystem } from '../../src/node/manifest/check-system.ts';
import { readManifest } from '../../src/node/manifest/manifest.ts';
import type { PartitionManifest } from '../../src/node/manifest/partition.ts';
import { sp10 } from './rule-case.ts';

const memory = (base: number, pages: number) => `
  memory-regions {
    compatible = "arm,ffa-manifest-memory-regions";
    heap { base-address = <0x0 0x${base.toString(16)}>; pages-count = <${pages}>; attributes = <3>; };
  };`;
const device = (base: number) => `
  device-regions {
    compatible = "arm,ffa-manifest-device-regions";
    uart { base-address = <0x0 0x${base.toString(16)}>; pages-count = <1>; attributes = <3>; };
  };`;

/** What is found in manifests together: the file, and the rule. */
async function found(...texts: readonly string[]): Promise<readonly string[]> {
  const manifests: PartitionManifest[] = [];
  for (const [index, text] of texts.entries()) {
    const { manifest, findings } = await readManifest(text, `${index}.dts`);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    if (manifest !== undefined) manifests.push(manifest);
  }
  return judgeSystem(manifests).map(({ file, rule }) => `${file} ${rule.id}`);
}

test.each<[string, readonly string[], readonly string[]]>([
  ['partitions that have nothing in common', [sp10({ root: 'id = <1>;' }), sp10({ root: 'id = <2>;' })], []],
  ['the same id', [sp10({ root: 'id = <1>;' }), sp10({ root: 'id = <1>;' })], ['1.dts system/same-id']],
  ['no ids at all', [sp10(), sp10()], []],
  [
    'memory that overlaps by a page',
    [sp10({ nodes: memory(0x7000000, 4) }), sp10({ nodes: memory(0x7003000, 4) })],
    ['1.dts system/same-memory'],
  ],
  ['memory side by side', [sp10({ nodes: memory(0x7000000, 4) }), sp10({ nodes: memory(0x7004000, 4) })], []],
  [
    'a region inside another that started long before',
    [
      sp10({ nodes: memory(0x7000000, 256) }),
      sp10({ nodes: memory(0x7001000, 1) }),
      sp10({ nodes: memory(0x7080000, 1) }),
    ],
    ['1.dts system/same-memory', '2.dts system/same-memory'],
  ],
  [
    'one device for two',
    [sp10({ nodes: device(0x9000000) }), sp10({ nodes: device(0x9000000) })],
    ['1.dts system/same-device'],
  ],
  [
    'a device in the memory of another',
    [sp10({ nodes: memory(0x9000000, 16) }), sp10({ nodes: device(0x9001000) })],
    ['1.dts system/same-device'],
  ],
])('%s', async (_, texts, expected) => {
  expect(await found(...texts)).toEqual(expected);
});
