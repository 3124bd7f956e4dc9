/** Notifications of guests: among themselves, with secure partitions, and who is told that there are some. */

import { describe, expect, it } from 'vitest';
import { XEN_MEDIATOR } from '../../src/core/rules/profiles/mediators.ts';
import { FFA } from '../spmc/support/ids.ts';
import { type Actor, NOTARY_ID, VAULT_ID, type World, world } from './world.ts';

const NO_DATA = 'NO_DATA notification/nothing-pending';

function pair(high: number, low: number): number {
  return high * 0x1_0000 + low;
}

/** The vault tells a guest something. */
function tell(w: World, guest: Actor): void {
  guest.call(FFA.NOTIFICATION_BIND, pair(VAULT_ID, guest.id), 0, 1, 0);
  w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, guest.id), 0, 1, 0);
}

it('go between guests, and between guests and secure partitions', () => {
  const w = world().started();

  expect(w.b.call(FFA.NOTIFICATION_BIND, pair(1, 2), 0, 0b1, 0).verdict).toBe('FFA_SUCCESS_32');
  expect(w.b.call(FFA.NOTIFICATION_BIND, pair(VAULT_ID, 2), 0, 0b10, 0).verdict).toBe('FFA_SUCCESS_32');
  expect(w.a.call(FFA.NOTIFICATION_SET, pair(1, 2), 0, 0b1, 0).verdict).toBe('FFA_SUCCESS_32');
  expect(w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 2), 0, 0b10, 0).verdict).toBe('FFA_SUCCESS_32');

  expect(w.b.call(FFA.NOTIFICATION_GET, 2, 0xf).words).toEqual([FFA.SUCCESS, 0, 0b10, 0, 0b1, 0, 0, 0]);
  expect(w.b.call(FFA.NOTIFICATION_GET, 2, 0xf).words).toEqual([FFA.SUCCESS, 0, 0, 0, 0, 0, 0, 0]);
  expect(w.b.call(FFA.NOTIFICATION_GET, 1, 0xf).verdict).toBe(
    'INVALID_PARAMETERS notification/receiver register w1',
  );
  expect(w.a.call(FFA.NOTIFICATION_BIND, pair(VAULT_ID, 2), 0, 4, 0).verdict).toBe(
    'INVALID_PARAMETERS notification/receiver register w1',
  );
});

it.each([
  ['a manager’s status', undefined, 'INVALID_PARAMETERS'],
  ['Xen’s own', { profile: XEN_MEDIATOR }, 'DENIED'],
])('for one vCPU are refused with %s', (_, mediator, status) => {
  const w = world(mediator === undefined ? {} : { mediator }).started();

  const refused = w.a.call(FFA.NOTIFICATION_BIND, pair(VAULT_ID, 1), 1, 1, 0);

  expect(refused.verdict).toBe(`${status} notification/per-vcpu register w2`);
});

it.each<[string, number, number, string]>([
  ['a reserved flag', pair(0, 2), 0x15, 'flags register w2'],
  ['a processor that the guest does not have', pair(1, 2), 0x5, 'vcpu register w1'],
])('FFA_NOTIFICATION_GET with %s is refused, and nothing is lost', (_, w1, w2, why) => {
  const w = world().started();
  tell(w, w.b);
  w.events.length = 0;

  expect(w.b.call(FFA.NOTIFICATION_GET, w1, w2).verdict).toBe(`INVALID_PARAMETERS notification/${why}`);

  expect(w.calls('hypervisor')).toEqual([]);
  expect(w.b.call(FFA.NOTIFICATION_GET, 2, 0x5).words.slice(0, 4)).toEqual([FFA.SUCCESS, 0, 1, 0]);
});

describe('FFA_NOTIFICATION_INFO_GET', () => {
  it.each([
    ['the 32-bit form', FFA.NOTIFICATION_INFO_GET, FFA.SUCCESS],
    ['the 64-bit form', FFA.NOTIFICATION_INFO_GET_64, FFA.SUCCESS_64],
  ])('in %s tells a guest of itself in one list, once', (_, id, success) => {
    const w = world().started();
    expect(w.b.call(id).verdict).toBe(NO_DATA);

    tell(w, w.b);

    expect(w.b.call(id).words).toEqual([success, 0, 1 << 7, 2, 0, 0, 0, 0]);
    expect(w.b.call(id).verdict).toBe(NO_DATA);
    w.vault.call(FFA.NOTIFICATION_SET, pair(VAULT_ID, 2), 0, 1, 0);
    expect(w.b.call(id).words[3]).toBe(2);
  });

  it('tells of what another guest has set', () => {
    const w = world().started();
    w.b.call(FFA.NOTIFICATION_BIND, pair(1, 2), 0, 1, 0);

    w.a.call(FFA.NOTIFICATION_SET, pair(1, 2), 0, 1, 0);

    expect(w.b.call(FFA.NOTIFICATION_INFO_GET).words.slice(2, 4)).toEqual([1 << 7, 2]);
    expect(w.b.call(FFA.NOTIFICATION_INFO_GET).verdict).toBe(NO_DATA);
  });

  it('tells nobody of others, and keeps for each what the manager says once', () => {
    const w = world().started();
    tell(w, w.a);
    tell(w, w.b);

    expect(w.a.call(FFA.NOTIFICATION_INFO_GET).words.slice(2, 5)).toEqual([1 << 7, 1, 0]);
    w.events.length = 0;
    expect(w.b.call(FFA.NOTIFICATION_INFO_GET).words.slice(2, 5)).toEqual([1 << 7, 2, 0]);

    expect(w.calls('hypervisor')).toEqual([]);
  });

  it('is forgotten with the guest', () => {
    const w = world().started();
    tell(w, w.a);
    tell(w, w.b);
    w.a.call(FFA.NOTIFICATION_INFO_GET);

    w.board.abort('b');
    w.board.create('b');
    w.b.call(FFA.VERSION, 0x1_0002);

    expect(w.b.call(FFA.NOTIFICATION_INFO_GET).verdict).toBe(NO_DATA);
  });

  const listing = (lists: number, more: number, ...ids: readonly number[]) => [
    FFA.SUCCESS_64,
    0,
    (lists << 7) | more,
    ...ids,
  ];
  it.each<[string, readonly number[]]>([
    ['a success of the other width', [FFA.SUCCESS, 0, 1 << 7, 2]],
    ['success without anybody', listing(0, 0)],
    ['more lists than registers hold', listing(31, 0, 2)],
    ['an error of another kind', [FFA.ERROR, 0, -2]],
  ])('of a manager that answers %s is ABORTED, and the next one is not', (_, answer) => {
    const w = world().started();
    tell(w, w.b);
    w.lie(answer);

    expect(w.b.call(FFA.NOTIFICATION_INFO_GET).verdict).toBe('ABORTED mediator/manager-answer');
    expect(w.b.call(FFA.NOTIFICATION_INFO_GET).words[3]).toBe(2);
  });

  it('of a manager that never ends its list ends all the same', () => {
    const w = world().started();
    for (let answers = 0; answers < 100; answers++) w.lie(listing(1, 1, NOTARY_ID));

    expect(w.b.call(FFA.NOTIFICATION_INFO_GET).verdict).toBe('ABORTED mediator/manager-answer');

    expect(w.board.hypervisor!.lies.length).toBeGreaterThan(90);
  });
});
