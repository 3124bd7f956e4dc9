/** What the mediators of others do otherwise: xen and pkvm. */

import { describe, expect, it } from 'vitest';
import { encodeTransaction } from '../../src/core/abi/encode-transaction.ts';
import { receiverOf } from '../../src/core/abi/transaction.ts';
import type { Profile } from '../../src/core/rules/profile.ts';
import { PKVM_MEDIATOR, XEN_MEDIATOR } from '../../src/core/rules/profiles/mediators.ts';
import { FFA } from '../spmc/support/ids.ts';
import { type Answer, VAULT_ID, world } from './world.ts';

function sendAs(profile: Profile, id: number, to: readonly number[], pages = 1): Answer {
  const w = world({
    mediator: { profile },
    change: {
      a: {
        memory: [
          { at: 0, base: 0x4010_0000, pages: 256 },
          { at: 0x10_0000, base: 0x4030_0000 + 0x4000, pages: 252 },
        ],
      },
    },
  });
  w.started();
  const receivers = to.map((endpoint) => receiverOf({ endpoint, permissions: 2 }));
  const composite = { constituents: [{ address: 0x2000, pages }] };
  const common = { sender: 1, attributes: id === FFA.MEM_SHARE ? 0x2f : 0, flags: 0, handle: 0n, tag: 0n };
  const bytes = encodeTransaction({ ...common, receivers, composite }, 0x1_0002);
  w.a.write(0, bytes);
  return w.a.call(id, bytes.length, bytes.length);
}

it.each<[string, number, string]>([
  ['at the limit', 256, 'FFA_SUCCESS_32'],
  ['above it', 257, 'NO_MEMORY send/page-count-max'],
])('limits: pages of one share %s', (_, pages, verdict) => {
  expect(sendAs(XEN_MEDIATOR, FFA.MEM_SHARE, [VAULT_ID], pages).verdict).toContain(verdict);
});

describe('xen', () => {
  it.each<[string, number, readonly number[], string]>([
    ['does not lend', FFA.MEM_LEND, [VAULT_ID], 'NOT_SUPPORTED call/unknown-function register w0'],
    ['does not donate', FFA.MEM_DONATE, [VAULT_ID], 'NOT_SUPPORTED call/unknown-function register w0'],
    ['has guests that do not meet', FFA.MEM_SHARE, [2], 'NOT_SUPPORTED send/normal-world-only bytes 48+2'],
    [
      'shares with one',
      FFA.MEM_SHARE,
      [VAULT_ID, 0x8002],
      'NOT_SUPPORTED descriptor/receiver-count-max bytes 28+4',
    ],
  ])('%s', (_, id, to, verdict) => {
    expect(sendAs(XEN_MEDIATOR, id, to).verdict).toBe(verdict);
  });
});

describe('pkvm', () => {
  it.each<[string, number, readonly number[], string]>([
    ['lends', FFA.MEM_LEND, [VAULT_ID], 'FFA_SUCCESS_32'],
    ['does not donate', FFA.MEM_DONATE, [VAULT_ID], 'NOT_SUPPORTED call/unknown-function register w0'],
  ])('%s', (_, id, to, verdict) => {
    expect(sendAs(PKVM_MEDIATOR, id, to).verdict).toBe(verdict);
  });

  it('takes no call before a version', () => {
    const w = world({ mediator: { profile: PKVM_MEDIATOR } });
    w.board.boot();

    expect(w.a.call(FFA.ID_GET).verdict).toBe('INVALID_PARAMETERS mediator/no-version');
  });
});
