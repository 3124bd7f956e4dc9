import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { GuestCache } from '../../src/node/guest/cache.ts';
import { initramfs } from '../../src/node/guest/initramfs.ts';
import { headerBytes } from '../../src/node/snapshot/header.ts';
import { kernelFile, moduleFile } from '../guest/files.ts';
import { tantalum } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tantalum-boot-'));
afterAll(() => rmSync(folder, { recursive: true }));
const NO_GUESTS = { environment: { XDG_CACHE_HOME: folder } };

function file(name: string, bytes: Uint8Array): string {
  const whole = path.join(folder, name);
  writeFileSync(whole, bytes);
  return whole;
}

const TEXT = file('text', new TextEncoder().encode('no kernel at all'));
const IMAGE = file('Image', kernelFile('7.3.4'));
const CUT_OFF = file('cut-off', initramfs({ busybox: new Uint8Array(9000), modules: [] }).subarray(0, 5000));
const yaml = (text: string) =>
  new TextEncoder().encode(
    `memory: { secure: { base: 0x0e020000, size: 64K, secure: true } }\npartitions: { parrot: { ${text} } }\n`,
  );
const NO_BUFFERS = file('no-buffers.yaml', yaml('id: 0x8003, program: echo'));
const TAKEN = file('taken.yaml', yaml('id: 0x8001'));
const SNAPSHOT = Buffer.concat([
  headerBytes(
    { tantalum: '0.0.1', monitor: '' },
    { memory: { bytes: 900, crc: 0 }, state: { bytes: 10, crc: 0 } },
  ),
  new Uint8Array(910),
]);
const OF_ANOTHER = file('of-another', SNAPSHOT);
const DAMAGED = file('damaged', Buffer.from(SNAPSHOT).fill('0', 40, 50));
const LONG = file('long', new Uint8Array(2 ** 20));

describe('tantalum boot says what is wrong, and what to do', () => {
  test.each<[string, readonly string[], string]>([
    ['there is no guest', [], 'tantalum guest fetch'],
    ['the guest is another', ['--guest', '9.9.9'], 'there is no guest 9.9.9'],
    ['the kernel is none', ['--kernel', TEXT], `${TEXT} is no arm64 Image`],
    ['the kernel is not there', ['--kernel', '/no/such/kernel'], '/no/such/kernel cannot be read'],
    [
      'the first file system is none',
      ['--initrd', TEXT, '--kernel', IMAGE],
      `${TEXT} is no first file system`,
    ],
    ['the first file system is cut off', ['--initrd', CUT_OFF, '--kernel', IMAGE], 'it ends in the middle'],
    ['the device tree is not there', ['--dtb', '/no/such/tree'], '/no/such/tree cannot be read'],
    ['a processor is too many', ['--cpus', '9'], 'a number from 1 to 8'],
    ['memory is too little', ['--memory', '63'], 'a number from 64 to 65536'],
    ['memory has a unit', ['--memory', '512M'], 'a number from 64 to 65536'],
    ['a load says not where to', ['--load', TEXT], 'FILE@ADDRESS'],
    ['a load goes to no memory', ['--load', `${TEXT}@0x1000`], '0x40200000 or above'],
    [
      'a load ends behind the memory',
      ['--memory', '64', '--load', `${LONG}@0x43f80000`, '--entry', '0x43f80000'],
      'ends behind the memory of the guest, which ends at 0x44000000',
    ],
    ['an entry is no address', ['--entry', 'main'], '0x40200000 or above'],
    ['a kernel and an entry', ['--kernel', TEXT, '--entry', '0x40200000'], 'cannot be used with'],
    [
      'the recording cannot be written',
      ['--record', '/no/such/folder/file'],
      'cannot write /no/such/folder/file',
    ],
    [
      'a snapshot cannot be written',
      ['--snapshot', '/no/such/folder/file'],
      'cannot write /no/such/folder/file',
    ],
    ['a snapshot has a time and no place', ['--snapshot-at', 'login:'], 'Give --snapshot FILE, too'],
    ['a snapshot is not there', ['--restore', '/no/such/file'], '/no/such/file cannot be read'],
    ['a snapshot is something else', ['--restore', TEXT], `${TEXT} is no snapshot`],
    ['a snapshot is damaged', ['--restore', DAMAGED], `${DAMAGED} is damaged`],
    [
      'a snapshot is of another version',
      ['--restore', OF_ANOTHER],
      `was made by Tantalum 0.0.1, and this is`,
    ],
    ['a snapshot is of one guest', ['--guests', '2', '--snapshot', TEXT], 'a snapshot holds one guest'],
    ['a snapshot has other guests', ['--restore', TEXT, '--guests', '2'], "'--guests <number>'"],
    ['a snapshot has other processors', ['--restore', TEXT, '--cpus', '2'], "'--cpus <number>'"],
    ['a snapshot has another kernel', ['--restore', TEXT, '--kernel', IMAGE], "'--kernel <file>'"],
    ['guests are too many', ['--guests', '5'], 'It is a number from 1 to 4'],
    ['processors are too many', ['--guests', '4', '--cpus', '3'], 'need 12; there are 8'],
    ['guests have nobody above', ['--guests', '2', '--no-hypervisor'], 'several guests need a hypervisor'],
    ['guests are to be at EL2', ['--guests', '2', '--el2'], "'--el2'"],
    ['a fault is none', ['--inject', 'FFA_MEM_SHARE:BUSY'], 'At character 14 it needs "=" and a status'],
    ['a partition has no file', ['--partition', '/no/such/file'], '/no/such/file'],
    ['a partition cannot be', ['--partition', NO_BUFFERS], 'parrot runs echo and has no buffers'],
    ['a partition is there already', ['--partition', TAKEN], 'optee and parrot both have id 0x8001'],
    [
      'QEMU fails',
      ['--load', `${TEXT}@0x40200000`, '--entry', '0x40200000', '--qemu', 'false'],
      'false ended with 1\n',
    ],
    [
      'QEMU is not installed',
      ['--load', `${TEXT}@0x40200000`, '--entry', '0x40200000', '--qemu', 'qemu-of-tomorrow'],
      'qemu-of-tomorrow is not installed',
    ],
  ])('%s', (_name, args, message) => {
    const { code, out, err } = tantalum(['boot', ...args], NO_GUESTS);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

test('tantalum boot says which module of a guest is missing', async () => {
  const environment = { XDG_CACHE_HOME: path.join(folder, 'without-module') };
  const parts = {
    release: '7.3.4',
    kernel: kernelFile('7.3.4'),
    modules: [{ name: 'ffa-core', bytes: moduleFile('7.3.4') }],
    busybox: new Uint8Array(8),
  };
  const guest = await GuestCache.of(environment).add(parts, { origin: 'a test', packages: [] });
  rmSync(path.join(guest.folder, 'modules/ffa-core.ko'));

  const { code, out, err } = tantalum(['boot'], { environment });

  expect(err).toContain('ffa-core.ko cannot be read');
  expect(err).toContain('tantalum guest fetch');
  expect({ code, out }).toEqual({ code: 2, out: '' });
});
