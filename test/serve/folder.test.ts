import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NIL_UUID } from '../../src/core/abi/uuid.ts';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import { ServeProblem } from '../../src/node/serve/problem.ts';
import { reserve } from '../../src/node/serve/reserve.ts';
import { Server } from '../../src/node/serve/server.ts';
import { Client } from './client.ts';
import { MACHINE, POOL, PROGRAMS, Served, temporary, UUIDS } from './served.ts';

const start = (folder: string, spec: MachineSpec = MACHINE) =>
  Server.start(spec, { folder, programs: PROGRAMS });

/** A socket that nobody listens on, as a process leaves it that is killed. */
function deadSocket(path: string): void {
  const script = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script, path]);
}

/** What a killed server leaves in a folder. */
function leftBehind(folder: string, vm: string): void {
  mkdirSync(join(folder, vm), { recursive: true });
  deadSocket(join(folder, '.server'));
  deadSocket(join(folder, vm, UUIDS.vault));
  symlinkSync(UUIDS.linux, join(folder, vm, 'self'));
  writeFileSync(join(folder, vm, 'memory'), 'old');
}

describe('the folder of a VM', () => {
  test('has a socket for itself and for each partition that it discovers, a link, and its memory', async () => {
    const served = await Served.start();
    const folder = join(served.folder, 'linux');
    expect(readdirSync(served.folder).sort()).toEqual(['.server', 'android', 'linux']);
    expect(readdirSync(folder).sort()).toEqual(
      [UUIDS.vault, UUIDS.linux, UUIDS.notary, 'memory', 'self'].sort(),
    );
    expect(readlinkSync(join(folder, 'self'))).toBe(UUIDS.linux);
    for (const name of [UUIDS.vault, UUIDS.linux, UUIDS.notary])
      expect(lstatSync(join(folder, name)).isSocket()).toBe(true);
  });

  test('is for nobody but this user', async () => {
    const served = await Served.start();
    expect(statSync(join(served.folder, 'linux')).mode & 0o777).toBe(0o700);
    for (const name of [UUIDS.linux, UUIDS.vault, 'memory'])
      expect(statSync(served.path('linux', name)).mode & 0o777).toBe(0o600);
  });

  test('has a file for each service of a partition, and tells two with one UUID apart', async () => {
    const [linux, android, vault, notary] = MACHINE.partitions;
    const twice = { ...notary!, uuids: [...vault!.uuids, ...notary!.uuids] };
    const served = await Served.start({}, { ...MACHINE, partitions: [linux!, android!, vault!, twice] });
    expect(readdirSync(join(served.folder, 'linux'))).toEqual(
      expect.arrayContaining([UUIDS.vault, `${UUIDS.vault}.8002`, UUIDS.notary]),
    );
    expect((await Client.open(served.path('linux', `${UUIDS.vault}.8002`))).hello.endpoint).toBe(0x8002);
  });
});

describe('memory', () => {
  test('has all its room before anybody can map it', async () => {
    const served = await Served.start();
    const { size, blocks } = statSync(served.path('linux', 'memory'));
    expect(size).toBe(POOL * 0x1000);
    expect(blocks * 512).toBeGreaterThanOrEqual(size);
  });

  test('that has no room is refused in so many words', () => {
    const full = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(full));
    expect(() => reserve(full, 0x4000, 'ffa/linux/memory')).toThrow(
      new ServeProblem(
        'there is no room for ffa/linux/memory, which takes 16 KiB',
        'Choose a folder with more room, or give the VM less memory in the machine file.',
      ),
    );
  });

  test('that cannot be written for another reason is no matter of room', () => {
    const readOnly = openSync('/dev/null', 'r');
    onTestFinished(() => closeSync(readOnly));
    expect(() => reserve(readOnly, 0x1000, 'memory')).toThrow('EBADF');
  });
});

describe('a server that ends', () => {
  test('leaves nothing behind', async () => {
    const folder = join(temporary(), 'a', 'b');
    (await start(folder)).close();
    expect(existsSync(folder)).toBe(false);
  });

  test('leaves what is not its own', async () => {
    const folder = temporary();
    mkdirSync(join(folder, 'linux'));
    writeFileSync(join(folder, 'linux', 'notes'), '');
    writeFileSync(join(folder, 'readme'), '');
    (await start(folder)).close();
    expect(readdirSync(folder).sort()).toEqual(['linux', 'readme']);
    expect(readdirSync(join(folder, 'linux'))).toEqual(['notes']);
  });

  test('cuts its clients off', async () => {
    const folder = temporary();
    const server = await start(folder);
    const client = await Client.open(join(folder, 'linux', 'self'));
    server.close();
    await client.ended;
  });
});

describe('what a server that was killed has left behind', () => {
  test('is taken away, and the folder is served', async () => {
    const folder = temporary();
    leftBehind(folder, 'linux');
    leftBehind(folder, 'windows');
    const server = await start(folder);
    expect(readdirSync(folder).sort()).toEqual(['.server', 'android', 'linux']);
    expect((await Client.open(join(folder, 'linux', 'self'))).hello.endpoint).toBe(0);
    server.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a folder is not served', () => {
  test('by two: the first goes on', async () => {
    const served = await Served.start();
    await expect(start(served.folder)).rejects.toThrow(`another server has ${served.folder}`);
    await (await served.self()).call('ALLOCATE', { pages: 1 });
  });

  test('by two that start at the same time', async () => {
    const folder = temporary();
    leftBehind(folder, 'linux');
    const started = await Promise.allSettled([start(folder), start(folder), start(folder)]);
    const servers = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(servers).toHaveLength(1);
    expect((await Client.open(join(folder, 'linux', 'self'))).hello.endpoint).toBe(0);
    servers[0]?.close();
  });

  test.each([
    ['that is a file', () => join(temporary(), 'file'), 'is a file'],
    ['below a file', () => join(temporary(), 'file', 'below'), 'cannot be made'],
    [
      'whose path is too long for a socket',
      () => join(temporary(), 'x'.repeat(60)),
      'is too long for a socket',
    ],
  ])('%s', async (_name, folderOf, message) => {
    const folder = folderOf();
    writeFileSync(join(folder.split('/').slice(0, 3).join('/'), 'file'), '');
    await expect(start(folder)).rejects.toThrow(message);
    expect(existsSync(join(folder, '.server'))).toBe(false);
  });

  test('whose sockets of one VM would have too long a path, and no VM is', async () => {
    const [above, ours] = [temporary(), `/linux/${UUIDS.linux}`];
    const folder = join(above, 'x'.repeat(107 - above.length - 1 - ours.length));
    await expect(start(folder)).rejects.toThrow('android');
    expect(existsSync(folder)).toBe(false);
  });
});

describe('a machine is not served', () => {
  test.each([
    ['without a VM that has a UUID', { uuids: [NIL_UUID] }, 'has a UUID and buffers'],
    ['without a VM that has buffers', { buffers: undefined }, 'has a UUID and buffers'],
    [
      'with a VM that cannot start',
      { buffers: { tx: 0, rx: 0x1000, pages: 1 } },
      'linux cannot start: FFA_RXTX_MAP',
    ],
  ])('%s', async (_name, change, message) => {
    const [linux, , ...others] = MACHINE.partitions;
    const folder = join(temporary(), 'ffa');
    const spec = { ...MACHINE, partitions: [{ ...linux!, ...change } as typeof linux & object, ...others] };
    await expect(start(folder, spec)).rejects.toThrow(message);
    expect(existsSync(folder)).toBe(false);
  });
});
