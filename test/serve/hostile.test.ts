import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CALLS } from '../../src/node/serve/wire/calls.ts';
import { encode } from '../../src/node/serve/wire/fields.ts';
import { encodeFrame, FrameReader } from '../../src/node/serve/wire/frames.ts';
import { Client, NO_TOKEN } from './client.ts';
import { asking, Served } from './served.ts';

const HELLO = encodeFrame({
  ...{ verb: 1, cookie: 0, code: 0 },
  message: encode(CALLS.HELLO.asks, { oldest: 1, newest: 1, session: NO_TOKEN }),
});
/** A call with a long answer. */
const READ = (address: bigint) =>
  encodeFrame({
    verb: 11,
    cookie: 7,
    code: 0,
    message: encode(CALLS.READ.asks, { address, length: 0x1000 }),
  });

/** Somebody whose calls have to be answered whatever others do. */
async function expectServed(served: Served): Promise<void> {
  const bystander = await served.partition(NO_TOKEN);
  expect((await bystander.call('REQUEST', asking(42))).data[0]).toBe(42n);
  await bystander.die();
}

describe('others are served while a client', () => {
  test('has sent half a frame and no more', async () => {
    const served = await Served.start();
    const client = await Client.connect(served.path('linux', 'self'));
    client.socket.write(HELLO.subarray(0, 20));
    await expectServed(served);

    client.socket.write(HELLO.subarray(20));
    expect((await client.next()).code).toBe(0);
  });

  test('announces a long frame and sends it byte by byte', async () => {
    const served = await Served.start();
    const client = await Client.connect(served.path('linux', 'self'));
    for (const byte of HELLO) {
      client.socket.write(Uint8Array.of(byte));
      await new Promise(setImmediate);
    }
    expect((await client.next()).code).toBe(0);
    await expectServed(served);
  });

  test('asks and asks and does not read: what is held for it stays bounded', async () => {
    const served = await Served.start();
    const self = await served.self();
    const { address } = await self.call('ALLOCATE', { pages: 1 });
    self.socket.pause();
    const question = Buffer.concat(Array.from({ length: 64 }, () => READ(address)));
    // 16 MiB of answers.
    for (let batch = 0; batch < 64; batch++) self.socket.write(question);
    await expectServed(served);

    const held = served.held();
    expect(Math.max(...held)).toBeGreaterThan(0);
    expect(Math.max(...held)).toBeLessThan(2 ** 20);

    // Nothing is lost, once it reads.
    self.socket.resume();
    for (let count = 0; count < 64 * 64; count++) expect((await self.next()).cookie).toBe(7);
  });

  test('asks thousands of things at once', async () => {
    const served = await Served.start();
    const self = await served.self();
    for (let count = 0; count < 4000; count++) self.put('FEATURES', { function: count, input: 0 });
    await expectServed(served);
    for (let count = 0; count < 4000; count++) expect((await self.next()).cookie).toBe(count + 2);
  });

  test('comes and goes', async () => {
    const served = await Served.start();
    for (let count = 0; count < 200; count++) await (await served.self()).die();
    await expectServed(served);
    await served.settled();
    // The last one may not have been missed yet.
    expect(served.held().length).toBeLessThanOrEqual(1);
  });
});

test('after a refusal that closes, the client hears nothing more and the server listens to nothing more', async () => {
  const served = await Served.start();
  const client = await Client.connect(served.path('linux', 'self'));
  client.socket.write(Buffer.concat([Buffer.alloc(16), HELLO, HELLO]));
  expect((await client.next()).code).toBe(-90);
  await client.ended;
  await expectServed(served);
});

test('any bytes are answered with frames, and nobody else suffers', async () => {
  const served = await Served.start();
  const frame = fc
    .record({
      verb: fc.oneof(fc.constantFrom(...Object.values(CALLS).map(({ verb }) => verb)), fc.nat(0xffff)),
      message: fc.uint8Array({ maxLength: 160 }),
    })
    .map(({ verb, message }) => encodeFrame({ verb, cookie: 1, code: 0, message }));
  const stream = fc
    .tuple(
      fc.boolean(),
      fc.array(fc.oneof({ weight: 9, arbitrary: frame }, { weight: 1, arbitrary: fc.uint8Array() })),
    )
    .map(([polite, parts]) => Buffer.concat([...(polite ? [HELLO] : []), ...parts]));
  await fc.assert(
    fc.asyncProperty(stream, fc.constantFrom('self', 'partition'), async (bytes, where) => {
      const path = where === 'self' ? served.path('linux', 'self') : served.partitionPath('notary');
      const client = await Client.connect(path);
      client.socket.end(bytes);
      await client.ended;
      await expectServed(served);
    }),
    { numRuns: 60 },
  );
});

test('answers are frames, whatever was asked', async () => {
  const served = await Served.start();
  const client = await Client.connect(served.path('linux', 'self'));
  const reader = new FrameReader();
  client.socket.on('data', (chunk) => reader.push(chunk));
  client.socket.end(
    Buffer.concat([HELLO, encodeFrame({ verb: 0xffff, cookie: 3, code: 0, message: new Uint8Array(5) })]),
  );
  await client.ended;
  expect(reader.next()).toMatchObject({ verb: 0x8001, code: 0 });
  expect(reader.next()).toMatchObject({ verb: 0xffff, cookie: 3, code: -95 });
  expect(reader.next()).toBeUndefined();
});
