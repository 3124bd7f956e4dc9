import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DATA_RO, DATA_RW, FLAG_BYPASS_MULTI_BORROWER, INSTRUCTION_NX } from '../../src/core/abi/bits.ts';
import { functionId } from '../../src/core/abi/functions.ts';
import { loanProgram } from '../../src/core/programs/loan.ts';
import { KEEPER } from './keeper.ts';
import { asking, buffersAt, halves, LINUX, POOL, Served, sending, VAULT } from './served.ts';

const PAGE = 0x1000;

/** A session with a page, and a connection to the vault. */
async function sender(served: Served) {
  const self = await served.self();
  const vault = await served.partition(self.hello.token);
  const { address, offset } = await self.call('ALLOCATE', { pages: 1 });
  return { self, vault, address, offset, toVault: sending(vault.hello.token, address) };
}

/** Bytes of the file that a process would map. */
function mapped(served: Served, offset: bigint, length: number): readonly number[] {
  return [...readFileSync(served.path('linux', 'memory')).subarray(Number(offset), Number(offset) + length)];
}

function map(served: Served, offset: bigint, ...bytes: readonly number[]): void {
  const file = openSync(served.path('linux', 'memory'), 'r+');
  writeSync(file, Uint8Array.from(bytes), 0, bytes.length, Number(offset));
  closeSync(file);
}

describe('memory that is shared', () => {
  test('is changed by the partition under the eyes of the process that has mapped it', async () => {
    const served = await Served.start({ vault: loanProgram(buffersAt(VAULT)) });
    const { self, vault, offset, toVault } = await sender(served);
    map(served, offset, 1, 2, 0xf0);
    const { handle } = await self.call('SHARE', toVault);

    const { data } = await vault.call('REQUEST', asking(functionId('FFA_MEM_SHARE'), ...halves(handle)));

    expect(data).toEqual([0n, 1n, 0xf3n, 1n, 0n]);
    expect(mapped(served, offset, 4)).toEqual([0xfe, 0xfd, 0x0f, 0xff]);
    await self.call('RECLAIM', { handle, flags: 0 });
  });

  test('cannot be reclaimed while the partition has it: the manager says why', async () => {
    const served = await Served.start();
    const { self, vault, toVault } = await sender(served);
    const { handle } = await self.call('SHARE', toVault);
    await vault.call('REQUEST', asking(KEEPER.TAKE, ...halves(handle), DATA_RW));

    const refusal = { errno: 13, status: -6, rule: 'reclaim/held' };
    expect(await self.refused('RECLAIM', { handle, flags: 0 })).toEqual(refusal);

    await vault.call('REQUEST', asking(KEEPER.GIVE, ...halves(handle)));
    await self.call('RECLAIM', { handle, flags: 0 });
    expect(await self.rule('RECLAIM', { handle, flags: 0 })).toBe('serve/handle');
  });

  test('goes to several partitions with one call, each with rights of its own', async () => {
    const served = await Served.start();
    const { self, vault, toVault } = await sender(served);
    const notary = await served.partition(self.hello.token, 'notary');
    const borrowers = [...toVault.borrowers, { token: notary.hello.token, permissions: DATA_RO, flags: 0 }];
    const { handle } = await self.call('SHARE', { ...toVault, borrowers });

    const take = asking(KEEPER.TAKE, ...halves(handle), DATA_RW, FLAG_BYPASS_MULTI_BORROWER);
    expect((await vault.call('REQUEST', take)).data[0]).toBe(0n);
    // The notary asks to write, too.
    expect((await notary.call('REQUEST', take)).data[0]).toBe(0xffff_fffan);
  });

  test('may be in many places, and takes more than one fragment', async () => {
    const served = await Served.start();
    const self = await served.self();
    const vault = await served.partition(self.hello.token);
    const { address } = await self.call('ALLOCATE', { pages: POOL });
    const constituents = Array.from({ length: POOL / 2 }, (_, index) => ({
      address: address + BigInt(2 * index * PAGE),
      pages: 1,
    }));
    const { handle } = await self.call('SHARE', { ...sending(vault.hello.token, address), constituents });
    expect((await vault.call('REQUEST', asking(KEEPER.TAKE, ...halves(handle), DATA_RW))).data[0]).toBe(0n);
  });
});

describe('memory that is lent', () => {
  test('is out of reach until it is reclaimed', async () => {
    const served = await Served.start();
    const { self, address, toVault } = await sender(served);
    await self.call('WRITE', { address, bytes: Uint8Array.of(7) });
    const { handle } = await self.call('LEND', toVault);

    expect(await self.refused('READ', { address, length: 1 })).toMatchObject({
      errno: 14,
      rule: 'serve/fault',
    });
    expect(await self.rule('WRITE', { address, bytes: Uint8Array.of(1) })).toBe('serve/fault');

    await self.call('RECLAIM', { handle, flags: 0 });
    expect(await self.call('READ', { address, length: 1 })).toEqual({ bytes: Uint8Array.of(7) });
  });

  test('is cleared where the flags say so', async () => {
    const served = await Served.start();
    const { self, address, offset, toVault } = await sender(served);
    await self.call('WRITE', { address, bytes: Uint8Array.of(7) });
    await self.call('LEND', { ...toVault, flags: 1 });
    expect(mapped(served, offset, 1)).toEqual([0]);
  });
});

describe('memory that is donated', () => {
  test('is gone for good once it was taken', async () => {
    const served = await Served.start();
    const { self, vault, address, toVault } = await sender(served);
    const { handle } = await self.call('DONATE', {
      ...toVault,
      borrowers: [{ ...toVault.borrowers[0]!, permissions: 0 }],
    });
    await vault.call('REQUEST', asking(KEEPER.TAKE, ...halves(handle), INSTRUCTION_NX));

    expect(await self.rule('RECLAIM', { handle, flags: 0 })).toBe('reclaim/unknown-handle');
    await self.call('FREE', { address });
    await self.die();
    const next = await served.self();
    expect((await next.call('ALLOCATE', { pages: POOL - 1 })).address).toBe(address + BigInt(PAGE));
    expect(await next.rule('ALLOCATE', { pages: 1 })).toBe('serve/room');
  });

  test('comes back where it was not taken', async () => {
    const served = await Served.start();
    const { self, address, toVault } = await sender(served);
    const { handle } = await self.call('DONATE', {
      ...toVault,
      borrowers: [{ ...toVault.borrowers[0]!, permissions: 0 }],
    });
    await self.call('RECLAIM', { handle, flags: 0 });
    await self.call('WRITE', { address, bytes: Uint8Array.of(1) });
  });
});

describe("the VM's file", () => {
  test('has its memory without the buffers of its driver', async () => {
    const served = await Served.start();
    expect(statSync(served.path('linux', 'memory'))).toMatchObject({ size: POOL * PAGE, mode: 0o10_0600 });
    const self = await served.self();
    expect(await self.call('ALLOCATE', { pages: 1 })).toEqual({
      address: BigInt(LINUX + 2 * PAGE),
      offset: 0n,
    });
    expect(await self.call('ALLOCATE', { pages: 2 })).toEqual({
      address: BigInt(LINUX + 3 * PAGE),
      offset: BigInt(PAGE),
    });
  });

  test('is cleared before somebody else gets a page of it', async () => {
    const served = await Served.start();
    const { self, address, offset } = await sender(served);
    map(served, offset, 1, 2, 3);
    await self.call('FREE', { address });
    expect(mapped(served, offset, 3)).toEqual([0, 0, 0]);
  });

  test('may be cut short by whoever has mapped it, without harm to others', async () => {
    const served = await Served.start();
    const { self, address } = await sender(served);
    closeSync(openSync(served.path('linux', 'memory'), 'w'));
    expect(await self.call('READ', { address, length: 2 })).toEqual({ bytes: Uint8Array.of(0, 0) });
    await self.call('WRITE', { address, bytes: Uint8Array.of(1) });
    expect(await self.call('READ', { address, length: 2 })).toEqual({ bytes: Uint8Array.of(1, 0) });
  });
});
