/** Every rule of the sockets: a way to break it. What keeps them is in the other tests. */

import { describe, expect, test } from 'vitest';
import { ERRNO } from '../../src/core/abi/errno.ts';
import { createFrame } from '../../src/core/abi/frame.ts';
import { VERSION_1_0 } from '../../src/core/abi/versions.ts';
import { ProtocolError } from '../../src/core/client/errors.ts';
import { SERVE_LIMITS } from '../../src/node/serve/limits.ts';
import { SERVE_RULES, type ServeRule } from '../../src/node/serve/rules.ts';
import type { Asked, CallName } from '../../src/node/serve/wire/calls.ts';
import { Client, NO_TOKEN, type Refusal, refusalOf } from './client.ts';
import { asking, LINUX, MACHINE, POOL, Served, sending, UUIDS } from './served.ts';

type RuleName = keyof typeof SERVE_RULES;

/** Who breaks a rule, and what it is told. */
interface Broken {
  readonly client: Client;
  readonly refusal: Refusal;
}

const OTHER_TOKEN = '5a'.repeat(16);
const HELLO = { oldest: 1, newest: 1, session: NO_TOKEN };

async function ask<Name extends CallName>(client: Client, name: Name, asked: Asked<Name>): Promise<Broken> {
  return { client, refusal: await client.refused(name, asked) };
}

/** Sends words, the first four of which are the header. */
async function put(client: Client, ...words: readonly number[]): Promise<Broken> {
  client.socket.write(Buffer.from(Uint32Array.from(words).buffer));
  return { client, refusal: refusalOf(await client.next()) };
}

const stranger = (served: Served) => Client.connect(served.path('linux', 'self'));

/** A session with a page, and a connection to the vault. */
async function sender(served: Served) {
  const self = await served.self();
  const vault = await served.partition(self.hello.token);
  const { address } = await self.call('ALLOCATE', { pages: 1 });
  return { self, address, toVault: sending(vault.hello.token, address) };
}

const WAYS: Readonly<Record<RuleName, (served: Served) => Promise<Broken>>> = {
  frameLength: async (served) => put(await stranger(served), 15, 1, 0, 0),
  frameReserved: async (served) => put(await stranger(served), 16, 0x1_0001, 0, 0),
  helloFirst: async (served) => put(await stranger(served), 16, 3, 0, 0),
  protocolVersion: async (served) => ask(await stranger(served), 'HELLO', { ...HELLO, oldest: 2, newest: 9 }),
  session: async (served) => {
    const gone = await served.self();
    await gone.die();
    await served.settled();
    const client = await Client.connect(served.path('linux', UUIDS.vault));
    return ask(client, 'HELLO', { ...HELLO, session: gone.hello.token });
  },
  connections: async (served) => {
    for (let count = 0; count < SERVE_LIMITS.connections; count++) await served.self();
    const client = await stranger(served);
    return { client, refusal: refusalOf(await client.next()) };
  },
  wrongTokens: async (served) => {
    const { self, address } = await sender(served);
    for (let count = 0; count < SERVE_LIMITS.wrongTokens; count++)
      expect(await self.rule('SHARE', sending(OTHER_TOKEN, address))).toBe('serve/token');
    return ask(self, 'SHARE', sending(OTHER_TOKEN, address));
  },
  verb: async (served) => put(await served.self(), 16, 999, 0, 0),
  place: async (served) => ask(await served.self(), 'REQUEST', asking(1)),
  messageLength: async (served) => put(await served.self(), 20, 3, 0, 0, 1),
  messageReserved: async (served) => put(await served.self(), 24, 3, 0, 0, 1, 1),
  claimed: async (served) => {
    served.claim('vault');
    return ask(await served.partition(NO_TOKEN), 'REQUEST', asking(1));
  },
  token: async (served) => {
    const { self, address } = await sender(served);
    return ask(self, 'SHARE', sending(OTHER_TOKEN, address));
  },
  noPages: async (served) => ask(await served.self(), 'ALLOCATE', { pages: 0 }),
  pages: async (served) => {
    const self = await served.self();
    await self.call('ALLOCATE', { pages: SERVE_LIMITS.pages - 1 });
    const { address } = await self.call('ALLOCATE', { pages: 1 });
    expect(await self.rule('ALLOCATE', { pages: 1 })).toBe('serve/pages');
    await self.call('FREE', { address });
    await self.call('ALLOCATE', { pages: 1 });
    return ask(self, 'ALLOCATE', { pages: 1 });
  },
  room: async (served) => {
    const self = await served.self();
    await self.call('ALLOCATE', { pages: POOL });
    return ask(self, 'ALLOCATE', { pages: 1 });
  },
  allocation: async (served) => ask(await served.self(), 'FREE', { address: BigInt(LINUX) }),
  sent: async (served) => {
    const { self, address, toVault } = await sender(served);
    await self.call('SHARE', toVault);
    return ask(self, 'FREE', { address });
  },
  memory: async (served) => {
    const { self, toVault } = await sender(served);
    return ask(self, 'SHARE', { ...toVault, constituents: [{ address: BigInt(LINUX), pages: 1 }] });
  },
  handle: async (served) => ask(await served.self(), 'RECLAIM', { handle: 1n, flags: 0 }),
  transactions: async (served) => {
    const self = await served.self();
    const vault = await served.partition(self.hello.token);
    const { address } = await self.call('ALLOCATE', { pages: SERVE_LIMITS.transactions + 1 });
    const page = (index: number) => address + BigInt(index * 0x1000);
    for (let count = 0; count < SERVE_LIMITS.transactions; count++)
      await self.call('SHARE', sending(vault.hello.token, page(count)));
    return ask(self, 'SHARE', sending(vault.hello.token, page(SERVE_LIMITS.transactions)));
  },
  descriptor: async (served) => {
    const { self, toVault } = await sender(served);
    return ask(self, 'SHARE', { ...toVault, borrowers: [] });
  },
  accessLength: async (served) => ask(await served.self(), 'READ', { address: 0n, length: 0x1_0000 }),
  messageRoom: async (served) =>
    ask(await served.partition(NO_TOKEN), 'MESSAGE', { bytes: new Uint8Array(4096) }),
  noMessage: async (served) => ask(await served.partition(NO_TOKEN), 'RECEIVE', {}),
  width: async (served) => ask(await served.partition(NO_TOKEN), 'REQUEST', { ...asking(1), width: 31 }),
  fault: async (served) => {
    const { self, address, toVault } = await sender(served);
    await self.call('LEND', toVault);
    return ask(self, 'READ', { address, length: 1 });
  },
  noAnswer: async (served) => ask(await served.partition(NO_TOKEN, 'notary'), 'REQUEST', asking(1)),
  notNow: async (served) =>
    ask(await served.partition(NO_TOKEN, 'vault', 'android'), 'MESSAGE', { bytes: Uint8Array.of(1) }),
  answer: async (served) => {
    const client = await served.self();
    const refused = served.namespace().conduit.perform(() => {
      throw new ProtocolError(0x8400_0073, createFrame(), 'FFA_SUCCESS');
    });
    return { client, refusal: refused as Refusal };
  },
};

/** Linux has room for many transactions, Android speaks FF-A 1.0, and the notary's program ends when it is asked for anything. */
const SPEC = {
  ...MACHINE,
  partitions: MACHINE.partitions.map((partition) => {
    if (partition.name === 'linux')
      return { ...partition, memory: partition.memory.map((owned) => ({ ...owned, pages: 0x900 })) };
    return partition.name === 'android' ? { ...partition, version: VERSION_1_0 } : partition;
  }),
};

const start = (name: string) =>
  Served.start(
    {
      *notary(ffa) {
        yield* ffa.wait();
      },
    },
    name === 'room' ? MACHINE : SPEC,
  );

describe('the sockets refuse by name', () => {
  test.each(Object.entries(WAYS))('%s', async (name, way) => {
    const rule: ServeRule = SERVE_RULES[name as RuleName];
    const served = await start(name);
    const bystander = await served.self('android');

    const { client, refusal } = await way(served);

    expect(refusal).toMatchObject({ errno: ERRNO[rule.errno], status: 0, rule: rule.id });
    if (rule.closes) await client.ended;
    else expect(client.socket.destroyed).toBe(false);
    expect(await bystander.call('ALLOCATE', { pages: 1 })).toMatchObject({ offset: 0n });
  });
});
