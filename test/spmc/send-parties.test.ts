/** Who may send to whom: identities and worlds. */

import { describe, expect, it } from 'vitest';
import { HEAP, OS_RAM, SP1_NON_SECURE, SP1_RAM, SP2_RAM, VM1_RAM } from './support/addresses.ts';
import { OPERATIONS, type Operation, send } from './support/sends.ts';
import { accessOfPhysical, stateOf } from './support/state.ts';
import { type ActorName, world } from './support/world.ts';

/** Receivers are names, or ids of nobody. */
type To = readonly (ActorName | number)[];

const NOBODY = 0x8009;

type SenderCase = readonly [name: string, caller: ActorName, named: number, verdict: string];

const SENDERS: readonly SenderCase[] = [
  ['an OS that names a partition', 'os', 0x8001, 'DENIED send/sender @0+2'],
  ['a VM that names another', 'vm1', 2, 'DENIED send/sender @0+2'],
  ['a VM that names the hypervisor', 'vm1', 0, 'DENIED send/sender @0+2'],
  ['a partition that names another', 'sp1', 0x8002, 'DENIED send/sender @0+2'],
  ['a partition that names a VM', 'sp1', 1, 'DENIED send/sender @0+2'],
];

describe('the sender is the caller', () => {
  it.each(SENDERS)('%s is refused', (_name, caller, named, verdict) => {
    const w = world();
    const before = stateOf(w.spmc);

    const answer = send('share', w[caller], [w.sp2], [w[caller].ram + HEAP], { sender: named });

    expect(answer.verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
  });

  it('but the hypervisor may send the memory of its VMs', () => {
    const { os, vm1, sp1 } = world();

    const answer = send('lend', os, [sp1], [VM1_RAM + HEAP], { sender: vm1.id });

    expect(answer.verdict).toBe('FFA_SUCCESS_32');
    expect(accessOfPhysical(vm1, VM1_RAM + HEAP)).toBe('Owner-NA ---');
  });

  it('and, for a VM that the manager was not told of, its own', () => {
    const { os, sp1 } = world();

    expect(send('lend', os, [sp1], [OS_RAM + HEAP], { sender: 77 }).verdict).toBe('FFA_SUCCESS_32');
    expect(accessOfPhysical(os, OS_RAM + HEAP)).toBe('Owner-NA ---');
  });
});

type ReceiverCase = readonly [name: string, to: To, verdict: string];

const RECEIVERS: readonly ReceiverCase[] = [
  ['unknown partition', [NOBODY], 'INVALID_PARAMETERS send/receiver-unknown @48+2'],
  ['0xffff', [0xffff], 'INVALID_PARAMETERS send/receiver-unknown @48+2'],
  ['unknown VM', [9], 'INVALID_PARAMETERS send/receiver-unknown @48+2'],
  ['the manager itself', [0x8000], 'INVALID_PARAMETERS send/receiver-unknown @48+2'],
  ['the sender', ['os'], 'INVALID_PARAMETERS send/receiver-self @48+2'],
  ['the sender among others', ['sp1', 'os'], 'INVALID_PARAMETERS send/receiver-self @80+2'],
  ['one twice', ['sp1', 'sp2', 'sp1'], 'INVALID_PARAMETERS send/receiver-duplicate @112+2'],
  ['unknown before twice', ['sp1', NOBODY, 'sp1'], 'INVALID_PARAMETERS send/receiver-unknown @80+2'],
  ['twice before unknown', ['sp1', 'sp1', NOBODY], 'INVALID_PARAMETERS send/receiver-duplicate @80+2'],
  ['the sender before unknown', ['os', NOBODY], 'INVALID_PARAMETERS send/receiver-self @48+2'],
  ['unknown before the sender', [NOBODY, 'os'], 'INVALID_PARAMETERS send/receiver-unknown @48+2'],
];

describe('QA13: faulty receivers are judged in the order of the list', () => {
  it.each(RECEIVERS)('%s', (_name, to, verdict) => {
    const w = world();
    const before = stateOf(w.spmc);

    const parties = to.map((party) => (typeof party === 'number' ? party : w[party]));
    const answer = send('share', w.os, parties, [OS_RAM + HEAP]);

    expect(answer.verdict).toBe(verdict);
    expect(stateOf(w.spmc)).toEqual(before);
  });
});

const OK = 'FFA_SUCCESS_32';
const VM_ONLY = 'DENIED send/normal-world-only @48+2';

type WorldCase = readonly [operation: Operation, from: ActorName, to: readonly ActorName[], verdict: string];

const WORLDS: readonly WorldCase[] = [
  ...OPERATIONS.flatMap((operation): WorldCase[] => [
    [operation, 'os', ['sp1'], OK],
    [operation, 'vm1', ['user'], OK],
    [operation, 'sp1', ['sp2'], OK],
    [operation, 'user', ['sp1'], OK],
    [operation, 'os', ['vm1'], VM_ONLY],
    [operation, 'vm1', ['os'], VM_ONLY],
    [operation, 'vm1', ['vm2'], VM_ONLY],
  ]),
  ['share', 'os', ['sp1', 'sp2'], OK],
  ['lend', 'os', ['sp1', 'sp2'], OK],
  ['share', 'vm1', ['vm2', 'sp1'], OK],
  ['lend', 'vm1', ['vm2', 'sp1'], OK],
  ['share', 'vm1', ['vm2', 'os'], VM_ONLY],
  ['lend', 'vm1', ['vm2', 'os'], VM_ONLY],
  ['share', 'sp1', ['vm1'], 'DENIED send/to-normal-world @48+2'],
  ['lend', 'sp1', ['os'], 'DENIED send/to-normal-world @48+2'],
  ['share', 'sp1', ['sp2', 'vm1'], 'DENIED send/to-normal-world @80+2'],
  ['lend', 'sp1', ['sp2', 'vm1'], 'DENIED send/to-normal-world @80+2'],
  ['donate', 'sp1', ['vm1'], 'DENIED send/secure-to-normal-world'],
];

describe('D18, QA16: worlds', () => {
  it.each(WORLDS)('%s from %s to %j: %s', (operation, from, to, verdict) => {
    const w = world();
    const before = stateOf(w.spmc);

    const answer = send(
      operation,
      w[from],
      to.map((name) => w[name]),
      [w[from].ram + HEAP],
    );

    expect(answer.verdict).toBe(verdict);
    if (verdict !== OK) expect(stateOf(w.spmc)).toEqual(before);
  });

  it.each([
    ['share', 'DENIED send/to-normal-world @48+2'],
    ['lend', 'DENIED send/to-normal-world @48+2'],
    ['donate', OK],
  ] as const)(
    'a partition that owns non-secure memory may %s it to the normal world: %s',
    (operation, verdict) => {
      const { sp1, os } = world();

      expect(send(operation, sp1, [os], [SP1_NON_SECURE]).verdict).toBe(verdict);
    },
  );

  it('no send names memory of the other world as the caller’s own', () => {
    const { os, sp1, sp2 } = world();

    expect(send('share', os, [sp1], [SP2_RAM + HEAP]).verdict).toBe('DENIED send/not-owner @96+16');
    expect(send('share', sp1, [sp2], [OS_RAM + HEAP]).verdict).toBe('DENIED send/not-owner @96+16');
    expect(send('donate', os, [sp1], [SP1_RAM + HEAP]).verdict).toBe('DENIED send/not-owner @96+16');
  });
});
