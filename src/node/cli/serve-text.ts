import { join } from 'node:path';
import { MEMORY, SELF } from '../serve/devices-folder.ts';
import type { Server } from '../serve/server.ts';
import type { SocketFile } from '../serve/vm-device.ts';
import { fileBytes } from '../serve/vm-memory.ts';

/** Where the files are, for programs. */
export function servedJson({ path, devices }: Server): object {
  return {
    devices: path,
    vms: devices.map(({ namespace: { vm, runs }, files }) => ({
      name: vm.name,
      folder: join(path, vm.name),
      memoryBytes: fileBytes(runs),
      sockets: files.map(({ name, partition, target }) => ({
        file: name,
        partition: partition.name,
        endpoint: partition.id,
        self: target === 'self',
      })),
    })),
  };
}

/** The same for people. */
export function servedLines({ path, devices }: Server): readonly string[] {
  return [
    ...devices.flatMap(({ namespace: { vm, runs }, files }) => [
      join(path, vm.name),
      `  ${MEMORY.padEnd(NAME_WIDTH)}  ${fileBytes(runs) / 1024} KiB to map`,
      ...files.map(lineOf),
    ]),
    'Ctrl-C ends it.',
  ];
}

/** Characters of a UUID. */
const NAME_WIDTH = 36;

function lineOf({ name, partition, target }: SocketFile): string {
  return `  ${name.padEnd(NAME_WIDTH)}  ${target === 'self' ? `${partition.name}, which ${SELF} leads to` : partition.name}`;
}
