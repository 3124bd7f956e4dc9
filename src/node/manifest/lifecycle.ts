import type { PropertyTable } from './properties.ts';
import { VALUE_RULES } from './value-rules.ts';

/** How the partition ends and is replaced. */
export interface Lifecycle {
  readonly lifecycleSupport: boolean;
  /** 0 stop, 1 destroy, 2 restart, 3 propagate. */
  readonly abortAction: number | undefined;
  /** The image can be replaced while the system runs. */
  readonly liveActivationSupport: boolean;
  /** The x register through which the new image finds the state that the old one left. */
  readonly liveActivationRegister: number | undefined;
}

export const LIFECYCLE: PropertyTable<Lifecycle> = {
  lifecycleSupport: { name: 'lifecycle-support', form: 'flag', otherwise: false },
  abortAction: {
    name: 'abort-action',
    form: 'u32',
    otherwise: undefined,
    allowed: {
      rule: VALUE_RULES.abortAction,
      values: { 0: 'stop', 1: 'destroy', 2: 'restart', 3: 'propagate' },
    },
  },
  liveActivationSupport: { name: 'live-activation-support', form: 'flag', otherwise: false },
  liveActivationRegister: {
    name: 'live-activation-register',
    form: 'u32',
    otherwise: undefined,
    allowed: {
      rule: VALUE_RULES.liveRegister,
      values: { 0: 'x0', 1: 'x1', 2: 'x2', 3: 'x3', 5: 'x5', 6: 'x6', 7: 'x7' },
    },
  },
};
