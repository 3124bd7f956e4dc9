import { describe, expect, test } from 'vitest';
import { NO_TOKEN } from './client.ts';
import { KEEPER } from './keeper.ts';
import { asking, halves, Served, sending } from './served.ts';

/** A session with a page. */
async function sessionWithPage(served: Served, vm = 'linux') {
  const self = await served.self(vm);
  return { self, ...(await self.call('ALLOCATE', { pages: 1 })) };
}

describe('the token of a partition', () => {
  test('is of no use to another session', async () => {
    const served = await Served.start();
    const [one, other] = [await sessionWithPage(served), await sessionWithPage(served)];
    const vault = await served.partition(one.self.hello.token);

    expect(await other.self.rule('SHARE', sending(vault.hello.token, other.address))).toBe('serve/token');
    await one.self.call('SHARE', sending(vault.hello.token, one.address));
  });

  test('is of no use to another VM', async () => {
    const served = await Served.start();
    const linux = await sessionWithPage(served);
    const android = await sessionWithPage(served, 'android');
    const vault = await served.partition(linux.self.hello.token);

    expect(await android.self.rule('SHARE', sending(vault.hello.token, android.address))).toBe('serve/token');
  });

  test('ends with its connection', async () => {
    const served = await Served.start();
    const { self, address } = await sessionWithPage(served);
    const vault = await served.partition(self.hello.token);
    await vault.die();
    await served.settled();

    expect(await self.rule('SHARE', sending(vault.hello.token, address))).toBe('serve/token');
  });

  test('names the partition of its socket and no other', async () => {
    const served = await Served.start();
    const { self, address } = await sessionWithPage(served);
    const vault = await served.partition(self.hello.token);
    const notary = await served.partition(self.hello.token, 'notary');
    const { handle } = await self.call('SHARE', sending(vault.hello.token, address));

    const take = asking(KEEPER.TAKE, ...halves(handle), 2);
    expect((await notary.call('REQUEST', take)).data[0]).not.toBe(0n);
    expect((await vault.call('REQUEST', take)).data[0]).toBe(0n);
  });

  test('is not given without a session, and messages are sent without one', async () => {
    const served = await Served.start();
    const vault = await served.partition(NO_TOKEN);
    expect(vault.hello).toMatchObject({ socket: 1, endpoint: 0x8001, token: NO_TOKEN });
    expect((await vault.call('REQUEST', asking(5, 6))).data).toEqual([5n, 6n, 0n, 0n, 0n]);
  });

  test('is new for each connection, and so are sessions', async () => {
    const served = await Served.start();
    const self = await served.self();
    const clients = [
      await served.self(),
      await served.partition(self.hello.token),
      await served.partition(self.hello.token),
    ];
    expect(new Set([self, ...clients].map(({ hello }) => hello.token)).size).toBe(4);
  });
});

describe('the token of a session', () => {
  test('is of no use to a socket of another VM', async () => {
    const served = await Served.start();
    const { hello } = await served.self();
    await expect(served.partition(hello.token, 'vault', 'android')).rejects.toThrow('serve/session');
  });

  test('does not say who the vault is', async () => {
    const served = await Served.start();
    const { self, address } = await sessionWithPage(served);
    expect(await self.rule('SHARE', sending(self.hello.token, address))).toBe('serve/token');
  });
});

describe('what a session has', () => {
  test('cannot be named by another: handles, pages, bytes', async () => {
    const served = await Served.start();
    const [one, other] = [await sessionWithPage(served), await sessionWithPage(served)];
    const vault = await served.partition(one.self.hello.token);
    const { handle } = await one.self.call('SHARE', sending(vault.hello.token, one.address));

    expect(await other.self.rule('RECLAIM', { handle, flags: 0 })).toBe('serve/handle');
    expect(await other.self.rule('RELINQUISH', { handle, flags: 0 })).toBe('serve/handle');
    expect(await other.self.rule('FREE', { address: one.address })).toBe('serve/allocation');
    expect(await other.self.rule('READ', { address: one.address, length: 1 })).toBe('serve/memory');
    expect(await other.self.rule('WRITE', { address: one.address, bytes: Uint8Array.of(1) })).toBe(
      'serve/memory',
    );
    await one.self.call('RECLAIM', { handle, flags: 0 });
  });

  test('does not reach over its end', async () => {
    const served = await Served.start();
    const { self, address } = await sessionWithPage(served);
    const page = { address: address + 0xfffn, length: 1 };
    await self.call('READ', page);
    expect(await self.rule('READ', { ...page, length: 2 })).toBe('serve/memory');
    expect(await self.rule('READ', { address: 2n ** 64n - 1n, length: 1 })).toBe('serve/memory');
  });
});

describe('a partition that a driver has claimed', () => {
  test('is refused with EPERM, and the manager is not asked', async () => {
    const served = await Served.start();
    const { self, address } = await sessionWithPage(served);
    const vault = await served.partition(self.hello.token);
    const unbind = served.claim('vault');
    const { ledger } = served.server.machine;
    const calls = ledger.callNumber;

    const refusal = { errno: 1, status: 0, rule: 'serve/claimed' };
    expect(await vault.refused('REQUEST', asking(1))).toEqual(refusal);
    expect(await vault.refused('MESSAGE', { bytes: Uint8Array.of(1) })).toEqual(refusal);
    expect(await self.refused('SHARE', sending(vault.hello.token, address))).toEqual(refusal);
    expect(ledger.callNumber).toBe(calls);

    unbind();
    await vault.call('REQUEST', asking(1));
    await self.call('SHARE', sending(vault.hello.token, address));
  });

  test('says who it is all the same, and others are as they were', async () => {
    const served = await Served.start();
    served.claim('vault');
    expect((await served.partition(NO_TOKEN)).hello.endpoint).toBe(0x8001);
    await (await served.partition(NO_TOKEN, 'notary')).call('REQUEST', asking(1));
    // The claim is that of a driver of Linux.
    await (await served.partition(NO_TOKEN, 'vault', 'android')).call('REQUEST', asking(1));
  });

  test('cannot be claimed twice', async () => {
    const served = await Served.start();
    served.claim('vault');
    expect(() => served.claim('vault', 'tstee')).toThrow('optee has claimed vault');
  });
});
