import type { Example } from './example.ts';
import { inRegister } from './places.ts';
import { call } from './steps.ts';
import { STARTED } from './world.ts';

/** "hello", and the end of the line. */
const HELLO = { 2: 0x6c6c_6568, 3: 0x0a6f };

/** Examples of the rules about FFA_CONSOLE_LOG. */
export const CONSOLE_EXAMPLES: readonly Example[] = [
  {
    rule: 'console/count',
    setup: STARTED,
    broken: call(
      'vault',
      'FFA_CONSOLE_LOG',
      { 1: 25, ...HELLO },
      { note: '25 characters; six 32-bit registers hold 24', ...inRegister(1) },
    ),
    kept: [call('vault', 'FFA_CONSOLE_LOG', { 1: 6, ...HELLO }, { note: 'prints hello' })],
  },
];
