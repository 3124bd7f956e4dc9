import { expect, onTestFinished, test } from 'vitest';
import { TableRam } from '../../../src/node/qemu/link/table-ram.ts';
import { openAnonymousFile } from '../../../src/node/ram/anonymous-file.ts';
import { FileRam } from '../../../src/node/ram/file-ram.ts';

const BASE = 0x4000_0000;
const PAGE = BASE / 0x1000;

/** Memory that keeps what it is written, write by write: where, and the bytes. */
class NotedRam extends FileRam {
  readonly writes: [number, string][] = [];

  override write(address: number, from: NodeJS.ArrayBufferView, at: number, length: number): void {
    const bytes = Buffer.from(from.buffer, from.byteOffset + at, length);
    this.writes.push([address - BASE, bytes.toString('hex')]);
    super.write(address, from, at, length);
  }
}

function tables(): { readonly ram: NotedRam; readonly tables: TableRam } {
  const descriptor = openAnonymousFile(0x2000);
  const ram = new NotedRam({ base: BASE, bytes: 0x2000, descriptor, offset: 0 });
  onTestFinished(() => ram.close());
  return { ram, tables: new TableRam(ram) };
}

test('an entry becomes valid with its last byte', () => {
  const { ram, tables: memory } = tables();
  memory.writeEntry(PAGE + 1, 3, 0x1234_57ff, 0x40_0089);
  expect(ram.writes).toEqual([
    [0x1019, '57341289004000'],
    [0x1018, 'ff'],
  ]);
});

test('an entry becomes invalid at once', () => {
  const { ram, tables: memory } = tables();
  memory.writeEntry(PAGE, 0, 0, 0);
  expect(ram.writes).toEqual([[0, '00']]);
});
