/** Machines that are served, for as long as a test takes. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DATA_RW } from '../../src/core/abi/bits.ts';
import { parseUuid, type UuidWords } from '../../src/core/abi/uuid.ts';
import type { ProgramOf } from '../../src/core/board/activity.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import type { MachineSpec } from '../../src/core/board/machine.ts';
import type { Namespace } from '../../src/node/serve/namespace.ts';
import { Server } from '../../src/node/serve/server.ts';
import { Client } from './client.ts';
import { keeper } from './keeper.ts';

export const UUIDS = {
  linux: '8f2c1d9e-53b7-4a06-9c41-d7e8f0a1b2c3',
  android: '1b6a9df0-2e47-4c58-8d13-0a9b8c7d6e5f',
  vault: '378daedc-f06b-4446-8314-40ab933c87a3',
  notary: 'b4b5671e-4a90-4fe1-b81f-fb13dae1dacb',
} as const;

const PAGE = 0x1000;
export const LINUX = 0x4000_0000;
const ANDROID = 0x4100_0000;
export const VAULT = 0x0e00_0000;
const NOTARY = 0x0e10_0000;
/** Pages of a VM that its clients can have: all but its buffers. */
export const POOL = 62;

const uuid = (name: keyof typeof UUIDS): readonly UuidWords[] => [parseUuid(UUIDS[name])!];
export const buffersAt = (base: number) => ({ tx: base, rx: base + PAGE, pages: 1 });
/** Direct messages both ways, indirect ones, notifications. */
const MESSAGES = 0x60f;

/** Two VMs, each with 64 pages, and two secure partitions. */
export const MACHINE: MachineSpec = describeMachine({
  memory: [
    { name: 'dram', base: LINUX, pages: 0x2000 },
    { name: 'secure', base: VAULT, pages: 0x200, secure: true },
  ],
  partitions: [
    {
      name: 'linux',
      id: 0,
      uuids: uuid('linux'),
      memory: [{ base: LINUX, pages: 64 }],
      buffers: buffersAt(LINUX),
    },
    {
      name: 'android',
      id: 1,
      uuids: uuid('android'),
      memory: [{ base: ANDROID, pages: 64 }],
      buffers: buffersAt(ANDROID),
    },
    {
      name: 'vault',
      id: 0x8001,
      properties: MESSAGES,
      uuids: uuid('vault'),
      memory: [{ base: VAULT, pages: 16 }],
      buffers: buffersAt(VAULT),
    },
    {
      name: 'notary',
      id: 0x8002,
      properties: MESSAGES,
      uuids: uuid('notary'),
      memory: [{ base: NOTARY, pages: 16 }],
      buffers: buffersAt(NOTARY),
    },
  ],
});

/** What secure partitions run, if nothing else. */
export const PROGRAMS: Readonly<Record<string, ProgramOf>> = { vault: keeper(VAULT), notary: keeper(NOTARY) };

/** A folder that is gone after the test. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tantalum-serve-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A server, and clients for it. */
export class Served {
  readonly server: Server;
  readonly folder: string;

  private constructor(server: Server, folder: string) {
    this.server = server;
    this.folder = folder;
  }

  static async start(programs: Record<string, ProgramOf> = {}, spec: MachineSpec = MACHINE): Promise<Served> {
    const folder = join(temporary(), 'ffa');
    const server = await Server.start(spec, { folder, programs: { ...PROGRAMS, ...programs } });
    onTestFinished(() => server.close());
    return new Served(server, folder);
  }

  namespace(vm = 'linux'): Namespace {
    const device = this.server.devices.find(({ namespace }) => namespace.vm.name === vm);
    if (device === undefined) throw new Error(`${vm} is not served`);
    return device.namespace;
  }

  /** Has a driver claim a partition. */
  claim(partition: string, driver = 'optee'): () => void {
    return this.namespace().claim(MACHINE.partitions.find(({ name }) => name === partition)!, driver);
  }

  path(vm: string, file: string): string {
    return join(this.folder, vm, file);
  }

  /** A session: a connection to a VM's `self`. */
  self(vm = 'linux'): ReturnType<typeof Client.open> {
    return Client.open(this.path(vm, 'self'));
  }

  partitionPath(name: keyof typeof UUIDS): string {
    return this.path('linux', UUIDS[name]);
  }

  /** Bytes that the server holds for each of its clients until they read. */
  held(): readonly number[] {
    return this.server.devices.flatMap(({ unread }) => unread);
  }

  /** Waits until the server has heard of all deaths so far: it hears of them in turn. */
  async settled(): Promise<void> {
    const last = await this.self();
    await last.call('FEATURES', { function: 0x8400_0066, input: 0 });
    await last.die();
  }

  partition(
    session: string,
    name: keyof typeof UUIDS = 'vault',
    vm = 'linux',
  ): ReturnType<typeof Client.open> {
    return Client.open(this.path(vm, UUIDS[name]), session);
  }
}

/** The arguments of a send of whole pages to one borrower. */
export function sending(token: string, address: bigint, pages = 1, permissions: number = DATA_RW) {
  return {
    ...{ flags: 0, attributes: 0, tag: 0n },
    borrowers: [{ token, permissions, flags: 0 }],
    constituents: [{ address, pages }],
  };
}

/** The arguments of a request of 32-bit values. */
export function asking(...values: readonly (number | bigint)[]) {
  const data = Array.from({ length: 5 }, (_, index) => BigInt(values[index] ?? 0));
  return { width: 32, data };
}

/** A handle as the two words of a request. */
export function halves(handle: bigint): readonly [bigint, bigint] {
  return [handle & 0xffff_ffffn, handle >> 32n];
}
