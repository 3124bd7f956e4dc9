import { expect, test } from 'vitest';
import { DATA_RO, DATA_RW } from '../../src/core/abi/bits.ts';
import { Board } from '../../src/core/board/board.ts';
import { pageReport } from '../../src/core/board/page-report.ts';
import { EXECUTE, READ, WRITE } from '../../src/core/memory/page-word.ts';
import { MACHINE, OS_BUFFERS, OS_MEMORY, VAULT, VAULT_BUFFERS, VAULT_MEMORY } from './machine.ts';

const ALL = READ | WRITE | EXECUTE;

test('the page report names every run of pages: owner, access, what holds it', () => {
  const board = new Board(MACHINE);
  board.perform('os', (ffa) => ffa.start(OS_BUFFERS));
  board.perform('vault', (ffa) => ffa.start(VAULT_BUFFERS));
  const send = (at: number, permissions: number) => ({
    receivers: [{ endpoint: VAULT, permissions }],
    constituents: [{ address: at, pages: 2 }],
  });
  const shared = board.perform('os', (ffa) => ffa.share(send(OS_MEMORY + 0x4000, DATA_RO)));
  const since = board.ledger.callNumber;
  board.perform('os', (ffa) => ffa.lend(send(OS_MEMORY + 0x8000, DATA_RW)));
  board.perform('vault', (ffa) =>
    ffa.retrieve({ handle: shared, sender: 0, receivers: [{ endpoint: VAULT, permissions: DATA_RO }] }),
  );

  const report = pageReport(board).map(({ address, pages, owner, access, held }) => [
    address,
    pages,
    owner,
    access.map(({ partition, rights }) => `${partition} ${rights}`).join(' '),
    held?.kind ?? '',
  ]);

  expect(report).toEqual([
    [OS_MEMORY, 1, 'os', `os ${READ | WRITE}`, 'mailbox'],
    [OS_MEMORY + 0x1000, 1, 'os', `os ${READ}`, 'mailbox'],
    [OS_MEMORY + 0x2000, 2, 'os', `os ${ALL}`, ''],
    [OS_MEMORY + 0x4000, 2, 'os', `os ${ALL} vault ${READ}`, 'share'],
    [OS_MEMORY + 0x6000, 2, 'os', `os ${ALL}`, ''],
    [OS_MEMORY + 0x8000, 2, 'os', '', 'lend'],
    [OS_MEMORY + 0xa000, 54, 'os', `os ${ALL}`, ''],
    [VAULT_MEMORY, 1, 'vault', `vault ${READ | WRITE}`, 'mailbox'],
    [VAULT_MEMORY + 0x1000, 1, 'vault', `vault ${READ}`, 'mailbox'],
    [VAULT_MEMORY + 0x2000, 14, 'vault', `vault ${ALL}`, ''],
    [VAULT_MEMORY + 0x1_0000, 16, 'hidden', `hidden ${ALL}`, ''],
  ]);
  expect(pageReport(board)[3]?.held).toEqual({ kind: 'share', handle: shared, since });
});
