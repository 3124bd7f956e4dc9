import type { MachineSpec } from '../../core/board/machine.ts';
import { driverNamed } from '../../core/driver/models/registry.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import type { MachineFile } from './file-schema.ts';
import type { Mistakes } from './mistakes.ts';

/** The drivers that a file names, by the names of their partitions; left out where there are none. */
export function driversOf({ partitions }: MachineFile): Pick<Scenario, 'drivers'> {
  const named = Object.entries(partitions).flatMap(([name, { driver }]) =>
    driver === undefined ? [] : [[name, driverNamed(driver)] as const],
  );
  return named.length === 0 ? {} : { drivers: Object.fromEntries(named) };
}

/** What a step may say where its partition makes its calls one by one, and a driver decides by itself. */
const DECIDED: Readonly<Record<string, readonly string[]>> = {
  start: ['version', 'buffers'],
  share: ['attributes', 'wide', 'fragments', 'stopAfter', 'patch', 'registers'],
  lend: ['attributes', 'wide', 'fragments', 'stopAfter', 'patch', 'registers'],
  donate: ['attributes', 'wide', 'fragments', 'stopAfter', 'patch', 'registers'],
  message: ['patch', 'registers'],
};

/** Notes drivers without buffers, what steps say that a driver decides, and error numbers where no driver makes any. */
export function checkDrivers(file: MachineFile, machine: MachineSpec, mistakes: Mistakes): void {
  for (const { name, buffers } of machine.partitions) {
    const driver = file.partitions[name]?.driver;
    if (driver !== undefined && buffers === undefined)
      mistakes.at(['partitions', name, 'driver'], `${name} has a driver and no buffers`, 'buffers for it');
  }
  for (const [index, step] of file.steps.entries()) {
    if (!('by' in step)) continue;
    const driver = file.partitions[step.by]?.driver;
    if (driver === undefined && step.errno !== undefined)
      mistakes.atKey(['steps', index, 'errno'], `${step.by} has no driver`, 'a partition with one');
    if (driver === undefined) continue;
    for (const key of DECIDED[step.do] ?? [])
      if (key in step && step[key as keyof typeof step] !== undefined)
        mistakes.atKey(['steps', index, key], `${driver} decides this itself`, `a step without ${key}`);
  }
}
