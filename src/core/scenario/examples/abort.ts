import type { Example } from './example.ts';
import { inRegister } from './places.ts';
import { abort } from './steps.ts';
import { REBORN, STARTED } from './world.ts';

/** Partitions that end their own lives. */
export const ABORT_EXAMPLES: readonly Example[] = [
  {
    rule: 'abort/reserved-register',
    machine: REBORN,
    setup: STARTED,
    broken: abort('vault', { code: 1, registers: { 3: 7 }, ...inRegister(3) }),
    kept: [abort('vault', { code: 1 })],
  },
];
