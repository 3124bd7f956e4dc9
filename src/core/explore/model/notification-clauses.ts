/** When notifications are not bound, set or taken. Source: ffa-hafnium 1.9. */

import { isPending } from './bells.ts';
import type { Clause } from './clause.ts';
import { actsFor, type Endpoint, lives, type World } from './state.ts';

const source = 'ffa-hafnium 1.9';
const VERSION_1_1 = 0x1_0001;
const PER_VCPU = 0x1;
/** The scheduler is interrupted when the processor leaves the secure world, not before. */
export const DELAY = 0x2;

export interface BitmapCase {
  /** The VM that it is about, if it lives. */
  readonly vm: Endpoint | undefined;
}

const UNKNOWN_VM: Clause<BitmapCase> = {
  rule: 'notification/unknown-vm',
  status: 'INVALID_PARAMETERS',
  source,
  broken: ({ vm }) => vm === undefined,
};

export const BITMAP_CREATE: readonly Clause<BitmapCase>[] = [
  UNKNOWN_VM,
  {
    rule: 'notification/exists',
    status: 'DENIED',
    source,
    broken: ({ vm }) => vm?.bells !== undefined,
  },
];

export const BITMAP_DESTROY: readonly Clause<BitmapCase>[] = [
  UNKNOWN_VM,
  {
    rule: 'notification/absent',
    status: 'DENIED',
    source,
    broken: ({ vm }) => vm !== undefined && vm.bells === undefined,
  },
  {
    rule: 'notification/pending-at-end',
    status: 'DENIED',
    source,
    broken: ({ vm }) => vm?.bells !== undefined && isPending(vm.bells),
  },
];

/** BIND, UNBIND and SET. */
export interface BellCase {
  readonly world: World;
  readonly caller: Endpoint;
  readonly sender: number;
  readonly receiverId: number;
  /** If it lives. */
  readonly receiver: Endpoint | undefined;
  readonly flags: number;
  readonly bits: readonly number[];
}

const TO_SELF: Clause<BellCase> = {
  rule: 'notification/to-self',
  status: 'INVALID_PARAMETERS',
  source,
  broken: ({ sender, receiverId }) => sender === receiverId,
};

const EMPTY: Clause<BellCase> = {
  rule: 'notification/empty',
  status: 'INVALID_PARAMETERS',
  source,
  broken: ({ bits }) => bits.length === 0,
};

/** What binding and unbinding have in common. */
const LISTENER: readonly Clause<BellCase>[] = [
  {
    rule: 'notification/receiver',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ caller, receiverId, receiver }) => !actsFor(caller, receiverId) || receiver === undefined,
  },
  TO_SELF,
  EMPTY,
  {
    rule: 'notification/disabled',
    status: 'NOT_SUPPORTED',
    source,
    broken: ({ receiver }) =>
      receiver !== undefined && (receiver.version < VERSION_1_1 || receiver.bells === undefined),
  },
  {
    rule: 'notification/pending',
    status: 'DENIED',
    source,
    broken: ({ receiver, bits }) =>
      bits.some(
        (bit) => receiver?.bells?.pending.secure.has(bit) || receiver?.bells?.pending.normal.has(bit),
      ),
  },
];

export const BIND: readonly Clause<BellCase>[] = [
  {
    rule: 'notification/per-vcpu',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ flags }) => (flags & PER_VCPU) !== 0,
  },
  {
    rule: 'notification/flags',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ flags }) => (flags & ~PER_VCPU) !== 0,
  },
  ...LISTENER,
  {
    rule: 'notification/unknown-sender',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ world, sender }) => !lives(world, sender),
  },
  {
    rule: 'notification/bound',
    status: 'DENIED',
    source,
    broken: ({ receiver, sender, bits }) =>
      bits.some((bit) => (receiver?.bells?.bound.get(bit) ?? sender) !== sender),
  },
];

export const UNBIND: readonly Clause<BellCase>[] = [
  {
    rule: 'notification/flags',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ flags }) => flags !== 0,
  },
  ...LISTENER,
  {
    rule: 'notification/not-bound',
    status: 'DENIED',
    source,
    broken: ({ receiver, sender, bits }) =>
      receiver?.bells !== undefined && bits.some((bit) => receiver.bells?.bound.get(bit) !== sender),
  },
];

export const SET: readonly Clause<BellCase>[] = [
  {
    rule: 'notification/per-vcpu',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ flags }) => (flags & PER_VCPU) !== 0 || flags >>> 16 !== 0,
  },
  {
    rule: 'notification/flags',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ flags }) => (flags & ~(PER_VCPU | DELAY)) !== 0,
  },
  {
    rule: 'notification/sender',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ caller, sender }) => !actsFor(caller, sender),
  },
  TO_SELF,
  EMPTY,
  {
    rule: 'notification/delay',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ caller, flags }) => (flags & DELAY) !== 0 && !caller.secure,
  },
  {
    rule: 'notification/unknown-receiver',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ receiver }) => receiver === undefined,
  },
  {
    rule: 'notification/silent',
    status: 'DENIED',
    source,
    broken: ({ receiver }) => receiver !== undefined && receiver.bells === undefined,
  },
  {
    rule: 'notification/stranger',
    status: 'DENIED',
    source,
    broken: ({ receiver, sender, bits }) =>
      receiver?.bells !== undefined && bits.some((bit) => receiver.bells?.bound.get(bit) !== sender),
  },
];

export interface TakeCase {
  readonly caller: Endpoint;
  readonly receiverId: number;
  readonly receiver: Endpoint | undefined;
  readonly vcpu: number;
  readonly flags: number;
}

export const TAKE: readonly Clause<TakeCase>[] = [
  {
    rule: 'notification/flags',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ flags }) => (flags & ~0xf) !== 0,
  },
  {
    rule: 'notification/receiver',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ caller, receiverId, receiver }) => !actsFor(caller, receiverId) || receiver === undefined,
  },
  {
    rule: 'notification/vcpu',
    status: 'INVALID_PARAMETERS',
    source,
    broken: ({ receiver, vcpu }) => vcpu >= Math.max(receiver?.bells?.vcpus ?? 1, 1),
  },
];

export const TELL: readonly Clause<{ readonly untold: readonly Endpoint[] }>[] = [
  {
    rule: 'notification/nothing-pending',
    status: 'NO_DATA',
    source,
    broken: ({ untold }) => untold.length === 0,
  },
];
