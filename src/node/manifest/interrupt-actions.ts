import type { PropertyTable } from './properties.ts';
import { VALUE_RULES } from './value-rules.ts';

/** What becomes of interrupts that are not the partition's own while it runs. */
export interface InterruptActions {
  /** The older way to ask for `nsInterruptsAction` 1, which it overrides. */
  readonly managedExit: boolean;
  /** A managed exit is signaled by the virtual IRQ instead of the FIQ. */
  readonly managedExitVirq: boolean;
  readonly nsInterruptsAction: number;
  readonly otherSecureInterruptsAction: number;
  /**
   * Bit 0: schedule receiver interrupt while waiting; bit 1: on going back to waiting with interrupts
   * pending.
   */
  readonly sriInterruptsPolicy: number;
}

export const QUEUED = 0;
export const MANAGED_EXIT = 1;
const SIGNALED = 2;
export const OTHER_QUEUED = 0;
const OTHER_SIGNALED = 1;

export const INTERRUPT_ACTIONS: PropertyTable<InterruptActions> = {
  managedExit: { name: 'managed-exit', form: 'flag', otherwise: false },
  managedExitVirq: { name: 'managed-exit-virq', form: 'flag', otherwise: false },
  nsInterruptsAction: {
    name: 'ns-interrupts-action',
    form: 'u32',
    otherwise: SIGNALED,
    allowed: {
      rule: VALUE_RULES.nsAction,
      values: { [QUEUED]: 'queued', [MANAGED_EXIT]: 'managed exit', [SIGNALED]: 'signaled' },
    },
  },
  otherSecureInterruptsAction: {
    name: 'other-s-interrupts-action',
    form: 'u8',
    otherwise: OTHER_SIGNALED,
    allowed: {
      rule: VALUE_RULES.otherSecureAction,
      values: { [OTHER_QUEUED]: 'queued', [OTHER_SIGNALED]: 'signaled' },
    },
  },
  sriInterruptsPolicy: {
    name: 'sri-interrupts-policy',
    form: 'u32',
    otherwise: 0,
    allowed: { rule: VALUE_RULES.sriPolicy, bits: { 1: 'while waiting', 2: 'on going back to waiting' } },
  },
};
