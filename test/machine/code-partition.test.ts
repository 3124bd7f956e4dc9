import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { codePartition } from '../../src/node/machine/code-partition.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tantalum-code-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PLACE = { base: 0x6000_0000, end: 0x6010_0000, imageBytes: 0x1800, id: 0x8007 };

const MANIFEST = `/dts-v1/;
/ {
	compatible = "arm,ffa-manifest-1.0";
	description = "vault";
	ffa-version = <0x00010002>;
	uuid = <0x1d9a6c5e 0x27b44f3e 0x8a105b7c 0x92d0e341>;
	messaging-method = <0x3>;
	execution-ctx-count = <1>;
	exception-level = <2>;
	execution-state = <0>;
	entrypoint-offset = <0x4000>;
	gp-register-num = <2>;
	boot-info {
		compatible = "arm,ffa-manifest-boot-info";
		ffa_manifest;
	};
};
`;

/** What becomes of a manifest. */
function placed(manifest: string) {
  const file = path.join(folder, 'vault.dts');
  writeFileSync(file, manifest);
  return codePartition('vault', file, PLACE);
}

describe('an image and its manifest', () => {
  test('get the first free memory, with room behind the image, and boot information before it', async () => {
    const { partition, entry } = await placed(MANIFEST);
    expect(entry).toBe(0x6000_4000);
    expect(partition).toMatchObject({
      ...{ name: 'vault', id: 0x8007, level: 'S-EL1', contexts: 1 },
      // The image ends in the sixth page; 64 more are spare.
      memory: [{ base: 0x6000_0000, pages: 4 + 2 + 64 }],
      boot: { register: 2, at: 0x6000_0000 },
    });
  });

  test('are where and who the manifest says', async () => {
    const manifest = MANIFEST.replace(
      'entrypoint',
      'id = <9>;\n\tload-address = <0x0 0x60080000>;\n\tentrypoint',
    ).replace('level = <2>', 'level = <1>');
    const { partition, entry } = await placed(manifest);
    expect(entry).toBe(0x6008_4000);
    expect(partition).toMatchObject({ id: 0x8009, level: 'S-EL0', memory: [{ base: 0x6008_0000 }] });
  });

  test.each<[string, string, RegExp]>([
    [
      'a load address where there is no memory',
      MANIFEST.replace('entrypoint', 'load-address = <0x0 0x7000000>;\n\tentrypoint'),
      /vault\.dts: 0x7000000 and what follows is not free memory .* from 0x60000000 to 0x60100000/,
    ],
    [
      'more than there is memory for',
      MANIFEST.replace('<0x4000>', '<0x100000>'),
      /0x60000000 and what follows is not free memory/,
    ],
    [
      'no room for boot information',
      MANIFEST.replace('<0x4000>', '<0x800>'),
      /boot information comes before the image/,
    ],
    ['two contexts', MANIFEST.replace('count = <1>', 'count = <2>'), /it has 2 execution contexts/],
    ['no UUID', MANIFEST.replace(/.*uuid.*\n/, ''), /vault\.dts:\d+:\d+: .*uuid/],
  ])('cannot be with %s', async (_name, manifest, message) => {
    await expect(placed(manifest)).rejects.toThrow(message);
  });
});
