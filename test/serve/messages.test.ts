import { describe, expect, test } from 'vitest';
import { uuidText } from '../../src/core/abi/uuid.ts';
import type { ProgramOf } from '../../src/core/board/activity.ts';
import { FfaError } from '../../src/core/client/errors.ts';
import { SERVE_LIMITS } from '../../src/node/serve/limits.ts';
import { NO_TOKEN } from './client.ts';
import { KEEPER } from './keeper.ts';
import { asking, buffersAt, Served, UUIDS, VAULT } from './served.ts';

/** A vault that keeps what it is told, and tells it when it is asked for it. */
function listener(heard: unknown[]): ProgramOf {
  return function* (ffa) {
    yield* ffa.start(buffersAt(VAULT));
    yield* ffa.bind(0, 0b101n);
    for (let message = yield* ffa.wait(); ; message = yield* ffa.respond(message, [1])) {
      const { normal } = yield* ffa.notifications();
      if (normal !== 0n) heard.push(normal);
      else {
        const { sender, payload, uuid } = yield* ffa.receive();
        heard.push([sender, new TextDecoder().decode(payload), uuidText(uuid ?? [])]);
      }
    }
  };
}

describe('a direct request', () => {
  test('has values of 32 bits', async () => {
    const vault = await (await Served.start()).partition(NO_TOKEN);
    expect((await vault.call('REQUEST', asking(1, 0xffff_ffff))).data).toEqual([
      1n,
      0xffff_ffffn,
      0n,
      0n,
      0n,
    ]);
    expect(await vault.rule('REQUEST', asking(2n ** 32n))).toBe('serve/width');
  });

  test('has values of 64 bits', async () => {
    const vault = await (await Served.start()).partition(NO_TOKEN);
    const data = [2n ** 64n - 1n, 2n ** 32n, 3n, 4n, 5n];
    expect((await vault.call('REQUEST', { width: 64, data })).data).toEqual(data);
  });

  test('goes to the service that the socket is named after', async () => {
    const services: string[] = [];
    const served = await Served.start({
      *vault(ffa) {
        yield* ffa.start(buffersAt(VAULT));
        for (let message = yield* ffa.wait(); ; message = yield* ffa.respond(message, message.data))
          services.push(message.kind);
      },
    });
    const vault = await served.partition(NO_TOKEN);
    const data = Array.from({ length: 14 }, (_, index) => 2n ** 40n + BigInt(index));
    expect((await vault.call('REQUEST2', { data })).data).toEqual(data);
    expect(services).toEqual(['request2']);
  });

  test('is answered after the partition has yielded', async () => {
    const served = await Served.start({
      *vault(ffa) {
        yield* ffa.start(buffersAt(VAULT));
        for (let message = yield* ffa.wait(); ; message = yield* ffa.respond(message, [9]))
          yield* ffa.yield();
      },
    });
    expect((await (await served.partition(NO_TOKEN)).call('REQUEST', asking(1))).data[0]).toBe(9n);
  });

  test('that is not answered is given up, and the VM goes on', async () => {
    const served = await Served.start();
    const [vault, notary] = [await served.partition(NO_TOKEN), await served.partition(NO_TOKEN, 'notary')];

    expect(await vault.refused('REQUEST', asking(KEEPER.STOP))).toEqual({
      errno: 110,
      status: 0,
      rule: 'serve/no-answer',
    });
    expect((await notary.call('REQUEST', asking(3))).data[0]).toBe(3n);
    expect((await vault.refused('REQUEST', asking(1))).rule).toMatch(/^message\//);
    expect(
      (await (await served.partition(NO_TOKEN, 'notary', 'android')).call('REQUEST', asking(4))).data[0],
    ).toBe(4n);
  });
});

test('an indirect message and notifications arrive', async () => {
  const heard: unknown[] = [];
  const served = await Served.start({ vault: listener(heard) });
  const vault = await served.partition(NO_TOKEN);

  await vault.call('MESSAGE', { bytes: new TextEncoder().encode('tantalum') });
  await vault.call('REQUEST', asking(1));
  await vault.call('NOTIFY', { bitmap: 0b100n, flags: 0 });
  await vault.call('REQUEST', asking(1));

  expect(heard).toEqual([[0, 'tantalum', UUIDS.vault], 0b100n]);
  expect((await vault.refused('NOTIFY', { bitmap: 0b10n, flags: 0 })).rule).toMatch(/^notification\//);
});

/** A vault that sends the VM what it is asked to, with every request: notifications, or a message with the bytes of the value. */
function caller(vm: number): ProgramOf {
  return function* (ffa) {
    yield* ffa.start(buffersAt(VAULT));
    for (let message = yield* ffa.wait(); ; ) {
      const [what, value = 0n] = message.data;
      let status = 0;
      try {
        if (what === NOTIFY) yield* ffa.notify(vm, value);
        else yield* ffa.send(vm, Uint8Array.of(Number(value)));
      } catch (error) {
        if (!(error instanceof FfaError)) throw error;
        status = error.status;
      }
      message = yield* ffa.respond(message, [status]);
    }
  };
}
const NOTIFY = 1n;
const SEND = 2n;
const BUSY = 0xffff_fffcn;

describe('what a partition sends', () => {
  test('is heard by who listens, once, and no more after that', async () => {
    const served = await Served.start({ vault: caller(0) });
    const vault = await served.partition(NO_TOKEN);
    const notary = await served.partition(NO_TOKEN, 'notary');
    await vault.call('LISTEN', { bitmap: 0b110n });
    expect(await vault.call('HEARD', {})).toEqual({ bitmap: 0n });

    await vault.call('REQUEST', asking(NOTIFY, 0b100n));

    expect(await notary.call('HEARD', {})).toEqual({ bitmap: 0n });
    expect(await vault.call('HEARD', {})).toEqual({ bitmap: 0b100n });
    expect(await vault.call('HEARD', {})).toEqual({ bitmap: 0n });
    await vault.call('SILENCE', { bitmap: 0b110n });
    expect((await vault.call('REQUEST', asking(NOTIFY, 0b100n))).data[0]).not.toBe(0n);
  });

  test('of the notifications of another is refused by the manager', async () => {
    const served = await Served.start();
    await (await served.partition(NO_TOKEN)).call('LISTEN', { bitmap: 1n });
    const notary = await served.partition(NO_TOKEN, 'notary');

    expect((await notary.refused('LISTEN', { bitmap: 1n })).rule).toBe('notification/bound');
    expect((await notary.refused('SILENCE', { bitmap: 1n })).rule).toBe('notification/not-bound');
  });

  test('as messages is received in its order, on the socket of who sent it', async () => {
    const served = await Served.start({ vault: caller(0) });
    const vault = await served.partition(NO_TOKEN);
    const notary = await served.partition(NO_TOKEN, 'notary');
    for (const value of [7, 8]) await vault.call('REQUEST', asking(SEND, value));

    expect((await notary.refused('RECEIVE', {})).rule).toBe('serve/no-message');
    expect([...(await vault.call('RECEIVE', {})).bytes]).toEqual([7]);
    expect([...(await vault.call('RECEIVE', {})).bytes]).toEqual([8]);
    expect(await vault.refused('RECEIVE', {})).toMatchObject({ errno: 61, rule: 'serve/no-message' });
  });

  test('to another VM is for that one', async () => {
    const served = await Served.start({ vault: caller(1) });
    const linux = await served.partition(NO_TOKEN);
    const android = await served.partition(NO_TOKEN, 'vault', 'android');
    await linux.call('REQUEST', asking(SEND, 7));

    expect((await linux.refused('RECEIVE', {})).rule).toBe('serve/no-message');
    expect([...(await android.call('RECEIVE', {})).bytes]).toEqual([7]);
  });

  test('and nobody receives is held up to a limit; then the partition is told that the VM is busy', async () => {
    const served = await Served.start({ vault: caller(0) });
    const vault = await served.partition(NO_TOKEN);
    const send = async (value: number) => (await vault.call('REQUEST', asking(SEND, value))).data[0];
    // One more lies in RX.
    for (let value = 0; value <= SERVE_LIMITS.messages; value++) expect(await send(value)).toBe(0n);
    expect(await send(99)).toBe(BUSY);

    for (let value = 0; value <= SERVE_LIMITS.messages; value++)
      expect([...(await vault.call('RECEIVE', {})).bytes]).toEqual([value]);

    expect(await send(100)).toBe(0n);
    expect([...(await vault.call('RECEIVE', {})).bytes]).toEqual([100]);
  });
});

test('features are those of the manager', async () => {
  const self = await (await Served.start()).self();
  // FFA_RXTX_MAP: sizes of buffers in w2.
  expect(await self.call('FEATURES', { function: 0xc400_0066, input: 0 })).toMatchObject({ w3: 0 });
  expect(await self.refused('FEATURES', { function: 0x8400_ffff, input: 0 })).toMatchObject({
    errno: 95,
    status: -1,
  });
});

test('a VM and its partitions say who they are', async () => {
  const served = await Served.start();
  expect((await served.self()).hello).toMatchObject({
    version: 1,
    socket: 0,
    endpoint: 0,
    ffaVersion: 0x1_0002,
  });
  const { hello } = await served.partition(NO_TOKEN, 'notary', 'android');
  expect(hello).toMatchObject({ version: 1, socket: 1, endpoint: 0x8002, properties: 0x60f });
});
