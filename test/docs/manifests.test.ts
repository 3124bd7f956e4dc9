import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Board } from '../../src/core/board/board.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { MANIFEST_RULES } from '../../src/node/manifest/manifest-rules.ts';
import { SYSTEM_RULES } from '../../src/node/manifest/system-rules.ts';
import { consoleExamples, folderWith, printed } from './console-examples.ts';
import { pageNamed } from './yaml-examples.ts';

const PAGE = pageNamed('manifests.md');
const LIBRARY = pathToFileURL('dist/core/index.js').href;

/** The files of the page: each follows its name. */
const FILES: ReadonlyMap<string, string> = new Map(
  [...PAGE.matchAll(/`([\w-]+\.\w+)`:\n\n```\w*\n(.*?)^```$/gms)].map(([, name = '', text = '']) => [
    name,
    text,
  ]),
);
const EXAMPLES = consoleExamples(PAGE);
const folder = folderWith(FILES);

async function scenario() {
  const reading = await readMachine(FILES.get('machine.yaml') ?? '', path.join(folder, 'machine.yaml'));
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes, undefined, 2));
  return reading.scenario;
}

describe('docs/manifests.md', () => {
  test('has the files that its examples need', () => {
    expect([...FILES.keys()].sort()).toEqual([
      'machine.yaml',
      'manager.dts',
      'notary.dts',
      'vault.dts',
      'vault.hex',
    ]);
    expect(EXAMPLES.length).toBeGreaterThan(0);
  });

  test.each(EXAMPLES)('shows what is printed: tantalum $command', ({ command, shown }) => {
    expect(printed(command, folder)).toBe(shown);
  });

  test('has a machine whose steps come as expected', async () => {
    expect(runScenario(await scenario())).toMatchObject({ ok: true, missed: 0 });
  });

  test('shows the bytes that the partition of that machine finds', async () => {
    const { machine } = await scenario();
    const shown = (FILES.get('vault.hex') ?? '').trim().split(/\s+/);
    const bytes = new Board(machine).memory.readBytes(0x610_0000, shown.length) ?? [];
    expect([...bytes].map((byte) => byte.toString(16).padStart(2, '0'))).toEqual(shown);
  });

  test('has a program that prints what it says', () => {
    const [, program = '', printed = ''] =
      /```js\n(.*?)^```$.*?^It prints:\n\n```\n(.*?)^```$/ms.exec(PAGE) ?? [];
    const file = path.join(folder, 'example.mjs');
    writeFileSync(file, program.replace("'tantalum'", JSON.stringify(LIBRARY)));
    const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual([printed, '']);
  });

  test('names every rule on systems, and none that there is not', () => {
    const named = new Set(
      [...PAGE.matchAll(/`((?:system|spmc|manifest)\/[\w-]+)`/g)].map(([, id]) => id ?? ''),
    );
    for (const { id } of Object.values(SYSTEM_RULES)) expect(named).toContain(id);
    const known = new Set(MANIFEST_RULES.map(({ id }) => id));
    expect([...named].filter((id) => !known.has(id))).toEqual([]);
  });
});
