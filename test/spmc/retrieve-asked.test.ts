/** Who may retrieve, and what may be asked for. */

import { describe, expect, it } from 'vitest';
import { HEAP, OS_DEVICE, OS_NO_EXECUTE, OS_RAM, OS_READ_ONLY, SP1_RAM } from './support/addresses.ts';
import { type RequestOptions, relinquish, retrieve, retrieved } from './support/retrieves.ts';
import {
  describeSend,
  type Operation,
  type Range,
  type SendOptions,
  scattered,
  send,
  sendFirst,
  sent,
} from './support/sends.ts';
import { stateOf } from './support/state.ts';
import { world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;
const TAG = 0x1122_3344_5566_7788n;

describe('who may retrieve', () => {
  it('QC5: an endpoint that is no receiver is refused before anything of the transaction is looked at', () => {
    const { os, sp1, sp2, spmc } = world();
    const handle = sent('share', os, [sp1], [PAGE], { tag: TAG });
    const before = stateOf(spmc);

    for (const options of [{}, { to: [sp1] }, { tag: TAG }, { sender: 1 }, { flags: 0x18 }])
      expect(retrieve(sp2, os, handle, options).verdict).toBe('INVALID_PARAMETERS retrieve/not-receiver');
    expect(stateOf(spmc)).toEqual(before);
  });

  it('QC5: nor may the sender', () => {
    const { os, sp1 } = world();
    const handle = sent('share', os, [sp1], [PAGE]);

    expect(retrieve(os, os, handle, { to: [sp1] }).verdict).toBe('INVALID_PARAMETERS retrieve/not-receiver');
  });

  it('E15: an unknown handle with any number of receivers', () => {
    const { sp1, sp2, user } = world();

    for (const to of [[sp1], [sp1, sp2, user], [sp1, sp1]])
      for (const handle of [0n, 0x123n, 0xffff_ffffn, 0x8000_0000_0000_0001n, 0xffff_ffff_ffff_ffffn])
        expect(retrieve(sp1, 0, handle, { to }).verdict).toBe(
          'INVALID_PARAMETERS retrieve/unknown-handle @8+8',
        );
  });

  it('E2, QB8: before the last fragment nobody', () => {
    const { os, sp1, spmc } = world();
    const bytes = describeSend('share', os, [sp1], scattered(PAGE, 3));
    const { handle } = sendFirst('share', os, bytes, 96);
    const before = stateOf(spmc);

    expect(retrieve(sp1, os, handle).verdict).toBe('INVALID_PARAMETERS retrieve/unfinished @8+8');
    expect(stateOf(spmc)).toEqual(before);
  });

  it('QC7: not once more than the limit says, and again after a relinquish', () => {
    const { os, sp1, spmc } = world();
    const handle = sent('share', os, [sp1], [PAGE]);
    retrieved(sp1, os, handle);
    const before = stateOf(spmc);

    expect(retrieve(sp1, os, handle).verdict).toBe('DENIED retrieve/limit');
    expect(stateOf(spmc)).toEqual(before);
    relinquish(sp1, handle);
    expect(retrieve(sp1, os, handle).verdict).toBe('FFA_MEM_RETRIEVE_RESP');
  });
});

interface Ask {
  readonly of: Operation;
  readonly memory?: Range;
  readonly sent?: SendOptions;
  readonly asked: RequestOptions;
  readonly verdict: string;
}

const ASKED: readonly (readonly [name: string, ask: Ask])[] = [
  [
    'QC1: write what was shared read-only',
    {
      of: 'share',
      sent: { permissions: 1 },
      asked: { permissions: 2 },
      verdict: 'DENIED retrieve/data-exceeds @50+1',
    },
  ],
  [
    'QC1: write what was lent read-only',
    {
      of: 'lend',
      sent: { permissions: 1 },
      asked: { permissions: 6 },
      verdict: 'DENIED retrieve/data-exceeds @50+1',
    },
  ],
  [
    'QC1: write a donation of what is read-only',
    {
      of: 'donate',
      memory: OS_READ_ONLY,
      asked: { permissions: 6 },
      verdict: 'DENIED retrieve/data-exceeds @50+1',
    },
  ],
  [
    'no instruction access, lent to one',
    {
      of: 'lend',
      asked: { permissions: 2 },
      verdict: 'INVALID_PARAMETERS retrieve/instruction-missing @50+1',
    },
  ],
  [
    'no instruction access, donated',
    {
      of: 'donate',
      asked: { permissions: 2 },
      verdict: 'INVALID_PARAMETERS retrieve/instruction-missing @50+1',
    },
  ],
  [
    'D8: execute non-secure memory',
    { of: 'lend', asked: { permissions: 10 }, verdict: 'DENIED retrieve/execute-non-secure @50+1' },
  ],
  [
    'D8: execute a non-secure donation',
    { of: 'donate', asked: { permissions: 10 }, verdict: 'DENIED retrieve/execute-non-secure @50+1' },
  ],
  [
    'execute what is asked for as a device',
    {
      of: 'lend',
      asked: { permissions: 10, attributes: 0x10 },
      verdict: 'DENIED retrieve/execute-device @50+1',
    },
  ],
  [
    'execute a device',
    {
      of: 'lend',
      memory: OS_DEVICE,
      asked: { permissions: 10 },
      verdict: 'DENIED retrieve/execute-device @50+1',
    },
  ],
  [
    'D11: a device as normal memory',
    {
      of: 'lend',
      memory: OS_DEVICE,
      asked: { attributes: 0x2f },
      verdict: 'DENIED retrieve/normal-over-device @2+2',
    },
  ],
  [
    'D11: what was shared as a device, as normal memory',
    {
      of: 'share',
      sent: { attributes: 0x10 },
      asked: { attributes: 0x2f },
      verdict: 'DENIED retrieve/normal-over-device @2+2',
    },
  ],
  [
    'insist on cleared memory that was not',
    { of: 'lend', asked: { flags: 1 }, verdict: 'DENIED retrieve/zero-not-done @4+4' },
  ],
  [
    'insist on cleared memory that was not, donated',
    { of: 'donate', asked: { flags: 1 }, verdict: 'DENIED retrieve/zero-not-done @4+4' },
  ],
  [
    'D1: clear before, of what was lent read-only',
    {
      of: 'lend',
      sent: { permissions: 1, flags: 1 },
      asked: { permissions: 5, flags: 1 },
      verdict: 'DENIED retrieve/zero-read-only @4+4',
    },
  ],
  [
    'D1: clear after, of what was lent read-only, when no access is named',
    {
      of: 'lend',
      sent: { permissions: 1 },
      asked: { permissions: 4, flags: 4 },
      verdict: 'DENIED retrieve/zero-read-only @4+4',
    },
  ],
  [
    'D1: clear after, of what was lent read-only',
    {
      of: 'lend',
      sent: { permissions: 1 },
      asked: { permissions: 5, flags: 4 },
      verdict: 'DENIED retrieve/zero-read-only @4+4',
    },
  ],
  [
    'D1: clear after, when read-only access is asked for',
    { of: 'lend', asked: { permissions: 5, flags: 4 }, verdict: 'DENIED retrieve/zero-read-only @4+4' },
  ],
];

describe('what is asked for', () => {
  it.each(ASKED)('%s', (_name, { of, memory = PAGE, sent: options = {}, asked, verdict }) => {
    const { os, sp1, spmc } = world();
    const { handle } = send(of, os, [sp1], [memory], options);
    const before = stateOf(spmc);

    expect(retrieve(sp1, os, handle, { of, ...asked }).verdict).toBe(verdict);
    expect(stateOf(spmc)).toEqual(before);
  });

  it('QC1: what its owner may not execute is not asked for as executable', () => {
    const { os, sp1, sp2, ledger, spmc } = world();
    ledger.assign(SP1_RAM / 4096 + 0x200, 1, { owner: sp1.party, rights: 3, device: false, secure: true });
    const secure = sent('lend', sp1, [sp2], [SP1_RAM + 0x20_0000]);
    const donated = sent('donate', os, [sp1], [OS_NO_EXECUTE]);
    const before = stateOf(spmc);

    expect(retrieve(sp2, sp1, secure, { of: 'lend', permissions: 10 }).verdict).toBe(
      'DENIED retrieve/execute-exceeds-owner @50+1',
    );
    expect(retrieve(sp1, os, donated, { of: 'donate', permissions: 10 }).verdict).toMatch(
      'DENIED retrieve/execute-',
    );
    expect(stateOf(spmc)).toEqual(before);
  });
});
