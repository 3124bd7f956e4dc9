import { describe, expect, test } from 'vitest';
import { clear, firstUnreachable } from '../../src/core/memory/clear.ts';
import { KIND } from '../../src/core/memory/ledger-tables.ts';
import { SparseMemory } from '../../src/core/memory/physical-memory.ts';
import { GUEST, machine, OWNER, sendAll } from './machine.ts';

describe('clearing', () => {
  test.each([
    ['physical extents', OWNER, '10+2 60+1', [10, 11, 60], [9, 12, 59, 61, 0]],
    ['extents in a view', GUEST, '1019+2', [219, 300], [218, 301, 1019 - 1000]],
  ])('writes zeros to every page and to no other: %s', (_name, owner, ranges, inside, outside) => {
    const ledger = machine();
    const memory = new SparseMemory(2000);
    const mark = (page: number) => Uint8Array.of(page & 0xff, 1);
    for (const page of [...inside, ...outside]) memory.writeBytes(page * 4096 + 4090, mark(page));
    const transaction = sendAll(ledger, { kind: KIND.LEND, owner, ranges });

    clear(ledger, transaction, memory);

    for (const page of inside) expect(memory.readBytes(page * 4096, 4096)).toEqual(new Uint8Array(4096));
    for (const page of outside) expect(memory.readBytes(page * 4096 + 4090, 2)).toEqual(mark(page));
  });

  test('begins at the first page that cannot be accessed, wherever in an extent it is', () => {
    const ledger = machine();
    const memory = new SparseMemory(2000);
    const transaction = sendAll(ledger, { kind: KIND.LEND, ranges: '10+2 60+4' });

    memory.withdraw(62, true);

    expect(firstUnreachable(ledger, transaction, memory)).toBe(62);
  });

  test('is for memory that can be accessed: the first page that cannot is known before, and clearing throws', () => {
    const ledger = machine();
    const memory = new SparseMemory(2000);
    const transaction = sendAll(ledger, { kind: KIND.LEND, owner: GUEST, ranges: '1019+2' });
    expect(firstUnreachable(ledger, transaction, memory)).toBe(-1);

    memory.withdraw(300, true);

    expect(firstUnreachable(ledger, transaction, memory)).toBe(300);
    expect(() => clear(ledger, transaction, memory)).toThrow('cannot be cleared');
  });
});
