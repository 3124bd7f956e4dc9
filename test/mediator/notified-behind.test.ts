/** Notifications of guests that the manager behind keeps: what it is asked for, and what becomes of its answers. */

import { describe, expect, it } from 'vitest';
import { type Profile, SPEC } from '../../src/core/rules/profile.ts';
import { FFA } from '../spmc/support/ids.ts';
import { VAULT_ID, type World, world } from './world.ts';

function pair(high: number, low: number): number {
  return high * 0x1_0000 + low;
}

function asked(w: World): readonly number[] {
  return w.calls('hypervisor').map(({ in: frame }) => frame[0]!);
}

function lacking(name: string): Profile {
  return { ...SPEC, lacks: [{ functions: [name], source: 'this test' }] };
}

describe('what secure partitions send', () => {
  it('is bound and unbound at the manager', () => {
    const w = world().started();

    const verdicts = [
      w.a.call(FFA.NOTIFICATION_BIND, pair(VAULT_ID, 1), 0, 0b10, 0),
      w.a.call(FFA.NOTIFICATION_UNBIND, pair(VAULT_ID, 1), 0, 0b10, 0),
      w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 1), 0, 0b10, 0),
    ].map(({ verdict }) => verdict);

    expect(verdicts).toEqual([
      'FFA_SUCCESS_32',
      'FFA_SUCCESS_32',
      'DENIED notification/stranger register w3',
    ]);
    expect(asked(w)).toEqual([FFA.NOTIFICATION_BIND, FFA.NOTIFICATION_UNBIND]);
  });

  it('is taken by nobody but its receiver', () => {
    const w = world().started();
    w.b.call(FFA.NOTIFICATION_BIND, pair(VAULT_ID, 2), 0, 0b10, 0);
    w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 2), 0, 0b10, 0);

    expect(w.a.call(FFA.NOTIFICATION_GET, 2, 0xf).verdict).toBe(
      'INVALID_PARAMETERS notification/receiver register w1',
    );

    expect(w.b.call(FFA.NOTIFICATION_GET, 2, 0xf).words[2]).toBe(0b10);
  });

  it('is kept by the manager when it refuses to hand it over', () => {
    const w = world().started();
    w.a.call(FFA.NOTIFICATION_BIND, pair(VAULT_ID, 1), 0, 0b10, 0);
    w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 1), 0, 0b10, 0);
    w.lie([FFA.ERROR, 0, -4]);

    expect(w.a.call(FFA.NOTIFICATION_GET, 1, 0xf).words.slice(0, 3)).toEqual([FFA.ERROR, 0, 0xffff_fffc]);

    expect(w.a.call(FFA.NOTIFICATION_GET, 1, 0xf).words[2]).toBe(0b10);
  });
});

describe('what guests send secure partitions', () => {
  it('goes to the manager', () => {
    const w = world().started();
    w.vault.call(FFA.NOTIFICATION_BIND, pair(1, VAULT_ID), 0, 0b100, 0);

    expect(w.a.call(FFA.NOTIFICATION_SET, pair(1, VAULT_ID), 0, 0b100, 0).verdict).toBe('FFA_SUCCESS_32');

    expect(w.vault.call(FFA.NOTIFICATION_GET, VAULT_ID, 0x2).words[4]).toBe(0b100);
  });

  it('goes nowhere in the name of another', () => {
    const w = world().started();
    w.vault.call(FFA.NOTIFICATION_BIND, pair(2, VAULT_ID), 0, 0b100, 0);

    expect(w.a.call(FFA.NOTIFICATION_SET, pair(2, VAULT_ID), 0, 0b100, 0).verdict).toBe(
      'INVALID_PARAMETERS notification/sender register w1',
    );

    expect(asked(w)).toEqual([]);
  });
});

it('what guests and the hypervisor send is not asked of the manager', () => {
  const w = world().started();

  expect(w.a.call(FFA.NOTIFICATION_GET, 1, 0xa).verdict).toBe('FFA_SUCCESS_32');

  expect(asked(w)).toEqual([]);
});

describe('with a manager that lacks', () => {
  it('notifications of VMs, guests have those of each other', () => {
    const w = world({ profile: lacking('FFA_NOTIFICATION_BITMAP_CREATE') });
    w.board.boot();
    const made = asked(w).filter((id) => id === FFA.NOTIFICATION_BITMAP_CREATE);
    for (const guest of [w.a, w.b]) guest.call(FFA.VERSION, 0x1_0002);
    w.events.length = 0;

    w.b.call(FFA.NOTIFICATION_BIND, pair(1, 2), 0, 1, 0);
    w.a.call(FFA.NOTIFICATION_SET, pair(1, 2), 0, 1, 0);

    expect(w.b.call(FFA.NOTIFICATION_INFO_GET).words.slice(2, 4)).toEqual([1 << 7, 2]);
    w.board.abort('b');
    expect([made, asked(w)]).toEqual([[], []]);
  });

  it('FFA_NOTIFICATION_INFO_GET, guests hear of those of each other', () => {
    const w = world({ profile: lacking('FFA_NOTIFICATION_INFO_GET') }).started();

    expect(w.b.call(FFA.NOTIFICATION_INFO_GET).verdict).toBe('NO_DATA notification/nothing-pending');
    w.b.call(FFA.NOTIFICATION_BIND, pair(1, 2), 0, 1, 0);
    w.a.call(FFA.NOTIFICATION_SET, pair(1, 2), 0, 1, 0);

    expect(w.b.call(FFA.NOTIFICATION_INFO_GET).words.slice(2, 4)).toEqual([1 << 7, 2]);
    expect(asked(w)).toEqual([]);
  });
});
