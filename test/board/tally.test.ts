import { expect, test } from 'vitest';
import { DATA_RO, DATA_RW } from '../../src/core/abi/bits.ts';
import { frameOf } from '../../src/core/abi/frame.ts';
import { functionId } from '../../src/core/abi/functions.ts';
import { Board } from '../../src/core/board/board.ts';
import { type FaultRule, parseFault } from '../../src/core/board/fault-rule.ts';
import { openHandles } from '../../src/core/board/open-handles.ts';
import { Tally } from '../../src/core/board/tally.ts';
import { EXECUTE, READ, WRITE } from '../../src/core/memory/page-word.ts';
import { world } from '../mediator/world.ts';
import { MACHINE, OS_BUFFERS, OS_MEMORY, VAULT, VAULT_BUFFERS } from './machine.ts';

const ALL = READ | WRITE | EXECUTE;

test('a tally has calls by function and refusals by rule, the most frequent first', () => {
  const board = new Board(MACHINE);
  const tally = new Tally();
  board.listen(tally.note);
  board.inject([parseFault('FFA_ID_GET#2=BUSY') as FaultRule]);
  const reclaim = frameOf(functionId('FFA_MEM_RECLAIM'), 0x1234);
  board.issue('os', reclaim);
  for (const _ of [1, 2, 3]) board.issue('os', frameOf(functionId('FFA_ID_GET')));
  board.issue('os', reclaim);

  expect(tally.byFunction()).toEqual([
    { function: 'FFA_ID_GET', calls: 3, refused: 0, injected: 1 },
    { function: 'FFA_MEM_RECLAIM', calls: 2, refused: 2, injected: 0 },
  ]);
  expect(tally.byRule()).toEqual([
    { rule: 'reclaim/unknown-handle', status: 'INVALID_PARAMETERS', calls: 2 },
  ]);
});

test('a tally has calls of the hypervisor beside those of its guests', () => {
  const { board } = world();
  board.boot();
  const tally = new Tally('hypervisor');
  board.listen(tally.note);
  board.issue('a', frameOf(functionId('FFA_VERSION'), 0x1_0002));
  board.issue('a', frameOf(functionId('FFA_MSG_SEND2'), 0));
  board.issue('a', frameOf(functionId('FFA_NOTIFICATION_GET'), 1, 1));

  expect(tally.byFunction()).toEqual([
    { function: 'FFA_VERSION', calls: 1, refused: 0, injected: 0, hypervisor: 0 },
    { function: 'FFA_MSG_SEND2', calls: 1, refused: 1, injected: 0, hypervisor: 0 },
    { function: 'FFA_NOTIFICATION_GET', calls: 1, refused: 0, injected: 0, hypervisor: 1 },
  ]);
  expect(tally.byRule()).toEqual([{ rule: 'indirect/no-tx', status: 'DENIED', calls: 1 }]);
});

test('handles that nobody has ended are told of, with who holds their pages', () => {
  const board = new Board(MACHINE);
  board.perform('os', (ffa) => ffa.start(OS_BUFFERS));
  board.perform('vault', (ffa) => ffa.start(VAULT_BUFFERS));
  const receivers = [{ endpoint: VAULT, permissions: DATA_RO }];
  const send = (page: number, pages: number, permissions = DATA_RO) => ({
    receivers: [{ endpoint: VAULT, permissions }],
    constituents: [{ address: OS_MEMORY + page * 0x1000, pages }],
  });
  const shared = board.perform('os', (ffa) => ffa.share(send(4, 2)));
  const over = board.perform('os', (ffa) => ffa.share(send(8, 1)));
  const lent = board.perform('os', (ffa) => ffa.lend(send(12, 3, DATA_RW)));
  board.perform('vault', (ffa) => ffa.retrieve({ handle: shared, sender: 0, receivers }));
  board.perform('os', (ffa) => ffa.reclaim(over));

  expect(openHandles(board)).toEqual([
    {
      ...{ handle: shared, kind: 'share', owner: 'os', pages: 2, since: expect.any(Number) as number },
      holders: [
        { partition: 'os', rights: ALL, pages: 2 },
        { partition: 'vault', rights: READ, pages: 2 },
      ],
    },
    {
      ...{ handle: lent, kind: 'lend', owner: 'os', pages: 3, since: expect.any(Number) as number },
      holders: [],
    },
  ]);
});

test('a send whose fragments are missing is open, and nobody holds anything by it', () => {
  const board = new Board(MACHINE);
  board.perform('os', (ffa) => ffa.start(OS_BUFFERS));
  // A driver that fails to send the rest takes back what it has sent; this one fails in that as well.
  board.inject(['FFA_MEM_FRAG_TX=BUSY', 'FFA_MEM_RECLAIM=BUSY'].map((text) => parseFault(text) as FaultRule));
  // 300 pages one by one, which TX has no room for.
  const constituents = Array.from({ length: 300 }, () => ({ address: OS_MEMORY + 0x4000, pages: 1 }));
  expect(() =>
    board.perform('os', (ffa) =>
      ffa.share({ receivers: [{ endpoint: VAULT, permissions: DATA_RW }], constituents }),
    ),
  ).toThrow('BUSY');

  expect(openHandles(board)).toEqual([
    { handle: expect.any(BigInt) as bigint, kind: 'share', owner: 'os', pages: 300, holders: [] },
  ]);
});
