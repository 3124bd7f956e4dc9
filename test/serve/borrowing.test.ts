/** Memory that a partition sends to the VM: the client is the borrower. */

import { describe, expect, test } from 'vitest';
import { INSTRUCTION_NX } from '../../src/core/abi/bits.ts';
import { describeMachine } from '../../src/core/board/describe-machine.ts';
import { pageReport } from '../../src/core/board/page-report.ts';
import type { Ffa } from '../../src/core/client/ffa.ts';
import type { Program } from '../../src/core/client/port.ts';
import { asking, buffersAt, MACHINE, Served, sending, VAULT } from './served.ts';

/** Memory of the normal world that the vault owns. */
const OPEN = 0x4180_0000;

/** The vault has memory that it may show to the normal world. */
const SPEC = {
  ...MACHINE,
  partitions: describeMachine({
    memory: MACHINE.memory,
    partitions: MACHINE.partitions.map((partition) =>
      partition.name === 'vault'
        ? { ...partition, memory: [...partition.memory, { base: OPEN, pages: 4 }] }
        : partition,
    ),
  }).partitions,
};

/** Donates a page to whoever asks, and answers with its handle: memory of the normal world is all that it may send there. */
function* vault(ffa: Ffa): Program {
  yield* ffa.start(buffersAt(VAULT));
  for (let message = yield* ffa.wait(), page = OPEN; ; page += 0x1000) {
    yield* ffa.write(page, Uint8Array.of(1, 2, 3));
    const receivers = [{ endpoint: message.sender, permissions: 0 }];
    const handle = yield* ffa.donate({ receivers, constituents: [{ address: page, pages: 1 }] });
    message = yield* ffa.respond(message, [handle & 0xffff_ffffn, handle >> 32n]);
  }
}

async function donated() {
  const served = await Served.start({ vault }, SPEC);
  const self = await served.self();
  const partition = await served.partition(self.hello.token);
  const { data } = await partition.call('REQUEST', asking(1));
  const handle = (data[0] ?? 0n) | ((data[1] ?? 0n) << 32n);
  const retrieve = (permissions: number = INSTRUCTION_NX) => ({
    ...{ handle, tag: 0n, flags: 0, attributes: 0, permissions },
    sender: partition.hello.token,
  });
  return { served, self, partition, handle, retrieve };
}

describe('memory that a partition sends to the VM', () => {
  test('is retrieved, read and written by a client', async () => {
    const { self, handle, retrieve } = await donated();

    const { constituents } = await self.call('RETRIEVE', retrieve());

    expect(constituents).toEqual([{ address: BigInt(OPEN), pages: 1 }]);
    const address = BigInt(OPEN);
    expect(await self.call('READ', { address, length: 3 })).toEqual({ bytes: Uint8Array.of(1, 2, 3) });
    await self.call('WRITE', { address, bytes: Uint8Array.of(9) });
    expect(await self.call('READ', { address, length: 1 })).toEqual({ bytes: Uint8Array.of(9) });
    // It is the VM's now: there is nothing to give back.
    expect((await self.refused('RELINQUISH', { handle, flags: 0 })).rule).toMatch(/^relinquish\//);
  });

  test('is of no use to another session, and cannot be sent on', async () => {
    const { served, self, retrieve } = await donated();
    await self.call('RETRIEVE', retrieve());
    const other = await served.self();
    expect(await other.rule('READ', { address: BigInt(OPEN), length: 1 })).toBe('serve/memory');
    expect(await other.rule('RETRIEVE', retrieve())).toBe('serve/token');
    const { sender: token } = retrieve();
    expect(await self.rule('SHARE', sending(token, BigInt(OPEN)))).toBe('serve/memory');
  });

  test('is refused by the manager where the request does not fit what was sent', async () => {
    const { self, retrieve } = await donated();
    expect((await self.refused('RETRIEVE', { ...retrieve(), tag: 5n })).rule).toMatch(/^retrieve\//);
    await self.call('RETRIEVE', retrieve());
  });

  test('stays with the VM when the client dies, and others go on', async () => {
    const { served, self, retrieve } = await donated();
    await self.call('RETRIEVE', retrieve());
    await self.die();
    await served.settled();
    const owners = pageReport(served.server.machine).filter(({ address }) => address === OPEN);
    expect(owners).toMatchObject([{ owner: 'linux', pages: 1 }]);
    const next = await served.self();
    expect(await next.rule('READ', { address: BigInt(OPEN), length: 1 })).toBe('serve/memory');
    await next.call('ALLOCATE', { pages: 1 });
  });
});
