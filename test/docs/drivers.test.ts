import { describe, expect, test } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import { STATUS } from '../../src/core/abi/statuses.ts';
import { versionText } from '../../src/core/abi/versions.ts';
import { Board } from '../../src/core/board/board.ts';
import { errnoOf, LINUX_ERRNOS, U_BOOT_ERRNOS } from '../../src/core/driver/errno.ts';
import { KernelDriver } from '../../src/core/driver/kernel-driver.ts';
import type { DriverModel } from '../../src/core/driver/model.ts';
import { DRIVER_MODELS, driverNamed } from '../../src/core/driver/models/registry.ts';
import { segmentsOf } from '../../src/core/driver/scatter.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { missedIn, pageNamed, yamlExamples } from './yaml-examples.ts';

const PAGE = pageNamed('drivers.md');
const { files, steps } = yamlExamples(PAGE);

/** The cells of the rows of the table that has a column. */
function table(column: string): readonly (readonly string[])[] {
  const rows =
    new RegExp(`^\\| ${column.replaceAll('+', '\\+')} .*\\n\\| -.*\\n((?:\\|.*\\n)+)`, 'm').exec(PAGE)?.[1] ??
    '';
  return rows
    .trimEnd()
    .split('\n')
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

describe('examples of docs/drivers.md', () => {
  test.each([...files, ...steps])('in line $line come as expected', async ({ text }) => {
    expect(await missedIn(text)).toEqual([]);
  });

  test('the program shares memory', async () => {
    const reading = await readMachine(files[0]!.text, 'docs/example.yaml');
    if (!reading.ok) throw new Error('no machine');
    const { machine } = reading.scenario;
    const program = /^```ts\n(.*?)^```$/ms.exec(PAGE)![1]!;
    const names = {
      Board,
      KernelDriver,
      driverNamed,
      segmentsOf,
      DATA_RW,
      machine,
      buffers: machine.partitions[0]!.buffers,
    };
    const run = new Function(...Object.keys(names), `${program}\nreturn [linux, handle];`);

    const [linux, handle] = run(...Object.values(names)) as [KernelDriver, bigint];

    expect([...linux.held]).toEqual([[handle, { name: 'FFA_MEM_SHARE', whole: true }]]);
  });
});

test('the models are those that there are', () => {
  expect(table('Model').map(([name]) => name)).toEqual(DRIVER_MODELS.map(({ name }) => name));
});

test('the error numbers are those of the tables', () => {
  const expected = Object.entries(STATUS).map(([name, status]) => [
    name,
    errnoOf(LINUX_ERRNOS, status),
    errnoOf(U_BOOT_ERRNOS, status),
  ]);
  expect(table('Status')).toEqual(expected);
});

test('the differences are those of the models', () => {
  const yes = (value: boolean) => (value ? 'yes' : 'no');
  const list = (values: readonly string[]) =>
    values.map((value) => value.replace('FFA_', '')).join(', ') || 'none';
  const row: readonly ((model: DriverModel) => string)[] = [
    ({ version }) => versionText(version),
    ({ asksAgain }) => yes(asksAgain),
    ({ repeats }) => list(repeats),
    ({ checksFragments }) => yes(checksFragments),
    ({ reclaimsPartial }) => yes(reclaimsPartial),
    ({ fragments }) => yes(fragments),
    ({ anySuccess }) => yes(anySuccess),
    ({ needsPartitions }) => yes(needsPartitions),
    ({ receivesMessages }) => yes(receivesMessages),
    ({ resumes }) => list(resumes),
  ];
  const models = ['linux-7.2', 'linux-6.12', 'u-boot+share', 'tantalum'].map(driverNamed);

  expect(table('What').map(([, ...cells]) => cells)).toContainEqual(['1.2', '1.1', '1.0', '1.3']);
  expect(
    PAGE.split('## Where the drivers differ')[1]!
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| What') && !line.startsWith('| -'))
      .map((line) =>
        line
          .split('|')
          .slice(2, -1)
          .map((cell) => cell.trim().replaceAll('`', '')),
      ),
  ).toEqual(row.map((tell) => models.map(tell)));
});

test('every row of a model has a source', () => {
  for (const { name, sources, ...traits } of DRIVER_MODELS)
    for (const [trait, source] of Object.entries(sources)) {
      expect(Object.keys(traits)).toContain(trait);
      expect(`${name} ${trait}: ${source}`).toMatch(/: (own rule|not used|[a-z][a-z-]* [\dA-Z])/);
    }
});
