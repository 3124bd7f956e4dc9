import type { PropertyTable } from './properties.ts';
import { VALUE_RULES } from './value-rules.ts';

/** What the partition wants to hear of, and what it says of scheduling. */
export interface Subscriptions {
  readonly notificationSupport: boolean;
  /** What the manager keeps of it: bit 0, CPU off, and for partitions with several contexts only. */
  readonly powerManagementMessages: number;
  /** Bit 0: VM created; bit 1: VM destroyed. */
  readonly vmAvailabilityMessages: number;
  readonly hasPrimaryScheduler: boolean;
  readonly timeSliceMemory: boolean;
}

export const POWER_CPU_OFF = 1;

export const SUBSCRIPTIONS: PropertyTable<Subscriptions> = {
  notificationSupport: { name: 'notification-support', form: 'flag', otherwise: false },
  powerManagementMessages: { name: 'power-management-messages', form: 'u32', otherwise: 0 },
  vmAvailabilityMessages: {
    name: 'vm-availability-messages',
    form: 'u32',
    otherwise: 0,
    allowed: { rule: VALUE_RULES.vmAvailability, bits: { 1: 'VM created', 2: 'VM destroyed' } },
  },
  hasPrimaryScheduler: { name: 'has-primary-scheduler', form: 'flag', otherwise: false },
  timeSliceMemory: { name: 'time-slice-mem', form: 'flag', otherwise: false },
};
