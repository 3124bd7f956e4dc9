import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INSTRUCTION_NX } from '../../src/core/abi/bits.ts';
import { pageReport } from '../../src/core/board/page-report.ts';
import { Client } from './client.ts';
import { KEEPER } from './keeper.ts';
import { asking, halves, LINUX, POOL, Served, sending } from './served.ts';

/** What pages of Linux are when nobody has sent any: its buffers, and its own memory. */
async function untouched(): Promise<unknown> {
  return pagesOf(await Served.start());
}

/** What becomes of Linux's pages, but for the calls that made it so. */
function pagesOf(served: Served): unknown {
  return pageReport(served.server.machine)
    .filter(({ address }) => address >= LINUX)
    .map(({ held, ...run }) => ({ ...run, held: held?.kind }));
}

/** Whether the next client can have every page, and finds nothing in them. */
async function expectAllFree(served: Served): Promise<void> {
  const next = await served.self();
  const { address } = await next.call('ALLOCATE', { pages: POOL });
  for (let page = 0; page < POOL; page++) {
    const { bytes } = await next.call('READ', { address: address + BigInt(page * 0x1000), length: 16 });
    expect(Buffer.from(bytes)).toEqual(Buffer.alloc(16));
  }
  await next.die();
}

/** What a client may have done when it dies; each goes on from those before. */
const STEPS: readonly [string, (client: Life) => Promise<unknown>][] = [
  ['it has said HELLO', async () => undefined],
  [
    'it has memory',
    async (life) => {
      const { address } = await life.self.call('ALLOCATE', { pages: 3 });
      life.address = address;
      await life.self.call('WRITE', { address, bytes: Uint8Array.of(1, 2, 3) });
    },
  ],
  [
    'it has shared some',
    async (life) => {
      const { handle } = await life.self.call('SHARE', sending(life.vault.hello.token, life.address));
      life.handle = handle;
    },
  ],
  [
    'it has lent some',
    (life) => life.self.call('LEND', sending(life.vault.hello.token, life.address + 0x1000n)),
  ],
  [
    'it has given some away that nobody has taken',
    (life) => life.self.call('DONATE', sending(life.vault.hello.token, life.address + 0x2000n, 1, 0)),
  ],
  [
    'it has asked for something and not read the answer',
    async (life) => life.vault.put('REQUEST', asking(1)),
  ],
  ['it is in the middle of a frame', async (life) => life.self.socket.write(Uint8Array.of(32, 0, 0, 0, 5))],
];

interface Life {
  readonly self: Client & { readonly hello: { readonly token: string } };
  readonly vault: Client & { readonly hello: { readonly token: string } };
  address: bigint;
  handle: bigint;
}

async function begin(served: Served): Promise<Life> {
  const self = await served.self();
  return { self, vault: await served.partition(self.hello.token), address: 0n, handle: 0n };
}

async function die({ self, vault }: Life): Promise<void> {
  await Promise.all([vault.die(), self.die()]);
}

describe('a client that dies', () => {
  test.each(STEPS.map(([name], index) => [name, index] as const))('when %s', async (_name, index) => {
    const [served, before] = [await Served.start(), await untouched()];
    const life = await begin(served);
    for (const [, step] of STEPS.slice(0, index + 1)) await step(life);

    await die(life);
    await served.settled();

    expect(pagesOf(served)).toEqual(before);
    await expectAllFree(served);
  });

  test('before it has said anything', async () => {
    const [served, before] = [await Served.start(), await untouched()];
    await (await Client.connect(served.path('linux', 'self'))).die();
    await served.settled();
    expect(pagesOf(served)).toEqual(before);
  });

  test('while a partition has its memory: nobody is given the pages before it lets go', async () => {
    const [served, before] = [await Served.start(), await untouched()];
    const life = await begin(served);
    for (const [, step] of STEPS.slice(0, 3)) await step(life);
    await life.vault.call('REQUEST', asking(KEEPER.TAKE, ...halves(life.handle), 2));
    await die(life);
    await served.settled();

    const next = await served.self();
    expect(await next.rule('ALLOCATE', { pages: POOL })).toBe('serve/room');
    expect((await next.call('ALLOCATE', { pages: POOL - 1 })).address).toBe(life.address + 0x1000n);
    await next.die();

    const vault = await served.partition((await served.self()).hello.token);
    await vault.call('REQUEST', asking(KEEPER.GIVE, ...halves(life.handle)));
    expect(pagesOf(served)).toEqual(before);
    await expectAllFree(served);
  });

  test('after its gift was taken: the pages are the partition’s', async () => {
    const served = await Served.start();
    const life = await begin(served);
    life.address = (await life.self.call('ALLOCATE', { pages: 1 })).address;
    const gift = sending(life.vault.hello.token, life.address, 1, 0);
    const { handle } = await life.self.call('DONATE', gift);
    await life.vault.call('REQUEST', asking(KEEPER.TAKE, ...halves(handle), INSTRUCTION_NX));
    await die(life);
    await served.settled();

    expect(await (await served.self()).rule('ALLOCATE', { pages: POOL })).toBe('serve/room');
    expect(pagesOf(served)).toContainEqual(
      expect.objectContaining({ owner: 'vault', address: Number(life.address) }),
    );
  });

  test('takes nothing of another session along', async () => {
    const served = await Served.start();
    const [one, other] = [await begin(served), await begin(served)];
    for (const [, step] of STEPS.slice(0, 3)) {
      await step(one);
      await step(other);
    }
    await die(one);
    await served.settled();

    expect(await other.self.call('READ', { address: other.address, length: 3 })).toEqual({
      bytes: Uint8Array.of(1, 2, 3),
    });
    await other.self.call('RECLAIM', { handle: other.handle, flags: 0 });
  });
});

test('a partition that dies gives back what it was sent, and the VM goes on', async () => {
  const [served, before] = [await Served.start(), await untouched()];
  const life = await begin(served);
  for (const [, step] of STEPS.slice(0, 3)) await step(life);
  await life.vault.call('REQUEST', asking(KEEPER.TAKE, ...halves(life.handle), 2));

  expect(await life.vault.refused('REQUEST', asking(KEEPER.CRASH))).toMatchObject({ errno: 125, status: -8 });

  await life.self.call('RECLAIM', { handle: life.handle, flags: 0 });
  await die(life);
  await served.settled();
  expect(pagesOf(served)).toEqual(before);
});

test('whatever clients do and whenever they die, everything is as before', async () => {
  const [served, before] = [await Served.start(), await untouched()];
  const life = fc.record({ steps: fc.nat(STEPS.length), keeps: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (plans) => {
      const lives = [];
      for (const { steps, keeps } of plans) {
        const each = await begin(served);
        lives.push(each);
        for (const [, step] of STEPS.slice(0, steps)) await step(each);
        if (keeps && steps >= 3 && steps < 6)
          await each.vault.call('REQUEST', asking(KEEPER.TAKE, ...halves(each.handle), 2));
      }
      for (const each of lives) await die(each);
      await served.settled();
      const vault = await served.partition((await served.self()).hello.token);
      for (const { handle } of lives) await vault.call('REQUEST', asking(KEEPER.GIVE, ...halves(handle)));
      await vault.die();
      expect(pagesOf(served)).toEqual(before);
    }),
    { numRuns: 20 },
  );
});
