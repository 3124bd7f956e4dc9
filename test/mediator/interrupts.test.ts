/** Guests are interrupted for what they are notified of; the scheduler of the normal world is the hypervisor. */

import { describe, expect, it, test } from 'vitest';
import { FFA } from '../spmc/support/ids.ts';
import { VAULT_ID, type World, world } from './world.ts';

const MORE = 1;
const ONE_LIST = 1 << 7;

const pair = (high: number, low: number): number => high * 0x1_0000 + low;

/** Who is interrupted from now on, in order. */
function interrupted(w: World): readonly (string | undefined)[] {
  const guests: (string | undefined)[] = [];
  w.board.onInterrupt((guest) => guests.push(guest));
  return guests;
}

/** A machine where b listens to the vault and to a. */
function listening(): World {
  const w = world().started();
  w.b.call(FFA.NOTIFICATION_BIND, pair(1, 2), 0, 0b1, 0);
  w.b.call(FFA.NOTIFICATION_BIND, pair(VAULT_ID, 2), 0, 0b110, 0);
  w.events.length = 0;
  return w;
}

describe('a guest that is notified', () => {
  it('by a secure partition is interrupted, when the hypervisor has asked for whom it is', () => {
    const w = listening();
    const guests = interrupted(w);

    w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 2), 0, 0b10, 0);

    expect(guests).toEqual(['b']);
    expect(w.calls('hypervisor').map((call) => call.in[0])).toEqual([FFA.NOTIFICATION_INFO_GET_64]);
    expect(w.b.call(FFA.NOTIFICATION_INFO_GET).words.slice(2, 4)).toEqual([ONE_LIST, 2]);
    expect(w.b.call(FFA.NOTIFICATION_GET, 2, 0xf).words.slice(0, 4)).toEqual([FFA.SUCCESS, 0, 0b10, 0]);
  });

  it('by another guest is interrupted, and the manager is not asked', () => {
    const w = listening();
    const guests = interrupted(w);

    w.a.call(FFA.NOTIFICATION_SET, pair(1, 2), 0, 0b1, 0);

    expect(guests).toEqual(['b']);
    expect(w.calls('hypervisor')).toEqual([]);
  });

  it('and is gone before it looks is not interrupted, when another is notified', () => {
    const w = listening();
    w.a.call(FFA.NOTIFICATION_BIND, pair(VAULT_ID, 1), 0, 0b1, 0);
    w.a.call(FFA.NOTIFICATION_SET, pair(1, 2), 0, 0b1, 0);
    w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 2), 0, 0b10, 0);
    w.board.abort('b');
    const guests = interrupted(w);

    w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 1), 0, 0b1, 0);

    expect(guests).toEqual(['a']);
  });

  it('and knows it is not interrupted again, when another is notified', () => {
    const w = listening();
    w.a.call(FFA.NOTIFICATION_BIND, pair(VAULT_ID, 1), 0, 0b1, 0);
    w.a.call(FFA.NOTIFICATION_SET, pair(1, 2), 0, 0b1, 0);
    w.b.call(FFA.NOTIFICATION_INFO_GET);
    const guests = interrupted(w);

    w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 1), 0, 0b1, 0);

    expect(guests).toEqual(['a']);
  });

  it('twice before it looks is interrupted twice', () => {
    const w = listening();
    const guests = interrupted(w);

    for (const bit of [0b10, 0b100]) w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 2), 0, bit, 0);

    expect(guests).toEqual(['b', 'b']);
    expect(w.b.call(FFA.NOTIFICATION_GET, 2, 0xf).words[2]).toBe(0b110);
  });
});

describe('a manager that lies about who is notified', () => {
  test.each([
    ['nobody that there is', [FFA.SUCCESS_64, 0, ONE_LIST, 77]],
    ['more lists than there can be', [FFA.SUCCESS_64, 0, 0x1f << 7, 0]],
    ['somebody in an answer of the wrong kind', [FFA.SUCCESS, 0, ONE_LIST, 2]],
    ['nobody, but refuses', [FFA.ERROR, 0, -9]],
  ])('and names %s, has nobody interrupted', (_, answer) => {
    const w = listening();
    const guests = interrupted(w);
    w.lie(answer);

    w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 2), 0, 0b10, 0);

    expect(guests).toEqual([]);
    expect(w.a.call(FFA.ID_GET).words[2]).toBe(1);
  });

  it('and never comes to an end, is asked no more often than there can be somebody', () => {
    const w = listening();
    const guests = interrupted(w);
    const [guestsAndPartitions, more] = [5, 10];
    for (let lie = 0; lie < more; lie++) w.lie([FFA.SUCCESS_64, 0, MORE | ONE_LIST, 2]);

    w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 2), 0, 0b10, 0);

    expect(guests).toEqual(['b']);
    expect(w.board.hypervisor?.lies).toHaveLength(more - guestsAndPartitions);
  });
});

it('nobody asks where nobody could be interrupted', () => {
  const w = listening();
  w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 2), 0, 0b10, 0);
  expect(w.calls('hypervisor')).toEqual([]);
});
