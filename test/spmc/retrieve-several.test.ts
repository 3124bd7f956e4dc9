/** Transactions with several receivers: the list in the request, bits that waive it, implementation-defined words. */

import { describe, expect, it } from 'vitest';
import { VERSION_1_1 } from '../../src/core/abi/versions.ts';
import { SPEC } from '../../src/core/rules/profile.ts';
import { HEAP, OS_RAM, VM1_RAM } from './support/addresses.ts';
import { withPatches } from './support/bytes.ts';
import {
  describeRequest,
  type RequestOptions,
  relinquish,
  requestBytes,
  retrieve,
} from './support/retrieves.ts';
import { describeSend, reclaim, sendBytes, sent } from './support/sends.ts';
import { accessOfPhysical, stateOf } from './support/state.ts';
import { type ActorName, world } from './support/world.ts';

const PAGE = OS_RAM + HEAP;
const BYPASS = 0x400;
const OK = 'FFA_MEM_RETRIEVE_RESP';

interface Ask extends Omit<RequestOptions, 'to'> {
  readonly to: readonly ActorName[];
}

/** sp1 asks for what was shared with sp1 (read-write) and user (read-only). */
const LISTS: readonly (readonly [name: string, ask: Ask, verdict: string])[] = [
  ['both, as they were sent', { to: ['sp1', 'user'], permissions: [2, 1] }, OK],
  ['both, the other way round', { to: ['user', 'sp1'], permissions: [1, 2] }, OK],
  ['both, with nothing said about permissions', { to: ['sp1', 'user'], permissions: 0 }, OK],
  ['itself only', { to: ['sp1'] }, 'INVALID_PARAMETERS retrieve/receiver-count @28+4'],
  ['one more', { to: ['sp1', 'user', 'sp2'] }, 'INVALID_PARAMETERS retrieve/receiver-count @28+4'],
  ['a stranger instead', { to: ['sp1', 'sp2'] }, 'DENIED retrieve/receiver-unlisted @80+2'],
  ['itself twice', { to: ['sp1', 'sp1'] }, 'DENIED retrieve/receiver-unlisted @80+2'],
  ['the other twice', { to: ['user', 'user'], permissions: 1 }, 'DENIED retrieve/receiver-unlisted @80+2'],
  ['more for the other than it was sent', { to: ['sp1', 'user'] }, 'DENIED retrieve/data-exceeds @82+1'],
  [
    'the other executable',
    { to: ['sp1', 'user'], permissions: [2, 5] },
    'INVALID_PARAMETERS retrieve/instruction-given @82+1',
  ],
  ['D15, QC4: itself only, and the list waived', { to: ['sp1'], permissions: 2, flags: BYPASS }, OK],
  [
    'D15, QC4: both, and the list waived',
    { to: ['sp1', 'user'], permissions: 0, flags: BYPASS },
    'INVALID_PARAMETERS retrieve/bypass @4+4',
  ],
  [
    'QC4: only the other, and the list waived',
    { to: ['user'], permissions: 1, flags: BYPASS },
    'INVALID_PARAMETERS retrieve/caller-missing @28+4',
  ],
  [
    'QC4: only a stranger, who is not looked at, and the list waived',
    { to: ['sp2'], flags: BYPASS },
    'INVALID_PARAMETERS retrieve/caller-missing @28+4',
  ],
];

describe.each(['share', 'lend'] as const)('a request for a %s to two lists', (operation) => {
  it.each(LISTS)('%s', (_name, { to, ...options }, verdict) => {
    const w = world();
    const handle = sent(operation, w.os, [w.sp1, w.user], [PAGE], { permissions: [2, 1] });
    const before = stateOf(w.spmc);
    const parties = to.map((name) => w[name]);

    expect(retrieve(w.sp1, w.os, handle, { of: operation, ...options, to: parties }).verdict).toBe(verdict);
    if (verdict !== OK) expect(stateOf(w.spmc)).toEqual(before);
  });
});

describe('QC4: the list waived', () => {
  it('by a VM, of what another shared with it and a partition', () => {
    const { vm1, vm2, os, sp1 } = world();
    const handle = sent('share', vm1, [vm2, sp1, os], [VM1_RAM + HEAP]);

    expect(retrieve(vm2, vm1, handle, { flags: BYPASS }).verdict).toBe(OK);
    expect(retrieve(sp1, vm1, handle, { flags: BYPASS }).verdict).toBe(OK);
    expect(retrieve(os, vm1, handle, { flags: BYPASS }).verdict).toBe(OK);
  });

  it('where instruction access stays what it is for several', () => {
    const { os, sp1, user } = world();
    const handle = sent('lend', os, [sp1, user], [PAGE]);

    expect(retrieve(sp1, os, handle, { flags: BYPASS, permissions: 6 }).verdict).toBe(
      'INVALID_PARAMETERS retrieve/instruction-given @50+1',
    );
  });
});

describe('where a manager does not mind who else is listed', () => {
  const deviations = [{ rule: 'retrieve/receiver-unlisted', enforced: false, source: 'this test' }];

  it.each([
    ['itself once more, for more', ['sp1', 'sp1'], [1, 2]],
    ['a stranger, for what nobody gets', ['sp1', 'sp2'], [1, 10]],
  ] as const)('a borrower that lists %s gets what it first asks for itself', (_name, names, permissions) => {
    const w = world({ profile: { ...SPEC, deviations } });
    const handle = sent('share', w.os, [w.sp1, w.user], [PAGE]);

    const answer = retrieve(w.sp1, w.os, handle, { to: names.map((name) => w[name]), permissions });

    expect(answer.verdict).toBe(OK);
    expect(accessOfPhysical(w.sp1, PAGE)).toBe('!Owner-SA R--');
  });
});

describe('several borrowers', () => {
  it('each have what they were sent, whoever comes and goes', () => {
    const { os, sp1, sp2, user } = world();
    const to = [sp1, sp2, user];
    const handle = sent('lend', os, to, [PAGE], { permissions: [2, 1, 2] });
    const access = () => [os, ...to].map((actor) => accessOfPhysical(actor, PAGE));
    const ask = { of: 'lend', to, permissions: 0 } as const;

    retrieve(sp2, os, handle, ask);
    expect(access()).toEqual(['Owner-NA ---', '!Owner-NA ---', '!Owner-SA R--', '!Owner-NA ---']);
    retrieve(sp1, os, handle, ask);
    expect(access()).toEqual(['Owner-NA ---', '!Owner-SA RW-', '!Owner-SA R--', '!Owner-NA ---']);
    relinquish(sp2, handle);
    expect(access()).toEqual(['Owner-NA ---', '!Owner-SA RW-', '!Owner-NA ---', '!Owner-NA ---']);
  });

  it('do not retrieve for those who are listed before them', () => {
    const { vm1, vm2, sp1, os } = world();
    const to = [vm2, sp1, os];
    const handle = sent('share', vm1, to, [VM1_RAM + HEAP]);

    retrieve(sp1, vm1, handle, { to, permissions: 0 });

    expect(to.map((actor) => accessOfPhysical(actor, VM1_RAM + HEAP))).toEqual([
      '!Owner-NA ---',
      '!Owner-SA RW-',
      '!Owner-NA ---',
    ]);
  });

  it('E6: keep the owner out until the last has left', () => {
    const { os, sp1, user, spmc } = world();
    const fresh = stateOf(spmc);
    const to = [sp1, user];
    const handle = sent('share', os, to, [PAGE]);
    for (const borrower of to) {
      retrieve(borrower, os, handle, { to });
      borrower.release();
    }

    expect(reclaim(os, handle).verdict).toBe('DENIED reclaim/held');
    relinquish(sp1, handle);
    expect(reclaim(os, handle).verdict).toBe('DENIED reclaim/held');
    relinquish(user, handle);
    expect(reclaim(os, handle).verdict).toBe('FFA_SUCCESS_32');
    expect(stateOf(spmc)).toEqual(fresh);
  });

  it('QC7: a borrower that never retrieved cannot relinquish for another', () => {
    const { os, sp1, user, spmc } = world();
    const to = [sp1, user];
    const handle = sent('share', os, to, [PAGE]);
    retrieve(sp1, os, handle, { to });
    const before = stateOf(spmc);

    expect(relinquish(user, handle).verdict).toBe('INVALID_PARAMETERS relinquish/not-retrieved');
    expect(relinquish(user, handle, 0, sp1.id).verdict).toBe('INVALID_PARAMETERS relinquish/endpoint @16+2');
    expect(stateOf(spmc)).toEqual(before);
  });
});

const FIRST = [0x20a8_4328_20cf_1a38n, 0x8ac2_47f7_13b3_8878n] as const;
const SECOND = [FIRST[1], FIRST[0]] as const;
const NONE = [0n, 0n] as const;
type Words = readonly [bigint, bigint];

const WORDS: readonly (readonly [name: string, words: readonly Words[], verdict: string])[] = [
  ['the sender’s', [FIRST, SECOND], OK],
  ['none', [NONE, NONE], 'INVALID_PARAMETERS retrieve/impdef @56+8'],
  ['none for the other', [FIRST, NONE], 'INVALID_PARAMETERS retrieve/impdef @88+8'],
  ['swapped', [SECOND, FIRST], 'INVALID_PARAMETERS retrieve/impdef @56+8'],
  ['the second word wrong', [[FIRST[0], 0n], SECOND], 'INVALID_PARAMETERS retrieve/impdef @64+8'],
  [
    'the second half of the first wrong',
    [[FIRST[0] ^ (1n << 63n), FIRST[1]], SECOND],
    'INVALID_PARAMETERS retrieve/impdef @56+8',
  ],
];

describe('B3: implementation-defined words', () => {
  it.each(WORDS)('%s', (_name, impdef, verdict) => {
    const { os, sp1, user, spmc } = world();
    const to = [sp1, user];
    const handle = sent('share', os, to, [PAGE], { impdef: [FIRST, SECOND] });
    const before = stateOf(spmc);

    expect(retrieve(sp1, os, handle, { to, impdef }).verdict).toBe(verdict);
    if (verdict !== OK) expect(stateOf(spmc)).toEqual(before);
  });

  it('QA7: are not compared with bytes that a 16-byte access descriptor does not have', () => {
    const { os, sp1, user } = world();
    const to = [sp1, user];
    const handle = sent('share', os, to, [PAGE], { impdef: [FIRST, SECOND] });

    expect(retrieve(sp1, os, handle, { to, accessSize: 16 }).verdict).toBe(OK);
  });

  it('QA7: are not compared where the sender had none', () => {
    const { os, sp1, user } = world({ versions: { os: VERSION_1_1 } });
    const to = [sp1, user];
    const handle = sent('share', os, to, [PAGE]);

    expect(retrieve(sp1, os, handle, { to, impdef: [FIRST, SECOND] }).verdict).toBe(OK);
  });

  it('are reserved bytes in FF-A 1.1', () => {
    const { os, sp1 } = world({ versions: { os: VERSION_1_1, sp1: VERSION_1_1 } });
    const share = describeSend('share', os, [sp1], [PAGE]);

    expect(sendBytes('share', os, withPatches(share, [56, '01'])).verdict).toBe(
      'INVALID_PARAMETERS descriptor/access-reserved @56+8',
    );
    const handle = sendBytes('share', os, share).handle;
    expect(requestBytes(sp1, withPatches(describeRequest(sp1, os, handle), [56, '01'])).verdict).toBe(
      'INVALID_PARAMETERS descriptor/access-reserved @56+8',
    );
  });
});

describe('QA6: the request is walked by the size and place it states', () => {
  it.each([
    ['16-byte access descriptors', { accessSize: 16 }],
    ['32-byte access descriptors behind a gap', { accessOffset: 80 }],
    ['16-byte access descriptors behind a gap', { accessSize: 16, accessOffset: 64 }],
    ['32-byte access descriptors at the end of TX', { accessOffset: 4096 - 64 }],
  ])('%s', (_name, layout) => {
    const { os, sp1, user } = world();
    const to = [user, sp1];
    const handle = sent('lend', os, [sp1, user], [PAGE], { permissions: [2, 1] });

    retrieve(sp1, os, handle, { of: 'lend', to, permissions: [1, 2], ...layout });

    expect(accessOfPhysical(sp1, PAGE)).toBe('!Owner-SA RW-');
  });
});
