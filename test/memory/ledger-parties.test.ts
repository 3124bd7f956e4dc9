import { describe, expect, test } from 'vitest';
import { machine, OWNER, PARTIES, RW } from './machine.ts';

describe('the parties', () => {
  test('as many as fit in a word, and not one more', () => {
    const ledger = machine();
    const view = ledger.viewOf(OWNER);
    for (let party = PARTIES.length + 1; party <= 1023; party++) expect(ledger.addParty(view)).toBe(party);

    expect(() => ledger.addParty(view)).toThrow(RangeError);
    ledger.assign(155, 1, { owner: 1023, rights: RW, device: false, secure: false });
    expect([ledger.rights(1023, 155), ledger.rights(0, 155)]).toEqual([RW, 0]);
  });

  test('memory that nobody can mark is refused when a machine is set up', () => {
    const ledger = machine();
    const to = { owner: OWNER, rights: RW, device: false, secure: false };
    expect(() => ledger.assign(2 ** 19 - 1, 2, to)).toThrow(/page 0x7ffff/);
    expect(() => machine({ pageTables: 1 })).toThrow(RangeError);
  });

  test('transactions beyond those that fit in a word', () => {
    expect(machine({ transactions: 65535 }).transactions.slots.capacity).toBe(65535);
    expect(() => machine({ transactions: 65536 })).toThrow(/65535/);
  });
});
